#include "archive/video_match.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace arsip::archive {
namespace {

// How long a last frame is taken to last, when there is no other to tell.
constexpr uint32_t kFrameMs = 1'000;

// The distinct hashes of sufficient quality, ascending.
std::vector<Hash256> Distinct(std::span<const FrameHash> frames, uint32_t min_quality) {
  std::vector<Hash256> hashes;
  for (const FrameHash& frame : frames) {
    if (frame.quality >= min_quality) hashes.push_back(frame.hash);
  }
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

bool AnyWithin(std::span<const Hash256> hashes, const Hash256& query, unsigned radius) {
  constexpr size_t kAtOnce = 512;
  std::array<uint32_t, kAtOnce> hits;
  for (size_t begin = 0; begin < hashes.size(); begin += kAtOnce) {
    const size_t count = std::min(kAtOnce, hashes.size() - begin);
    if (BestKernels().scan(&hashes[begin], count, query, radius, hits.data()) > 0) return true;
  }
  return false;
}

// Which of `hashes` have a neighbour among `others`.
std::vector<bool> Matched(std::span<const Hash256> hashes, std::span<const Hash256> others,
                          unsigned radius) {
  std::vector<bool> matched(hashes.size());
  for (size_t i = 0; i < hashes.size(); ++i) matched[i] = AnyWithin(others, hashes[i], radius);
  return matched;
}

double Percent(const std::vector<bool>& matched) {
  if (matched.empty()) return 0;
  const auto count = static_cast<double>(std::ranges::count(matched, true));
  return 100.0 * count / static_cast<double>(matched.size());
}

std::vector<TimeRange> Ranges(std::span<const FrameHash> frames, uint32_t min_quality,
                              const std::vector<Hash256>& hashes,
                              const std::vector<bool>& matched) {
  std::vector<TimeRange> ranges;
  bool open = false;
  for (size_t i = 0; i < frames.size(); ++i) {
    const FrameHash& frame = frames[i];
    // What says too little neither matches nor ends a run.
    if (frame.quality < min_quality) continue;
    const auto at = std::ranges::lower_bound(hashes, frame.hash) - hashes.begin();
    if (!matched[static_cast<size_t>(at)]) {
      open = false;
      continue;
    }
    const uint32_t end = i + 1 < frames.size() ? frames[i + 1].time_ms
                         : i > 0 ? frame.time_ms + (frame.time_ms - frames[i - 1].time_ms)
                                 : frame.time_ms + kFrameMs;
    if (!open) ranges.push_back({frame.time_ms, end});
    ranges.back().end_ms = std::max(end, frame.time_ms);
    open = true;
  }
  return ranges;
}

}  // namespace

VideoMatch MatchVideos(std::span<const FrameHash> query, std::span<const FrameHash> candidate,
                       const VideoMatchRule& rule) {
  VideoMatch match;
  const std::vector<Hash256> of_query = Distinct(query, rule.min_quality);
  const std::vector<Hash256> of_candidate = Distinct(candidate, rule.min_quality);
  if (of_query.empty() || of_candidate.empty()) return match;
  const std::vector<bool> in_query = Matched(of_query, of_candidate, rule.distance);
  const std::vector<bool> in_candidate = Matched(of_candidate, of_query, rule.distance);
  match.query_percent = Percent(in_query);
  match.candidate_percent = Percent(in_candidate);
  match.query_ranges = Ranges(query, rule.min_quality, of_query, in_query);
  match.candidate_ranges = Ranges(candidate, rule.min_quality, of_candidate, in_candidate);
  return match;
}

}  // namespace arsip::archive
