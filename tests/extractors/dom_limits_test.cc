#include "extractors/dom_limits.h"

#include <gtest/gtest.h>

#include <string>

#include "scanned.h"

namespace arsip::extractors {
namespace {

std::string Times(size_t count, std::string_view what) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += what;
  return all;
}

std::string RefusalOf(const std::string& html) { return Scan(html).facts.dom_refused; }

TEST(DomLimitsTest, DepthIsCountedFromOpenElements) {
  EXPECT_EQ(RefusalOf(Times(512, "<div>")), "");
  EXPECT_EQ(RefusalOf(Times(513, "<div>")), "depth 513 > 512");
  EXPECT_EQ(RefusalOf(Times(5'000, "<div></div>")), "");
}

TEST(DomLimitsTest, AttributesOfOneTagAreCounted) {
  EXPECT_EQ(RefusalOf("<p " + Times(256, "a ") + ">"), "");
  EXPECT_EQ(RefusalOf("<p " + Times(257, "a ") + ">"), "attributes 257 > 256");
}

TEST(DomLimitsTest, ElementsAndBytesAreBounded) {
  EXPECT_EQ(RefusalOf(Times(kMaxDomElements + 1, "<br>")), "elements 250001 > 250000");
  EXPECT_EQ(RefusalOf(std::string(kMaxDomBytes + 1, 'x')), "bytes 16777217 > 16777216");
}

TEST(DomLimitsTest, OrdinaryUnclosedElementsDoNotAddUp) {
  EXPECT_EQ(RefusalOf(Times(2'000, "<p>text")), "");
  EXPECT_EQ(RefusalOf("<ul>" + Times(2'000, "<li><p>text") + "</ul>"), "");
  EXPECT_EQ(RefusalOf("<dl>" + Times(2'000, "<dt>a<dd><p>b") + "</dl>"), "");
  EXPECT_EQ(RefusalOf("<table>" + Times(2'000, "<tr><td>a<td><b>b") + "</table>"), "");
  EXPECT_EQ(RefusalOf("<select>" + Times(2'000, "<option>a") + "</select>"), "");
  EXPECT_EQ(RefusalOf(Times(2'000, "<p>a<div>b</div>")), "");
  EXPECT_EQ(RefusalOf(Times(2'000, "<br><img><hr>")), "");
}

TEST(DomLimitsTest, EqualFormattingElementsAreReopenedThreeTimesAtMost) {
  EXPECT_EQ(RefusalOf(Times(2'000, "<p><font size=2>text")), "");
}

TEST(DomLimitsTest, DifferentFormattingElementsAddUp) {
  std::string html;
  for (int i = 0; i < 600; ++i) html += "<p><font size=" + std::to_string(i) + ">";
  EXPECT_EQ(RefusalOf(html), "depth 513 > 512");
}

TEST(DomLimitsTest, ACellForgetsTheFormattingInsideIt) {
  std::string html = "<table>";
  for (int i = 0; i < 2'000; ++i) {
    html += "<tr><td><p><font size=" + std::to_string(i) + "><p></td></tr>";
  }
  EXPECT_EQ(RefusalOf(html), "");
}

TEST(DomLimitsTest, EndTagsDoNotReachOutOfTheirCell) {
  EXPECT_EQ(RefusalOf(Times(600, "<div><table><tr><td></div>")), "depth 513 > 512");
}

TEST(DomLimitsTest, ForeignContentNestsWithoutImpliedEndTags) {
  EXPECT_EQ(RefusalOf("<svg>" + Times(600, "<p>")), "depth 513 > 512");
  EXPECT_EQ(RefusalOf("<svg>" + Times(2'000, "<path/>") + "</svg>"), "");
}

}  // namespace
}  // namespace arsip::extractors
