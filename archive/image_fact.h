// ImageFact: what the metadata record of an image capture says of how the image looks; from it
// alone follow the image rows of the index. docs/warc.md has the line, docs/near-duplicates.md what
// becomes of it.
//
//   image-hash: pdq <64 hexadecimal digits>; quality=87; rule=2; bytes=48213; rot180=<64>;
//     flipx=<64>; flipy=<64>; ...
//
// Pure functions; thread-safe.
#ifndef ARSIP_ARCHIVE_IMAGE_FACT_H_
#define ARSIP_ARCHIVE_IMAGE_FACT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/hamming.h"
#include "archive/hash_forms.h"
#include "base/digest.h"

namespace arsip::archive {

// How much of a metadata block is looked at.
inline constexpr size_t kMaxImageFactBytes = 64u << 10;
// A hash of a lower quality is never matched.
inline constexpr uint32_t kMinMatchQuality = 50;

struct ImageFact {
  Sha256 payload{};
  Hash256 hash;
  uint32_t quality = 0;  // 0 to 100
  uint32_t rule = 0;     // of hashing: extractors/image_hash.h
  uint64_t bytes = 0;    // of the payload
  // Of the eight hashes that unlike images share; said by who hashed.
  bool degenerate = false;
  // Nullopt: hashed by rule 1, which kept the first hash alone.
  std::optional<TurnedHashes> turned = {};

  HashForms forms() const { return turned ? FormsOf(hash, *turned) : FormsOf(hash); }
  bool matchable() const { return quality >= kMinMatchQuality && !degenerate; }
  friend bool operator==(const ImageFact&, const ImageFact&) = default;
};

// The value of an "image-hash" line, without the payload. A reader passes over parameters that it
// does not know.
std::string FormatImageHash(const ImageFact& fact);
// Of an application/warc-fields block with lines "payload-sha256" and "image-hash"; nullopt: it has
// none, or none that can be read.
std::optional<ImageFact> ImageFactOf(std::string_view metadata);

// 64 lower-case digits; nullopt for anything else.
std::optional<Hash256> ParseHash256(std::string_view hex);
std::string FormatHash256(const Hash256& hash);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMAGE_FACT_H_
