// AudioIndex: which recordings share a stretch, among many. The upper 20 bits of every fingerprint
// word lead to where it occurs; recordings that get several votes for one offset are compared
// (audio_match.h). In memory: 16 bytes a word, 470 kB for an hour. Const members may run in
// parallel with each other, not with Add.
#ifndef ARSIP_ARCHIVE_AUDIO_INDEX_H_
#define ARSIP_ARCHIVE_AUDIO_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "archive/audio_match.h"
#include "base/digest.h"

namespace arsip::archive {

struct SimilarAudio {
  Sha256 payload{};
  std::vector<AudioSegment> segments;  // longest first
};

struct AudioQuery {
  AudioMatchRule rule;
  // Words that must agree about an offset. Default: 3.
  uint32_t min_votes = 3;
  // Recordings that are compared, those with most votes first. Default: 200.
  size_t max_compared = 200;
  // The most to return. Default: 100.
  size_t limit = 100;
};

class AudioIndex {
 public:
  // A payload that is there already is replaced.
  void Add(const Sha256& payload, std::vector<uint32_t> words);

  // Those with the longest stretch first, then by payload. The payload `except`, the query itself,
  // is left out.
  std::vector<SimilarAudio> Similar(std::span<const uint32_t> query, const AudioQuery& options = {},
                                    const Sha256* except = nullptr) const;

  const std::vector<uint32_t>* Words(const Sha256& payload) const;
  size_t recordings() const { return by_payload_.size(); }

 private:
  struct Recording {
    Sha256 payload{};
    std::vector<uint32_t> words;  // empty: replaced
  };
  struct Posting {
    uint32_t key = 0;
    uint32_t recording = 0;
    uint32_t position = 0;
    friend auto operator<=>(const Posting&, const Posting&) = default;
  };
  void MergeRecent();
  template <class Each>
  void ForEachPosting(uint32_t key, Each each) const;
  std::vector<uint32_t> Candidates(std::span<const uint32_t> query,
                                   const AudioQuery& options) const;

  std::vector<Recording> recordings_;
  std::map<Sha256, uint32_t> by_payload_;
  std::vector<Posting> sorted_;
  std::vector<Posting> recent_;  // sorted, too; merged when it is no longer small beside the other
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_AUDIO_INDEX_H_
