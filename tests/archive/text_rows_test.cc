#include "archive/text_rows.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TextSketch Sketch(uint32_t shingles) {
  TextSketch sketch;
  sketch.digest = ComputeSha256("a text");
  sketch.shingles = shingles;
  for (size_t i = 0; i < kSketchPlaces; ++i) sketch.places[i] = static_cast<uint16_t>(i * 31);
  return sketch;
}

TextOccurrence Occurrence() {
  return {ComputeSha256("a text"),
          UtcTime(std::chrono::seconds(77)),
          "<urn:uuid:x>",
          "https://e.org/",
          300'000,
          "post",
          "https://claimed.example/"};
}

TEST(TextRows, ASketchComesBack) {
  for (const uint32_t shingles : {1u, kMinShingles - 1, kMinShingles, 300u, 4'000'000u}) {
    const TextSketch sketch = Sketch(shingles);
    const auto back = ParseSketchRow(SketchKey(sketch.digest), SketchRow(sketch));
    ASSERT_TRUE(back.has_value()) << shingles;
    EXPECT_EQ(back->digest, sketch.digest);
    EXPECT_EQ(back->shingles, shingles);
    EXPECT_EQ(back->places == sketch.places, sketch.comparable());
  }
}

TEST(TextRows, AnOccurrenceComesBackAndItsKeysAscendByTime) {
  const TextOccurrence occurrence = Occurrence();
  const auto back = ParseOccurrence(OccurrenceKey(occurrence), OccurrenceRow(occurrence));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->digest, occurrence.digest);
  EXPECT_EQ(back->time, occurrence.time);
  EXPECT_EQ(back->source, occurrence.source);
  EXPECT_EQ(back->index, occurrence.index);
  EXPECT_EQ(back->url, occurrence.url);
  EXPECT_EQ(back->kind, occurrence.kind);
  EXPECT_EQ(back->uri, occurrence.uri);
  TextOccurrence earlier = occurrence;
  earlier.time = UtcTime(std::chrono::seconds(-5));  // before 1970
  earlier.source = "<urn:uuid:z>";
  EXPECT_LT(OccurrenceKey(earlier), OccurrenceKey(occurrence));
}

TEST(TextRows, ASourceComesBack) {
  const TextSource source{"revision",
                          UtcTime(std::chrono::seconds(5)),
                          {{ComputeSha256("a"), 0}, {ComputeSha256("b"), 9}}};
  const auto back = ParseSourceRow(SourceRow(source));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->revision, source.revision);
  EXPECT_EQ(back->time, source.time);
  ASSERT_EQ(back->texts.size(), 2u);
  EXPECT_EQ(back->texts[1].digest, source.texts[1].digest);
  EXPECT_EQ(back->texts[1].index, 9u);
}

TEST(TextRows, ABandIsTheSameForTheSamePlacesOfTheSameBandOnly) {
  const TextSketch sketch = Sketch(50);
  TextSketch other = Sketch(90);
  other.digest = ComputeSha256("another");
  ++other.places[kBandPlaces];
  EXPECT_EQ(BandPrefix(other, 0), BandPrefix(sketch, 0));
  EXPECT_NE(BandPrefix(other, 1), BandPrefix(sketch, 1));
  EXPECT_NE(BandPrefix(sketch, 0).substr(2), BandPrefix(sketch, 1).substr(2));
  EXPECT_EQ(ItemOfBandKey(BandKey(sketch, 3)), SketchKey(sketch.digest).substr(1, kItemBytes));
  EXPECT_EQ(ItemOfBandKey(BandPrefix(sketch, 3)), "");
}

TEST(TextRows, DamagedRowsAreNone) {
  const TextSketch sketch = Sketch(50);
  const std::string key = SketchKey(sketch.digest);
  EXPECT_FALSE(ParseSketchRow(key, "").has_value());
  EXPECT_FALSE(ParseSketchRow(key, SketchRow(sketch).substr(1)).has_value());
  EXPECT_FALSE(ParseSketchRow(key, SketchRow(sketch) + "x").has_value());
  EXPECT_FALSE(ParseSketchRow(key.substr(1), SketchRow(sketch)).has_value());
  const std::string place = OccurrenceKey(Occurrence());
  EXPECT_FALSE(ParseOccurrence(place, "x").has_value());
  EXPECT_FALSE(ParseOccurrence(place.substr(0, 40), OccurrenceRow(Occurrence())).has_value());
  EXPECT_FALSE(ParseSourceRow("").has_value());
  EXPECT_FALSE(ParseSourceRow(SourceRow({"r", {}, {}}) + "x").has_value());
}

}  // namespace
}  // namespace arsip::archive
