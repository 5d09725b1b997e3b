// MatchVideos: how much of one video is in another, by the hashes of their frames: vPDQ's rule as
// its README states it (its implementations disagree): hashes of a quality below 50 are dropped and
// equal ones counted once; a frame matches when any frame of the other video lies within distance
// 31; an empty side matches nothing, 0 and 0 percent. docs/video-and-audio.md. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_VIDEO_MATCH_H_
#define ARSIP_ARCHIVE_VIDEO_MATCH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "archive/hamming.h"

namespace arsip::archive {

struct FrameHash {
  Hash256 hash;
  uint32_t quality = 0;  // 0 to 100
  uint32_t time_ms = 0;
  friend bool operator==(const FrameHash&, const FrameHash&) = default;
};

struct VideoMatchRule {
  unsigned distance = 31;     // at most. Default: 31.
  uint32_t min_quality = 50;  // Default: 50.
};

// Of a video's own time, half open.
struct TimeRange {
  uint32_t begin_ms = 0;
  uint32_t end_ms = 0;
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

struct VideoMatch {
  // Of the distinct hashes of sufficient quality, 0 to 100.
  double query_percent = 0;
  double candidate_percent = 0;
  // Runs of frames that match, in order; a frame lasts until the next one.
  std::vector<TimeRange> query_ranges;
  std::vector<TimeRange> candidate_ranges;
};

// Frames in the order of their time. Quadratic: four hours against four hours take about a second.
VideoMatch MatchVideos(std::span<const FrameHash> query, std::span<const FrameHash> candidate,
                       const VideoMatchRule& rule = {});

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VIDEO_MATCH_H_
