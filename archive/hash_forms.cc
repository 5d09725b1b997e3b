#include "archive/hash_forms.h"

#include <algorithm>

namespace arsip::archive {
namespace {

constexpr size_t kSide = 16;

// Bit 16 * row + column of the hash, of 256; words[0] holds the highest.
constexpr size_t WordOf(size_t bit) { return 3 - bit / 64; }

template <class Wanted>
constexpr Hash256 MaskOf(Wanted wanted) {
  Hash256 mask;
  for (size_t row = 0; row < kSide; ++row) {
    for (size_t column = 0; column < kSide; ++column) {
      const size_t bit = kSide * row + column;
      if (wanted(row, column)) mask.words[WordOf(bit)] |= uint64_t{1} << (bit % 64);
    }
  }
  return mask;
}

constexpr Hash256 kEvenRows = MaskOf([](size_t row, size_t) { return row % 2 == 0; });
constexpr Hash256 kEvenColumns = MaskOf([](size_t, size_t column) { return column % 2 == 0; });
constexpr Hash256 kOddSums =
    MaskOf([](size_t row, size_t column) { return (row + column) % 2 == 1; });

Hash256 Transposed(const Hash256& hash) {
  Hash256 transposed;
  for (size_t row = 0; row < kSide; ++row) {
    for (size_t column = 0; column < kSide; ++column) {
      const size_t from = kSide * row + column;
      const size_t to = kSide * column + row;
      const uint64_t bit = hash.words[WordOf(from)] >> (from % 64) & 1;
      transposed.words[WordOf(to)] |= bit << (to % 64);
    }
  }
  return transposed;
}

}  // namespace

HashForms FormsOf(const Hash256& hash, const TurnedHashes& turned) {
  return {hash,
          Transposed(turned.flipy),
          turned.rot180,
          Transposed(turned.flipx),
          turned.flipx,
          turned.flipy,
          Transposed(hash),
          Transposed(turned.rot180)};
}

HashForms FormsOf(const Hash256& hash) {
  return FormsOf(hash, {hash ^ kOddSums, hash ^ kEvenRows, hash ^ kEvenColumns});
}

unsigned PictureDistance(const HashForms& a, const HashForms& b) {
  const auto least = [](const HashForms& forms, const Hash256& hash) {
    unsigned distance = HammingDistance(forms.front(), hash);
    for (const Hash256& form : forms) distance = std::min(distance, HammingDistance(form, hash));
    return distance;
  };
  return std::min(least(FormsOf(a.front()), b.front()),
                  std::max(least(a, b.front()), least(b, a.front())));
}

std::string_view NameOfForm(size_t form) {
  static constexpr std::array<std::string_view, kHashForms> kNames = {
      "original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipp", "flipm"};
  return kNames[form];
}

}  // namespace arsip::archive
