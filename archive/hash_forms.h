// FormsOf: the eight hashes of a picture that is turned and mirrored, from its PDQ hash alone.
//
// A turned picture has the same coefficients with other signs and places, so its bits are the same
// in other places, and the other way round where the sign changes. That is exact but for the
// coefficients between zero and the median: PDQ sets a bit above the median, not above zero
// (docs/near-duplicates.md has by how many bits the hash of the turned pixels differs). What it
// buys is that the forms are a group of isometries: Distance(Form(a), b) is Distance(a,
// InverseForm(b)), so "near in one of eight forms" is symmetric, and a function of the two stored
// hashes. Pure; thread-safe.
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
std::array<Hash256, kHashForms> FormsOf(const Hash256& hash);

// REQUIRES: form < kHashForms.
std::string_view NameOfForm(size_t form);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HASH_FORMS_H_
