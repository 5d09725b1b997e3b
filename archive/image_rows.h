// The image rows of the index, as keys and values: I images, K members of clusters, S sightings.
// docs/index-format.md has the same tables in words. Pure; thread-safe.
//
// No row names a file or an offset, so recoding a segment changes none of them.
#ifndef ARSIP_ARCHIVE_IMAGE_ROWS_H_
#define ARSIP_ARCHIVE_IMAGE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/image_fact.h"
#include "base/clock.h"
#include "base/digest.h"

namespace arsip::archive {

// What stands for an image in keys and hash indexes: the first eight bytes of its payload's
// SHA-256. The row has the whole digest: of two payloads that begin alike the one with the lower
// digest is kept, the other is in no image row.
using ImageId = uint64_t;
ImageId IdOf(const Sha256& payload);

// The order in which images found clusters: by their first capture, then by digest.
struct ImageOrder {
  UtcTime first{};
  Sha256 payload{};
  friend auto operator<=>(const ImageOrder&, const ImageOrder&) = default;
};

// I id
struct ImageRow {
  ImageFact fact;
  UtcTime first{};  // WARC-Date of its first capture
  // The cluster: the payload of its exemplar, this one's own when it is the exemplar. Nullopt: it
  // cannot be matched.
  std::optional<Sha256> exemplar;
  uint8_t distance = 0;  // from the exemplar
  uint8_t form = 0;      // which of its eight forms lies so near (hash_forms.h)

  ImageId id() const { return IdOf(fact.payload); }
  ImageOrder order() const { return {first, fact.payload}; }
  bool is_exemplar() const { return exemplar == fact.payload; }
  friend bool operator==(const ImageRow&, const ImageRow&) = default;
};
std::string ImageKey(ImageId id);
std::string EncodeImageRow(const ImageRow& row);
std::optional<ImageRow> DecodeImageRow(std::string_view value);

// K exemplar(8) first(8) id, without a value: the members of a cluster, earliest first.
struct MemberKey {
  ImageId exemplar = 0;
  UtcTime first{};
  ImageId id = 0;
};
std::string MemberKeyPrefix(ImageId exemplar);
std::string EncodeMemberKey(const MemberKey& key);
std::optional<MemberKey> DecodeMemberKey(std::string_view key);

// S sha256 of the payload(first 16) time(8) url, without a value: when and where it was captured.
struct Sighting {
  UtcTime time{};
  std::string url;
  friend bool operator==(const Sighting&, const Sighting&) = default;
};
std::string SightingKeyPrefix(const Sha256& payload);
std::string EncodeSightingKey(const Sha256& payload, const Sighting& sighting);
std::optional<Sighting> DecodeSightingKey(std::string_view key);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMAGE_ROWS_H_
