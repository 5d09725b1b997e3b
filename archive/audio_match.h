// MatchAudio: which stretches of one recording are in another, by their Chromaprint fingerprints,
// wherever they begin. Words whose upper bits agree vote for the offset between the two; along the
// offsets with most votes the words are laid over each other, and a stretch is where the differing
// bits, averaged over some two seconds, stay below a bound. Survives re-encoding, noise and
// cutting; not a change of pitch or speed. docs/video-and-audio.md. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_AUDIO_MATCH_H_
#define ARSIP_ARCHIVE_AUDIO_MATCH_H_

#include <cstdint>
#include <span>
#include <vector>

namespace arsip::archive {

// 1,365 samples at 11,025 Hz.
inline constexpr double kAudioWordMs = 1'365.0 * 1'000.0 / 11'025.0;

struct AudioMatchRule {
  // Of the 32 bits of a word, the mean over a stretch is below. Default: 9.
  double max_bit_error = 9.0;
  // Shorter stretches are left out: words. Default: 40, five seconds.
  uint32_t min_words = 40;
  // Offsets that are tried. Default: 8.
  uint32_t max_offsets = 8;
};

// Words, from 0.
struct AudioSegment {
  uint32_t query_begin = 0;
  uint32_t candidate_begin = 0;
  uint32_t words = 0;
  double bit_error = 0;  // mean of the stretch
};

// Longest first; no two share words of the query. Linear but for words that recur: those of a kind
// that occurs very often (silence, a steady tone) do not vote.
std::vector<AudioSegment> MatchAudio(std::span<const uint32_t> query,
                                     std::span<const uint32_t> candidate,
                                     const AudioMatchRule& rule = {});

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_AUDIO_MATCH_H_
