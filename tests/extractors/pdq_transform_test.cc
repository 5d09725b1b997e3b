#include "extractors/pdq_transform.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <random>
#include <set>
#include <string>

#include "naive_pdq.h"
#include "painted_image.h"

namespace arsip::extractors {
namespace {

PdqLuma LumaOf(const PaintedImage& image) {
  PdqLuma luma{};
  const std::vector<float> small = NaiveFiltered(image.view());
  std::copy(small.begin(), small.end(), luma.begin());
  return luma;
}

TEST(PdqTransformTest, CoefficientsAreTheNaiveOnesToTheBit) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const PaintedImage image = Scene(64, 64, 3, seed);
    const NaivePdq naive = NaivePdqOf(image.view());
    const PdqCoefficients coefficients = PdqTransform(LumaOf(image));
    ASSERT_EQ(std::memcmp(coefficients.data(), naive.coefficients.data(), sizeof coefficients), 0);
    EXPECT_EQ(PdqBits(coefficients), naive.hash);
  }
}

TEST(PdqTransformTest, OneWaveMovesItsOwnCoefficient) {
  PdqLuma luma{};
  for (size_t row = 0; row < kPdqSide; ++row) {
    for (size_t column = 0; column < kPdqSide; ++column) {  // 3 half waves down, 5 across
      luma[row * kPdqSide + column] =
          static_cast<float>(std::cos(M_PI / 128 * 3 * (2.0 * static_cast<double>(row) + 1)) *
                             std::cos(M_PI / 128 * 5 * (2.0 * static_cast<double>(column) + 1)));
    }
  }
  const PdqCoefficients coefficients = PdqTransform(luma);
  for (size_t bit = 0; bit < coefficients.size(); ++bit) {
    EXPECT_NEAR(coefficients[bit], bit == 2 * kPdqFrequencies + 4 ? 32 : 0, 1e-3) << bit;
  }
}

TEST(PdqBitsTest, WithoutTiesHalfOfThemAreSet) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(PdqBits(PdqTransform(LumaOf(Scene(64, 64, 3, seed)))).set_bits(), 128);
  }
}

TEST(PdqBitsTest, WhatEqualsTheMedianIsNotSet) {
  PdqCoefficients coefficients{};
  EXPECT_EQ(PdqBits(coefficients), PdqHash());
  coefficients[7] = 1;
  EXPECT_EQ(PdqBits(coefficients).set_bits(), 1);
}

TEST(PdqQualityTest, OneStepFromBlackToWhiteCounts) {
  PdqLuma luma{};
  EXPECT_EQ(PdqQuality(luma), 0u);
  for (size_t i = 0; i < luma.size(); ++i) luma[i] = i % kPdqSide < 32 ? 0 : 255;
  EXPECT_EQ(PdqQuality(luma), 64u * 100 / 90);
  for (size_t i = 0; i < luma.size(); ++i) luma[i] = i % 2 == 0 ? 0 : 255;
  EXPECT_EQ(PdqQuality(luma), 100u);
}

TEST(PdqQualityTest, DifferencesOfLessThanAPercentAreNone) {
  PdqLuma luma{};
  for (size_t i = 0; i < luma.size(); ++i) luma[i] = i % 2 == 0 ? 0 : 2.5f;
  EXPECT_EQ(PdqQuality(luma), 0u);
}

// The image turned or mirrored before it is hashed: what the signs promise. 64 x 64, so that no
// filter comes in between.
TEST(PdqDihedral, IsNearWhatTheTurnedImageHashesTo) {
  const PaintedImage image = Scene(64, 64, 3, 7);
  const PdqCoefficients coefficients = PdqTransform(LumaOf(image));
  struct Turn {
    Dihedral dihedral;
    std::function<uint8_t(uint32_t x, uint32_t y, uint32_t c)> paint;
  };
  const Turn turns[] = {
      {Dihedral::kOriginal, [&](auto x, auto y, auto c) { return image.at(x, y, c); }},
      {Dihedral::kRotate90, [&](auto x, auto y, auto c) { return image.at(63 - y, x, c); }},
      {Dihedral::kRotate180, [&](auto x, auto y, auto c) { return image.at(63 - x, 63 - y, c); }},
      {Dihedral::kRotate270, [&](auto x, auto y, auto c) { return image.at(y, 63 - x, c); }},
      {Dihedral::kFlipX, [&](auto x, auto y, auto c) { return image.at(x, 63 - y, c); }},
      {Dihedral::kFlipY, [&](auto x, auto y, auto c) { return image.at(63 - x, y, c); }},
      {Dihedral::kFlipPlus1, [&](auto x, auto y, auto c) { return image.at(y, x, c); }},
      {Dihedral::kFlipMinus1, [&](auto x, auto y, auto c) { return image.at(63 - y, 63 - x, c); }},
  };
  std::set<std::string> hashes;
  for (const Turn& turn : turns) {
    const PdqHash derived = PdqBits(Transformed(coefficients, turn.dihedral));
    const PdqHash hashed = PdqBits(PdqTransform(LumaOf(Painted(64, 64, 3, turn.paint))));
    EXPECT_LE(Distance(derived, hashed), 2) << NameOf(turn.dihedral);
    hashes.insert(derived.ToHex());
  }
  EXPECT_EQ(hashes.size(), kDihedrals);
}

}  // namespace
}  // namespace arsip::extractors
