// Sixteen frames on a page.
#include "extractors/media_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_media.h"

namespace arsip::extractors {
namespace {

using ::testing::StartsWith;

TEST(ContactSheetTest, ShowsSixteenFramesGreyAndBlurred) {
  ExtractionRequest request;
  request.set_want_contact_sheet(true);
  request.set_hash_interval_ms(200);
  const Extraction extraction = Read(Film(), request);
  ASSERT_THAT(extraction.contact_sheet(), StartsWith("\xFF\xD8\xFF"));
  const std::string shape =
      OutputOf("ffprobe -v error -show_entries stream=width,height,pix_fmt -of csv=p=0 " +
               FileOf(extraction.contact_sheet(), ".jpg"));
  EXPECT_EQ(shape, "660,500,gray\n");
  EXPECT_TRUE(Read(Film()).contact_sheet().empty()) << "nobody asked";
}

TEST(ContactSheetTest, AnEdgeIsNoLongerSharp) {
  GreyImage image{40, 20, std::vector<uint8_t>(800, 0)};
  for (size_t i = 0; i < image.samples.size(); ++i) image.samples[i] = i % 40 < 20 ? 0 : 255;
  Blur(image, 3);
  for (size_t x = 1; x < 40; ++x) {
    EXPECT_LT(image.samples[400 + x] - image.samples[400 + x - 1], 60) << x;
  }
  EXPECT_EQ(image.samples[400], 0);
  EXPECT_EQ(image.samples[439], 255);
}

TEST(ContactSheetTest, HoldsFewFramesHoweverManyCome) {
  ContactSheet sheet;
  for (int i = 0; i < 10'000; ++i) {
    if (sheet.Wants()) sheet.Add({4, 3, std::vector<uint8_t>(12, static_cast<uint8_t>(i / 40))});
    ASSERT_LT(sheet.frames(), 32u);
  }
  EXPECT_GE(sheet.frames(), 16u);
  const GreyImage page = sheet.Compose();
  EXPECT_EQ(page.width, 36u);
  EXPECT_EQ(page.height, 32u);
  // The first frame, and one from near the end.
  EXPECT_EQ(page.samples[4 * 36 + 4], 0);
  EXPECT_GT(page.samples[25 * 36 + 28], 200);
}

}  // namespace
}  // namespace arsip::extractors
