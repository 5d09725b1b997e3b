#include "archive/wacz_page.h"

#include "capture_samples.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kId = "<urn:uuid:00000000-0000-4000-8000-000000000001>";

Capture PageCapture() {
  Capture capture;
  capture.url = "https://example.org/";
  capture.status = 200;
  capture.mime = "text/html";
  capture.time = testing::SampleDate();
  return capture;
}

TEST(WaczPageTest, SuccessfulHtmlIsAPageAndNothingElse) {
  EXPECT_TRUE(IsPage(PageCapture()));
  Capture other = PageCapture();
  other.mime = "application/xhtml+xml";
  EXPECT_TRUE(IsPage(other));
  other.mime = "image/png";
  EXPECT_FALSE(IsPage(other));
  other = PageCapture();
  other.status = 404;
  EXPECT_FALSE(IsPage(other));
  other = PageCapture();
  other.url = "urn:view:https://example.org/";
  EXPECT_FALSE(IsPage(other));
}

TEST(WaczPageTest, TheTimeIsThatOfTheIndex) {
  const WaczPage page = PageOf(PageCapture(), kId, "");
  EXPECT_EQ(page.ts.size(), 20u);
  std::string digits;
  for (const char c : page.ts) {
    if (c >= '0' && c <= '9') digits += c;
  }
  EXPECT_EQ(digits, FormatTimestamp14(PageCapture().time));
  EXPECT_EQ(page.id, "00000000-0000-4000-8000-000000000001");
  EXPECT_FALSE(page.seed);
  EXPECT_EQ(page.title, "");
}

TEST(WaczPageTest, MetadataTellsSeedAndTitle) {
  WaczPage page =
      PageOf(PageCapture(), kId, "via: x\r\nhopsFromSeed: \r\nTitle:  A page \r\ntitle: B\r\n");
  EXPECT_TRUE(page.seed);
  EXPECT_EQ(page.title, "A page");
  EXPECT_EQ(FormatWaczPage(page), R"({"id":"00000000-0000-4000-8000-000000000001","url":)"
                                  R"("https://example.org/","ts":")" +
                                      page.ts + R"(","title":"A page","seed":true})");
  page = PageOf(PageCapture(), kId, "hopsFromSeed: L\r\noutlink: http://a/ L title: no\r\n");
  EXPECT_FALSE(page.seed);
  EXPECT_EQ(page.title, "");
}

TEST(WaczPageTest, ATitleIsCutAndStaysJson) {
  const WaczPage page = PageOf(PageCapture(), kId, "title: " + std::string(5000, '\xc3') + "\r\n");
  EXPECT_EQ(page.title.size(), 1000u);
  EXPECT_EQ(FormatWaczPage(page).find('\xc3'), std::string::npos);
}

}  // namespace
}  // namespace arsip::archive
