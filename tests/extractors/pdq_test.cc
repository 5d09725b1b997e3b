// What the reference implementation (facebook/ThreatExchange pdq/cpp at baefb4ed) gives for images
// that formulas paint, and a naive rewriting of it for thousands of others.
#include "extractors/pdq.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "naive_pdq.h"
#include "painted_image.h"

namespace arsip::extractors {
namespace {

constexpr uint8_t kFlat[] = {0x5a, 0x8c, 0x1e};
constexpr uint8_t kSmooth[] = {
    133, 197, 127, 208, 184, 185, 184, 150, 94, 93,  107, 86,  54, 72,  185, 168, 202, 109, 186,
    231, 214, 109, 236, 112, 23,  216, 50,  41, 178, 171, 196, 43, 156, 157, 84,  114, 88,  124,
    102, 76,  147, 146, 123, 145, 148, 211, 73, 99,  130, 84,  54, 105, 117, 186, 63,  160, 180,
    86,  196, 44,  210, 124, 142, 112, 94,  64, 88,  87,  147, 31, 106, 177, 200, 143, 80};

struct Vector {
  const char* name;
  PaintedImage image;
  const char* hash;
  uint32_t quality;
};

std::vector<Vector> Vectors() {
  return {
      {"black_256x256",
       Painted(256, 256, 3, [](uint32_t x, uint32_t y, uint32_t c) { return 0 * (x + y + c); }),
       "0000000000000000000000000000000000000000000000000000000000000000", 0},
      {"white_64x64",
       Painted(64, 64, 3, [](uint32_t x, uint32_t y, uint32_t c) { return 255 + 0 * (x + y + c); }),
       "00001134000011342c4b00002c4b1134000000002c4b2c4b00002c4b8200554b", 0},
      {"flat_256x256",
       Painted(256, 256, 3,
               [](uint32_t x, uint32_t y, uint32_t c) { return kFlat[c] + 0 * (x + y); }),
       "5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa", 0},
      {"checker8_256x256",
       Painted(
           256, 256, 3,
           [](uint32_t x, uint32_t y, uint32_t c) { return (x / 8 + y / 8 + 0 * c) % 2 * 255; }),
       "5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa", 100},
      {"checker1_512x512",
       Painted(512, 512, 3,
               [](uint32_t x, uint32_t y, uint32_t c) { return (x + y + 0 * c) % 2 * 255; }),
       "5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa", 0},
      {"halfblack_300x300",
       Painted(300, 300, 3,
               [](uint32_t x, uint32_t y, uint32_t c) { return x < 150 ? 0 * (y + c) : 255; }),
       "0000664400006644193b0000193b664400000000193b193b0000193bb113466c", 71},
      {"hgrad_256x256",
       Painted(256, 256, 3, [](uint32_t x, uint32_t y, uint32_t c) { return x + 0 * (y + c); }),
       "aaa60d525ceaacc9756415a2da58726b59d1d1d56b2ae96e74a4a6cb4aaca92b", 44},
      {"vgrad_256x256",
       Painted(256, 256, 3, [](uint32_t x, uint32_t y, uint32_t c) { return y + 0 * (x + c); }),
       "aaaa828f5555aaaa07ab06cc0e165555043faaaa55555555aaaaaaaa55550959", 44},
      {"smooth_5x5",
       Painted(5, 5, 3,
               [](uint32_t x, uint32_t y, uint32_t c) { return kSmooth[(y * 5 + x) * 3 + c]; }),
       "64d9c4f19b26318c6e5bc4f164d93b0e91a46e5b64d9c4f19b2691a46e5bc4f1", 57},
      {"smooth_4x4",
       Painted(4, 4, 3,
               [](uint32_t x, uint32_t y, uint32_t c) { return kSmooth[(y * 4 + x) * 3 + c]; }),
       "0000000000000000000000000000000000000000000000000000000000000000", 0},
  };
}

std::vector<PdqLanes> EveryKindOfLanes() {
  if (LanesOfThisProcessor() == PdqLanes::kFour) return {PdqLanes::kFour};
  return {PdqLanes::kFour, PdqLanes::kEight};
}

// Among them those whose bits hang on the last rounding: gradients, half black, white.
TEST(PdqReference, PaintedImagesHaveTheHashAndQualityOfTheReference) {
  for (const PdqLanes lanes : EveryKindOfLanes()) {
    Pdq pdq(lanes);
    for (const Vector& vector : Vectors()) {
      const PdqResult result = pdq.Hash(vector.image.view());
      EXPECT_EQ(result.hash.ToHex(), vector.hash) << vector.name;
      EXPECT_EQ(result.quality, vector.quality) << vector.name;
    }
  }
}

TEST(PdqReference, AllEightFormsAreThoseOfTheReference) {
  const char* const expected[] = {
      "64d9c4f19b26318c6e5bc4f164d93b0e91a46e5b64d9c4f19b2691a46e5bc4f1",
      "749d318c9b62ce732b4a318c6bdace73d6b5318c649db18c9b62ce732b4a318c",
      "318c6c5bce731b263b0e6e5b310c91a4c4f1c4f1318c6c5bce733b0e3b0e6e5b",
      "21c89b26ce3764d97c1f9b263c0f64d981e09b2631c89b26ce3764d97c1f9b26",
      "64d9390e9b264e736e5b3b0e6459c4f191a491a464d9390e9b266e5b6e5b3b0e",
      "319c93a4ce73e4d93b0e91a43b8e6e5bc6f13b0e318c93a4ce73c4f13b0e91a4",
      "649dce739b62318c294ace73294a318cd6b5ce73649dce739b62318c294ace73",
      "21c864d9ce379b267c1f64d93c0f9b2681e064d931c864d9ce379b267c1f64d9"};
  const PaintedImage image = Painted(
      5, 5, 3, [](uint32_t x, uint32_t y, uint32_t c) { return kSmooth[(y * 5 + x) * 3 + c]; });
  const PdqDihedralResult result = Pdq().HashDihedral(image.view());
  for (size_t i = 0; i < kDihedrals; ++i) EXPECT_EQ(result.hashes[i].ToHex(), expected[i]) << i;
  EXPECT_EQ(result.quality, 57u);
}

TEST(PdqDegenerate, WhatSaysNothingIsOnTheDenyListWhateverItsQuality) {
  Pdq pdq;
  for (const Vector& vector : Vectors()) {
    const std::string name = vector.name;
    const bool degenerate = name.starts_with("black") || name.starts_with("flat") ||
                            name.starts_with("checker") || name == "smooth_4x4";
    EXPECT_EQ(IsDegenerate(pdq.Hash(vector.image.view()).hash), degenerate) << name;
  }
}

TEST(PdqTest, TooSmallAnImageHasTheZeroHash) {
  Pdq pdq;
  for (const auto& [width, height] :
       {std::pair{4u, 100u}, std::pair{100u, 4u}, std::pair{1u, 1u}}) {
    const PaintedImage image = Scene(width, height, 3, 1);
    EXPECT_EQ(pdq.Hash(image.view()).hash, PdqHash());
    EXPECT_EQ(pdq.Hash(image.view()).quality, 0u);
    EXPECT_EQ(pdq.HashDihedral(image.view()).hashes[3], PdqHash());
  }
}

TEST(PdqTest, TheFirstOfTheEightFormsIsTheHash) {
  Pdq pdq;
  const PaintedImage image = Scene(120, 80, 3, 5);
  EXPECT_EQ(pdq.HashDihedral(image.view()).hashes[0], pdq.Hash(image.view()).hash);
}

TEST(PdqTest, APictureAndItsSmallerCopyMatch) {
  Pdq pdq;
  const PdqHash large = pdq.Hash(Scene(400, 300, 3, 9).view()).hash;
  EXPECT_LE(Distance(large, pdq.Hash(Scene(160, 120, 3, 9).view()).hash), kPdqMatchDistance);
  EXPECT_GT(Distance(large, pdq.Hash(Scene(400, 300, 3, 10).view()).hash), kPdqMatchDistance);
}

PaintedImage RandomImage(std::mt19937& random) {
  const uint32_t width = kPdqMinSide + random() % 130;
  const uint32_t height = kPdqMinSide + random() % 130;
  const uint32_t channels = random() % 4 == 0 ? 1 : 3;
  const uint32_t size = 1 + random() % 30;
  switch (random() % 5) {
    case 0:
      return Painted(width, height, channels, [&](auto...) { return random() & 255; });
    case 1:
      return Painted(width, height, channels,
                     [&](auto x, auto y, auto) { return (x / size + y / size) % 2 * 255; });
    case 2:
      return Painted(width, height, channels,
                     [&](auto x, auto y, auto c) { return (x * size + y * (c + 1)) & 255; });
    case 3:
      return Painted(width, height, channels,
                     [&](auto x, auto y, auto) { return y < size || x % 7 == 0 ? 0 : 200; });
    default:
      return Scene(width % 60 + 5, height % 60 + 5, channels, static_cast<uint32_t>(random()));
  }
}

TEST(PdqTest, TwoThousandImagesHaveTheNaiveHashToTheBit) {
  std::mt19937 random(11);
  for (const PdqLanes lanes : EveryKindOfLanes()) {
    Pdq pdq(lanes);
    for (int i = 0; i < 1'000; ++i) {
      const PaintedImage image = RandomImage(random);
      const NaivePdq naive = NaivePdqOf(image.view());
      const PdqResult result = pdq.Hash(image.view());
      ASSERT_EQ(result.hash.ToHex(), naive.hash.ToHex()) << image.width << " x " << image.height;
      ASSERT_EQ(result.quality, naive.quality);
    }
  }
}

}  // namespace
}  // namespace arsip::extractors
