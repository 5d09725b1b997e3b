// Pictures: tests/data/ocr, each with sentences written for it.
#include "extractors/ocr.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "document_samples.h"

namespace arsip::extractors {
namespace {

std::string Picture(const std::string& language) {
  std::ifstream file(std::string(ARSIP_TEST_DATA) + "/ocr/" + language + ".png", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::unique_ptr<Ocr> Loaded(const std::vector<std::string>& languages) {
  auto ocr = Ocr::Load(languages);
  EXPECT_TRUE(ocr) << ocr.error().ToString();
  return std::move(*ocr);
}

OcrText Read(Ocr& ocr, const std::string& bytes,
             std::chrono::milliseconds budget = std::chrono::seconds(20)) {
  const auto header = ReadImageHeader(bytes);
  EXPECT_TRUE(header);
  return ocr.ReadPicture(bytes, *header, budget);
}

struct Sample {
  const char* language;
  const char* words;  // white space between them
};

class OcrOf : public ::testing::TestWithParam<Sample> {};

TEST_P(OcrOf, FindsMostWords) {
  const auto ocr = Loaded({GetParam().language});
  const OcrText read = Read(*ocr, Picture(GetParam().language));
  std::istringstream words(GetParam().words);
  int found = 0;
  int all = 0;
  for (std::string word; words >> word; ++all) {
    found += read.text.find(word) != std::string::npos ? 1 : 0;
  }
  EXPECT_GE(found * 10, all * 7) << found << " of " << all << ": " << read.text;
  EXPECT_GT(read.confidence, 50);
}
INSTANTIATE_TEST_SUITE_P(
    TheRegionsLanguages, OcrOf,
    ::testing::Values(
        Sample{"eng",
               "The town library opens every working day at eight in the morning Readers "
               "may borrow three books"},
        Sample{"ind",
               "Perpustakaan kota dibuka setiap hari kerja pukul delapan pagi Pembaca boleh "
               "meminjam tiga buku"},
        Sample{"tha", "ห้องสมุด ประชาชน เปิดทุกวัน ทำการ เวลา แปดโมงเช้า ผู้อ่าน หนังสือ สามเล่ม"},
        Sample{"mya", "စာကြည့်တိုက် ကို နေ့တိုင်း ဖွင့် သည် စာအုပ် သုံး အုပ် ငှား နိုင်"},
        Sample{"ara",
               "تفتح مكتبة المدينة أبوابها كل يوم عمل في الساعة الثامنة صباحا يمكن للقارئ "
               "استعارة ثلاثة كتب"}),
    [](const auto& info) { return std::string(info.param.language); });

TEST(OcrTest, WhatIsNotInstalledIsNamedWithItsPackage) {
  const auto missing = Ocr::Load({"eng", "xyz"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("tesseract-ocr-xyz"), std::string::npos);
  const auto bad = Ocr::Load({"../eng"});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::kInvalidInput);
}

TEST(OcrTest, SmallHugeBrokenAndLatePicturesAreRefused) {
  const auto ocr = Loaded({"eng"});
  EXPECT_EQ(Read(*ocr, PngOf(199, 199)).refused, "small");
  EXPECT_EQ(Read(*ocr, PngOf(50'000, 50'000, {}, false)).refused, "refused-limit: pixels");
  EXPECT_EQ(Read(*ocr, PngOf(400, 400, {}, false)).refused, "corrupt");
  EXPECT_EQ(Read(*ocr, JpegOf(400, 400)).refused, "corrupt");
  EXPECT_EQ(Read(*ocr, Picture("eng"), std::chrono::milliseconds(0)).refused,
            "refused-limit: time");
  EXPECT_EQ(Read(*ocr, PngOf(400, 400)).text, "");
}

}  // namespace
}  // namespace arsip::extractors
