// ImageClusters: which images are the same to a person, kept as rows of the index (image_rows.h).
//
// The rule (docs/near-duplicates.md, adr/0015): images have a total order, by first capture, then
// digest. Gone through in that order, one is an exemplar when no earlier exemplar is within 31 bits
// of it (PictureDistance of hash_forms.h); else it joins the nearest of them, of equally near ones
// the earliest. So every member is near its exemplar, and the rows are a function of the set of
// images alone: an image that comes late has exactly those re-assigned that it changes. Unmatchable
// images are in no cluster.
//
// Memory: two HashIndexes, of all matchable images and of the exemplars; read from the rows at the
// first use. Time of an Add: four searches; beside them two for each image that may change.
// Not thread-safe: belongs to whoever fills the batch, and holds what is pending there.
#ifndef ARSIP_ARCHIVE_IMAGE_CLUSTERS_H_
#define ARSIP_ARCHIVE_IMAGE_CLUSTERS_H_

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/hash_index.h"
#include "archive/image_rows.h"
#include "archive/pending_rows.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

// Two images at this distance or nearer are the same to a person.
inline constexpr unsigned kNearDistance = 31;

// An image that went from one cluster to another because another image came late.
struct ClusterChange {
  Sha256 image{};
  Sha256 from{};          // exemplar; the image itself when it was one
  Sha256 to{};            // exemplar; the image itself when it is one now
  unsigned distance = 0;  // from the new one
  ImageOrder because;     // of the image that came
};

struct NearestExemplar {
  ImageRow row;
  unsigned distance = 0;
  unsigned form = 0;
};

class ImageClusters {
 public:
  // Reads all image rows of `store`. kCorruption: one cannot be read.
  static Result<std::unique_ptr<ImageClusters>> Load(KeyValueStore& store);

  // An image was captured from `url` at `time`. The rows that this changes go into `rows`.
  // Idempotent.
  Status Add(const ImageFact& fact, UtcTime time, std::string_view url, PendingRows& rows);

  // The exemplar that an image with this hash would join if it came now. Nullopt: none is near, or
  // `fact` is unmatchable, or is an exemplar itself.
  Result<std::optional<NearestExemplar>> FindNearest(const ImageFact& fact,
                                                     PendingRows& rows) const;

  // What Add did beside adding, since the last call.
  std::vector<ClusterChange> TakeChanges() { return std::exchange(changes_, {}); }
  size_t images() const { return images_.size(); }
  size_t exemplars() const { return exemplars_.size(); }
  size_t memory_bytes() const { return images_.memory_bytes() + exemplars_.memory_bytes(); }

 private:
  class Update;  // image_clusters.cc
  ImageClusters(HashIndex images, HashIndex exemplars)
      : images_(std::move(images)), exemplars_(std::move(exemplars)) {}
  Result<std::optional<NearestExemplar>> NearestBefore(const ImageFact& fact,
                                                       const std::optional<ImageOrder>& before,
                                                       PendingRows& rows) const;

  HashIndex images_;     // matchable
  HashIndex exemplars_;  // of them those
  std::vector<ClusterChange> changes_;
};

// The row of an image; kCorruption: it cannot be read.
Result<std::optional<ImageRow>> ReadImageRow(PendingRows& rows, ImageId id);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMAGE_CLUSTERS_H_
