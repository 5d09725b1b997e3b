#include "archive/sketched_lines.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

const std::string kDigest(64, 'a');
const std::string kPlaces(448, '1');

std::string Line(const std::string& sketch) {
  return R"({"kind":"post","index":4,"uri":"u","text":"t","text_sketch":)" + sketch + "}\n";
}

std::string Sketch(const std::string& shingles, const std::string& places) {
  return R"({"version":1,"shingles":)" + shingles + R"(,"digest":")" + kDigest + "\"" + places +
         "}";
}

size_t CountIn(const std::string& lines) {
  const auto texts = SketchedTextsIn(lines);
  return texts.has_value() ? texts->size() : 99;
}

TEST(SketchedLines, SketchesComeWithTheirRecord) {
  const auto texts =
      SketchedTextsIn(Line(Sketch("7", "")) + Line(Sketch("8", R"(,"places":")" + kPlaces + "\"")));
  ASSERT_TRUE(texts.has_value());
  ASSERT_EQ(texts->size(), 2u);
  EXPECT_EQ((*texts)[0].index, 4u);
  EXPECT_EQ((*texts)[0].kind, "post");
  EXPECT_EQ((*texts)[0].uri, "u");
  EXPECT_EQ((*texts)[0].sketch.digest[0], 0xAA);
  EXPECT_EQ((*texts)[1].sketch.places[111], 0x1111);
}

TEST(SketchedLines, OtherFormsArePassedOver) {
  EXPECT_EQ(CountIn(Line("null")), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("0", ""))), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("-1", ""))), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("99999999999", ""))), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("8", ""))), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("8", R"(,"places":"11")"))), 0u);
  EXPECT_EQ(CountIn(Line(Sketch("8", R"(,"places":7)"))), 0u);
  EXPECT_EQ(CountIn(R"({"text":"t"})"), 0u);
}

TEST(SketchedLines, OtherFactsAreTold) {
  EXPECT_FALSE(SketchedTextsIn("").has_value());
  EXPECT_FALSE(SketchedTextsIn("{\"frames\":[]}\nnonsense\n[]\n").has_value());
}

TEST(SketchedLines, ALongUriIsCut) {
  const auto texts = SketchedTextsIn(R"({"index":0,"uri":")" + std::string(5'000, 'u') +
                                     R"(","text":"","text_sketch":)" + Sketch("3", "") + "}");
  ASSERT_EQ(texts->size(), 1u);
  EXPECT_EQ((*texts)[0].uri.size(), kMaxSketchedUriBytes);
}

}  // namespace
}  // namespace arsip::archive
