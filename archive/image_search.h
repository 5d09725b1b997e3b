// ImageSearch: what the index says of images, for readers: those near a hash, the members of a
// cluster, where an image was captured, and what clusters would save.
//
// Reads rows only (image_rows.h). Near() compares every image row: two million a second, and no
// memory but for what it returns; whoever searches all the time has a HashIndex (hash_index.h).
// Thread-safe. Errors: kCorruption, a row cannot be read.
#ifndef ARSIP_ARCHIVE_IMAGE_SEARCH_H_
#define ARSIP_ARCHIVE_IMAGE_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/capture_index.h"
#include "archive/image_rows.h"
#include "archive/payload_originals.h"
#include "base/result.h"

namespace arsip::archive {

struct NearImage {
  ImageRow row;
  unsigned distance = 0;
  unsigned form = 0;  // which of the hashes that were asked for is nearest
};

struct NearImages {
  std::vector<NearImage> images;  // nearest first; of equally near ones the earliest
  uint64_t total = 0;             // within the radius; `images` has at most the limit
};

struct ImageCounts {
  uint64_t images = 0;              // payloads with a hash
  uint64_t unmatchable = 0;         // of them: poor, or degenerate
  uint64_t clusters = 0;            // with two members or more
  uint64_t members = 0;             // of these clusters, without the exemplars
  uint64_t stored = 0;              // of these members: those whose bytes are in a record
  uint64_t saved_by_reference = 0;  // bytes of members that no record holds
  uint64_t would_be_saved = 0;      // bytes of members that a record holds
};

class ImageSearch {
 public:
  ImageSearch(const std::string& archive_directory, CaptureIndex& index)
      : index_(index), originals_(archive_directory, index) {}

  // Images within `radius` of any of `hashes`, unmatchable ones never.
  Result<NearImages> Near(std::span<const Hash256> hashes, unsigned radius, size_t limit);
  Result<std::optional<ImageRow>> Find(const Sha256& payload);
  // The image that was seen there last, whether stored or not. Compares every sighting.
  Result<std::optional<ImageRow>> FindByUrl(std::string_view url);
  // Images of the cluster of that exemplar, earliest first, itself too; at most `limit`.
  Result<std::vector<ImageRow>> Members(const Sha256& exemplar, size_t limit);
  // Earliest first; `each` returns false to stop.
  Status ForEachSighting(const Sha256& payload, const std::function<bool(const Sighting&)>& each);
  // Whether it was seen there and then.
  Result<bool> IsSighting(const Sha256& payload, const Sighting& sighting);
  // Whether a record of this archive holds the payload; one in cold storage counts.
  Result<bool> IsStored(const Sha256& payload);
  Result<ImageCounts> Count();

 private:
  Status ForEachImage(const std::function<Status(const ImageRow&)>& each);
  CaptureIndex& index_;
  PayloadOriginals originals_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMAGE_SEARCH_H_
