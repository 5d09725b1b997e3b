// The second half of PDQ: from 64 x 64 values of brightness to quality, 16 x 16 coefficients of a
// discrete cosine transform (frequencies 1 to 16 both ways) and the bits that they make, for the
// image and for its seven turned and mirrored forms. docs/perceptual-hash.md has the steps.
// Bit-exact, as pdq_filter.h is. Pure functions; thread-safe.
#ifndef ARSIP_EXTRACTORS_PDQ_TRANSFORM_H_
#define ARSIP_EXTRACTORS_PDQ_TRANSFORM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "extractors/pdq_filter.h"
#include "extractors/pdq_hash.h"

namespace arsip::extractors {

inline constexpr size_t kPdqFrequencies = 16;
// Row i: vertical frequency i+1.
using PdqCoefficients = std::array<float, kPdqFrequencies * kPdqFrequencies>;

// The eight ways to lay a picture on its frame. Turns are counter-clockwise.
enum class Dihedral : uint32_t {
  kOriginal,
  kRotate90,
  kRotate180,
  kRotate270,
  kFlipX,
  kFlipY,
  kFlipPlus1,   // along the diagonal from top left
  kFlipMinus1,  // along the other
};
inline constexpr size_t kDihedrals = 8;
// "original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipp", "flipm"
std::string_view NameOf(Dihedral dihedral);

// 0 to 100: how much there is to see, by the differences of neighbours.
uint32_t PdqQuality(const PdqLuma& luma);

PdqCoefficients PdqTransform(const PdqLuma& luma);

// A bit is set where the coefficient is above the lower median of all 256: without ties, 128 are.
PdqHash PdqBits(const PdqCoefficients& coefficients);

// The coefficients that the image would have had, turned or mirrored: signs and places change,
// nothing is computed anew.
PdqCoefficients Transformed(const PdqCoefficients& coefficients, Dihedral dihedral);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_TRANSFORM_H_
