#include "base/text_sketch.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

TEST(TextSketchTest, EstimatesByThePartOfPlacesThatAgree) {
  TextSketch a;
  TextSketch b;
  for (size_t i = 0; i < kSketchPlaces; ++i) a.places[i] = b.places[i] = static_cast<uint16_t>(i);
  EXPECT_EQ(EstimatedJaccard(a, b), 1.0);
  for (size_t i = 0; i < kSketchPlaces / 4; ++i) ++b.places[i];
  EXPECT_EQ(EstimatedJaccard(a, b), 0.75);
}

TEST(TextSketchTest, PlacesAreBytesAndBack) {
  TextSketch sketch;
  for (size_t i = 0; i < kSketchPlaces; ++i) sketch.places[i] = static_cast<uint16_t>(i * 577);
  const std::string bytes = SketchBytes(sketch);
  EXPECT_EQ(bytes.size(), kSketchBytes);
  EXPECT_EQ(bytes.substr(2, 2), "\x02\x41");  // 577, most significant byte first
  EXPECT_EQ(PlacesFromBytes(bytes), sketch.places);
  EXPECT_FALSE(PlacesFromBytes(bytes.substr(1)).has_value());
}

TEST(TextSketchTest, FewShinglesAreNotCompared) {
  TextSketch sketch;
  sketch.shingles = kMinShingles - 1;
  EXPECT_FALSE(sketch.comparable());
  sketch.shingles = kMinShingles;
  EXPECT_TRUE(sketch.comparable());
  static_assert(kSketchBands * kBandPlaces <= kSketchPlaces);
}

}  // namespace
}  // namespace arsip
