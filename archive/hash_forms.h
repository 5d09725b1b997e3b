// HashForms: the eight hashes of a picture that is turned and mirrored, and when two pictures are
// near in one of them. docs/near-duplicates.md, adr/0018.
//
// A turned picture has the same coefficients with other signs and places. Changing places moves
// bits. Changing signs turns bits round, but for the coefficients between zero and the median: PDQ
// sets a bit above the median, and another selection of signs has another median. Of the eight
// forms, four differ in signs (as it is, upside down, mirrored either way), and each of the others
// is one of them along the diagonal. So four hashes are all there is to know; from one alone the
// forms are right but for some bits. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_HASH_FORMS_H_
#define ARSIP_ARCHIVE_HASH_FORMS_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "archive/hamming.h"

namespace arsip::archive {

inline constexpr size_t kHashForms = 8;

// In the order "original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipp", "flipm"; turns
// are counter-clockwise (extractors/pdq_transform.h).
using HashForms = std::array<Hash256, kHashForms>;

// What the pixels say beside the first hash.
struct TurnedHashes {
  Hash256 rot180;
  Hash256 flipx;
  Hash256 flipy;
  friend auto operator<=>(const TurnedHashes&, const TurnedHashes&) = default;
};

// Those of the turned pixels.
HashForms FormsOf(const Hash256& hash, const TurnedHashes& turned);

// From one hash alone: 6 bits off on average. These are a group of isometries:
// Distance(Form(a), b) is Distance(a, InverseForm(b)).
HashForms FormsOf(const Hash256& hash);

// The lesser of two: the least distance of the forms that bits alone give to the other's hash,
// which is the same from either side; and the larger of the least distances of either's forms to
// the other's hash, for each of two pictures, turned, should lie near the other as it is.
// Symmetric, and never less than what a search with the forms of either, and with those of its
// bits, finds.
unsigned PictureDistance(const HashForms& a, const HashForms& b);

// REQUIRES: form < kHashForms.
std::string_view NameOfForm(size_t form);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HASH_FORMS_H_
