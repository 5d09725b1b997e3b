#include "extractors/pdq_transform.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace arsip::extractors {
namespace {

constexpr std::array<std::string_view, kDihedrals> kNames = {
    "original", "rot90", "rot180", "rot270", "flipx", "flipy", "flipp", "flipm"};

constexpr int kQualityDivisor = 90;

using Cosines = std::array<float, kPdqFrequencies * kPdqSide>;

// Row i: the cosine of frequency i+1 at 64 places.
const Cosines& CosineRows() {
  static const Cosines rows = [] {
    Cosines made{};
    const auto scale = static_cast<float>(std::sqrt(2.0 / kPdqSide));
    for (size_t i = 0; i < kPdqFrequencies; ++i) {
      for (size_t j = 0; j < kPdqSide; ++j) {
        const double angle = std::numbers::pi / 2 / kPdqSide * static_cast<double>(i + 1) *
                             static_cast<double>(2 * j + 1);
        made[i * kPdqSide + j] = static_cast<float>(scale * std::cos(angle));
      }
    }
    return made;
  }();
  return rows;
}

const Cosines& CosineColumns() {
  static const Cosines columns = [] {
    Cosines made{};
    for (size_t i = 0; i < kPdqFrequencies; ++i) {
      for (size_t j = 0; j < kPdqSide; ++j) {
        made[j * kPdqFrequencies + i] = CosineRows()[i * kPdqSide + j];
      }
    }
    return made;
  }();
  return columns;
}

// left (16 x 64) times right (64 x kColumns): each value is summed over k in order, a whole row of
// values at once.
template <size_t kColumns>
void Multiply(const float* left, const float* right, float* product) {
  for (size_t i = 0; i < kPdqFrequencies; ++i) {
    std::array<float, kColumns> sums{};
    for (size_t k = 0; k < kPdqSide; ++k) {
      const float factor = left[i * kPdqSide + k];
      const float* row = right + k * kColumns;
      for (size_t j = 0; j < kColumns; ++j) sums[j] += factor * row[j];
    }
    std::copy(sums.begin(), sums.end(), product + i * kColumns);
  }
}

int Difference(float u, float v) { return std::abs(static_cast<int>(((u - v) * 100) / 255)); }

}  // namespace

std::string_view NameOf(Dihedral dihedral) { return kNames[static_cast<size_t>(dihedral)]; }

uint32_t PdqQuality(const PdqLuma& luma) {
  int sum = 0;
  for (size_t i = 0; i + kPdqSide < luma.size(); ++i) {
    sum += Difference(luma[i], luma[i + kPdqSide]);
  }
  for (size_t row = 0; row < kPdqSide; ++row) {
    const float* values = luma.data() + row * kPdqSide;
    for (size_t j = 0; j + 1 < kPdqSide; ++j) sum += Difference(values[j], values[j + 1]);
  }
  return static_cast<uint32_t>(std::min(sum / kQualityDivisor, 100));
}

PdqCoefficients PdqTransform(const PdqLuma& luma) {
  std::array<float, kPdqFrequencies * kPdqSide> along_columns{};
  Multiply<kPdqSide>(CosineRows().data(), luma.data(), along_columns.data());
  PdqCoefficients coefficients{};
  Multiply<kPdqFrequencies>(along_columns.data(), CosineColumns().data(), coefficients.data());
  return coefficients;
}

PdqHash PdqBits(const PdqCoefficients& coefficients) {
  PdqCoefficients sorted = coefficients;
  const auto median = sorted.begin() + sorted.size() / 2 - 1;
  std::nth_element(sorted.begin(), median, sorted.end());
  PdqHash hash;
  for (size_t bit = 0; bit < coefficients.size(); ++bit) {
    if (coefficients[bit] > *median) hash.SetBit(bit);
  }
  return hash;
}

PdqCoefficients Transformed(const PdqCoefficients& coefficients, Dihedral dihedral) {
  PdqCoefficients made{};
  const auto is = [dihedral](Dihedral one, Dihedral other) {
    return dihedral == one || dihedral == other;
  };
  const bool transposed = is(Dihedral::kRotate90, Dihedral::kRotate270) ||
                          is(Dihedral::kFlipPlus1, Dihedral::kFlipMinus1);
  const bool by_row =
      is(Dihedral::kFlipX, Dihedral::kRotate270) || is(Dihedral::kRotate180, Dihedral::kFlipMinus1);
  const bool by_column =
      is(Dihedral::kFlipY, Dihedral::kRotate90) || is(Dihedral::kRotate180, Dihedral::kFlipMinus1);
  // Row 0 is frequency 1: an odd function of its place, which a mirror turns round. Frequency 2 is
  // even. rot90, rot270, flipx and flipy are as the reference has them.
  for (size_t i = 0; i < kPdqFrequencies; ++i) {
    for (size_t j = 0; j < kPdqFrequencies; ++j) {
      bool negative = false;
      if (by_row && by_column) {
        negative = (i + j) % 2 != 0;
      } else if (by_row) {
        negative = i % 2 == 0;
      } else if (by_column) {
        negative = j % 2 == 0;
      }
      const float value = coefficients[i * kPdqFrequencies + j];
      made[transposed ? j * kPdqFrequencies + i : i * kPdqFrequencies + j] =
          negative ? -value : value;
    }
  }
  return made;
}

}  // namespace arsip::extractors
