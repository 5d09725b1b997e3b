// VideoIndex: which videos have frames in common, among many: every frame's hash is an entry of a
// HashIndex with the video as its id; what is hit there is compared whole (video_match.h). In
// memory: about 150 bytes a distinct frame. Const members may run in parallel with each other, not
// with Add.
#ifndef ARSIP_ARCHIVE_VIDEO_INDEX_H_
#define ARSIP_ARCHIVE_VIDEO_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "archive/hash_index.h"
#include "archive/video_match.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct SimilarVideo {
  Sha256 payload{};
  VideoMatch match;
};

struct VideoQuery {
  VideoMatchRule rule;
  // A video is similar when at least one of the two percentages is as large. Default: 10.
  double min_percent = 10;
  // The most to return. Default: 100.
  size_t limit = 100;
};

class VideoIndex {
 public:
  // A payload that is there already is replaced. Frames in the order of their time.
  void Add(const Sha256& payload, std::vector<FrameHash> frames);

  // Largest percentage of the query first, then of the candidate, then by payload. The payload
  // `except`, the query itself, is left out. kInvalidInput: a distance that HashIndex does not
  // search.
  Result<std::vector<SimilarVideo>> Similar(std::span<const FrameHash> query,
                                            const VideoQuery& options = {},
                                            const Sha256* except = nullptr) const;

  const std::vector<FrameHash>* Frames(const Sha256& payload) const;
  size_t videos() const { return videos_.size(); }
  size_t entries() const { return index_.size(); }

 private:
  struct Video {
    Sha256 payload{};
    std::vector<FrameHash> frames;
  };
  Result<std::vector<uint64_t>> Candidates(std::span<const FrameHash> query,
                                           const VideoMatchRule& rule) const;

  HashIndex index_;
  // By the first eight bytes of the digest. Should two payloads share them, the later is kept under
  // the next free number.
  std::unordered_map<uint64_t, Video> videos_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VIDEO_INDEX_H_
