#include "archive/video_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace arsip::archive {
namespace {

constexpr uint32_t kMinQuality = VideoMatchRule().min_quality;
// Frames that one frame of the query may hit: a title card that a thousand videos share hits all.
constexpr size_t kHitsOfAFrame = 10'000;

uint64_t IdOf(const Sha256& payload) {
  uint64_t id = 0;
  std::memcpy(&id, payload.data(), sizeof id);
  return id;
}

bool Better(const SimilarVideo& a, const SimilarVideo& b) {
  if (a.match.query_percent != b.match.query_percent) {
    return a.match.query_percent > b.match.query_percent;
  }
  if (a.match.candidate_percent != b.match.candidate_percent) {
    return a.match.candidate_percent > b.match.candidate_percent;
  }
  return a.payload < b.payload;
}

}  // namespace

void VideoIndex::Add(const Sha256& payload, std::vector<FrameHash> frames) {
  uint64_t id = IdOf(payload);
  auto at = videos_.find(id);
  while (at != videos_.end() && at->second.payload != payload) at = videos_.find(++id);
  if (at != videos_.end()) {
    for (const FrameHash& frame : at->second.frames) index_.Remove({id, frame.hash});
  }
  // What would not be matched is not indexed.
  for (const FrameHash& frame : frames) {
    if (frame.quality >= kMinQuality) index_.Add({id, frame.hash});
  }
  videos_[id] = Video{payload, std::move(frames)};
}

Result<std::vector<uint64_t>> VideoIndex::Candidates(std::span<const FrameHash> query,
                                                     const VideoMatchRule& rule) const {
  std::vector<uint64_t> ids;
  std::vector<Hash256> asked;
  for (const FrameHash& frame : query) {
    if (frame.quality >= rule.min_quality) asked.push_back(frame.hash);
  }
  std::ranges::sort(asked);
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  for (const Hash256& hash : asked) {
    const std::array<Hash256, 1> variants = {hash};
    ARSIP_ASSIGN(const HashMatches found,
                 index_.Search(variants, {.radius = rule.distance, .limit = kHitsOfAFrame}));
    for (const HashMatch& match : found.nearest) ids.push_back(match.id);
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Result<std::vector<SimilarVideo>> VideoIndex::Similar(std::span<const FrameHash> query,
                                                      const VideoQuery& options,
                                                      const Sha256* except) const {
  ARSIP_ASSIGN(const std::vector<uint64_t> ids, Candidates(query, options.rule));
  std::vector<SimilarVideo> similar;
  for (const uint64_t id : ids) {
    const auto at = videos_.find(id);
    if (at == videos_.end() || (except != nullptr && at->second.payload == *except)) continue;
    VideoMatch match = MatchVideos(query, at->second.frames, options.rule);
    if (std::max(match.query_percent, match.candidate_percent) < options.min_percent) continue;
    similar.push_back({at->second.payload, std::move(match)});
  }
  std::ranges::sort(similar, Better);
  if (similar.size() > options.limit) similar.resize(options.limit);
  return similar;
}

const std::vector<FrameHash>* VideoIndex::Frames(const Sha256& payload) const {
  uint64_t id = IdOf(payload);
  for (auto at = videos_.find(id); at != videos_.end(); at = videos_.find(++id)) {
    if (at->second.payload == payload) return &at->second.frames;
  }
  return nullptr;
}

}  // namespace arsip::archive
