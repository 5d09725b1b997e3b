#include "extractors/image_decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "encoded_image.h"

namespace arsip::extractors {
namespace {

using std::string_literals::operator""s;
using ::testing::StartsWith;

std::string BigEndian(uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(value >> shift);
  }
  return text;
}
std::string LittleEndian(uint32_t value, int bytes) {
  const std::string text = BigEndian(value, bytes);
  return {text.rbegin(), text.rend()};
}

class LosslessFormat : public ::testing::TestWithParam<const char*> {};

TEST_P(LosslessFormat, GivesThePaintedSamplesBack) {
  const PaintedImage image = Scene(70, 41, 3, 3);
  const Decoded decoded(Encoded(image, GetParam()));
  ASSERT_TRUE(decoded.result) << decoded.result.error().ToString();
  EXPECT_EQ(decoded.result->width, 70u);
  EXPECT_EQ(decoded.result->height, 41u);
  EXPECT_EQ(decoded.result->channels, 3u);
  EXPECT_EQ(decoded.result->frames, 1u);
  EXPECT_FALSE(decoded.result->damaged);
  EXPECT_EQ(decoded.samples, image.samples);
}
INSTANTIATE_TEST_SUITE_P(Of, LosslessFormat,
                         ::testing::Values(".png", ".png[interlace]", ".webp[lossless]"));

TEST(ImageFormats, AJpegIsNearWhatWasPainted) {
  const PaintedImage image = Scene(70, 41, 3, 3);
  for (const char* form : {".jpg[Q=95]", ".jpg[Q=95,interlace]", ".jpg[Q=95,subsample-mode=on]"}) {
    const Decoded decoded(Encoded(image, form));
    ASSERT_TRUE(decoded.result) << form;
    EXPECT_FALSE(decoded.result->damaged) << form;
    ASSERT_EQ(decoded.samples.size(), image.samples.size());
    int worst = 0;
    for (size_t i = 0; i < image.samples.size(); ++i) {
      worst = std::max(worst, std::abs(decoded.samples[i] - image.samples[i]));
    }
    EXPECT_LT(worst, 24) << form;
  }
}

TEST(ImageFormats, GreyStaysOneChannel) {
  const PaintedImage image = Scene(30, 20, 1, 3);
  const Decoded png(Encoded(image, ".png"));
  ASSERT_TRUE(png.result);
  EXPECT_EQ(png.result->channels, 1u);
  EXPECT_EQ(png.samples, image.samples);
  const Decoded jpeg(Encoded(image, ".jpg"));
  ASSERT_TRUE(jpeg.result);
  EXPECT_EQ(jpeg.result->channels, 1u);
}

TEST(ImageFormats, AlphaIsDroppedNotComposited) {
  const PaintedImage image = Painted(
      9, 9, 4, [](uint32_t x, uint32_t y, uint32_t c) { return c == 3 ? 0 : x * 20 + y + c; });
  const Decoded decoded(Encoded(image, ".png"));
  ASSERT_TRUE(decoded.result);
  ASSERT_EQ(decoded.samples.size(), 9u * 9 * 3);
  for (size_t i = 0; i < 81; ++i) {
    for (size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(decoded.samples[i * 3 + c], image.samples[i * 4 + c]);
    }
  }
}

TEST(ImageFormats, InksBecomeLight) {
  const PaintedImage paper = Painted(16, 16, 4, [](auto...) { return 0; });
  const Decoded white(Encoded(paper, ".cmyk.jpg"));
  ASSERT_TRUE(white.result) << white.result.error().ToString();
  EXPECT_EQ(white.result->channels, 3u);
  EXPECT_EQ(white.samples, std::vector<uint8_t>(16 * 16 * 3, 255));
  const PaintedImage ink =
      Painted(16, 16, 4, [](auto, auto, uint32_t c) { return c == 3 ? 255 : 0; });
  const Decoded black(Encoded(ink, ".cmyk.jpg"));
  EXPECT_EQ(black.samples, std::vector<uint8_t>(16 * 16 * 3, 0));
}

std::string Gif(uint32_t width, uint32_t height, int frames) {
  std::string gif = "GIF89a" + LittleEndian(width, 2) + LittleEndian(height, 2);
  gif += "\x80\0\0\0\0\0\xff\xff\xff"s;
  for (int i = 0; i < frames; ++i) {
    gif +=
        ",\0\0\0\0"s + LittleEndian(width, 2) + LittleEndian(height, 2) + "\0\x02\x02\x44\x01\0"s;
  }
  return gif + ";";
}

TEST(ImageFormats, TheFirstFrameOfAGifIsTheImage) {
  const Decoded decoded(Gif(1, 1, 3));
  ASSERT_TRUE(decoded.result) << decoded.result.error().ToString();
  EXPECT_EQ(decoded.result->media_type, "image/gif");
  EXPECT_EQ(decoded.result->height, 1u);
  EXPECT_EQ(decoded.result->frames, 3u);
}

TEST(ImageFormats, EverythingElseIsRefusedByItsFirstBytes) {
  const PaintedImage image = Scene(20, 20, 3, 1);
  const std::string tiff = Encoded(image, ".tif");
  ASSERT_FALSE(tiff.empty());
  for (const std::string& bytes :
       {tiff, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "%PDF-1.7\n"s, "P6 1 1 255 abc"s,
        "\0\0\0\x1c"s + "ftypavif\0\0\0\0avifmif1"s, "\0\0\0\x18"s + "ftypheic\0\0\0\0mif1heic"s,
        "\xff\x0a\xfa\x1f"s, "BM"s + std::string(60, 'x'), ""s, "text"s}) {
    const Decoded decoded(bytes);
    ASSERT_FALSE(decoded.result);
    EXPECT_THAT(decoded.result.error().message, StartsWith("unsupported: "));
  }
}

// Hostile suite, item 67: the header alone decides.
TEST(ImageLimits, ABombIsRefusedOnItsHeaderWithinMilliseconds) {
  ASSERT_TRUE(LoadImageDecoders());
  constexpr uint32_t kSide = 50'000;
  std::string png = "\x89PNG\r\n\x1a\n"s + BigEndian(13, 4) + "IHDR" + BigEndian(kSide, 4) +
                    BigEndian(kSide, 4) + "\x08\x02\0\0\0"s + "\xc4\xcd\xaa\x9d"s +
                    BigEndian(0, 4) + "IDAT" + BigEndian(0x35af061e, 4);
  std::string jpeg = Encoded(Scene(16, 16, 3, 1), ".jpg");
  const size_t frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, BigEndian(kSide, 2) + BigEndian(kSide, 2));
  std::string webp = Encoded(Scene(16, 16, 3, 1), ".webp[lossless,strip]");
  // 16,383 x 16,383, the most there is: of the canvas and of the frame.
  webp.replace(24, 6, "\xfe\x3f\0\xfe\x3f\0"s);
  webp.replace(webp.find("VP8L") + 9, 4, "\xfe\xbf\xff\x0f");
  struct Bomb {
    const char* name;
    std::string bytes;
  };
  for (const Bomb& bomb : {Bomb{"png", png}, Bomb{"jpeg", jpeg}, Bomb{"gif", Gif(kSide, kSide, 1)},
                           Bomb{"webp", webp}}) {
    const auto start = std::chrono::steady_clock::now();
    const Decoded decoded(bomb.bytes);
    const auto took = std::chrono::steady_clock::now() - start;
    ASSERT_FALSE(decoded.result) << bomb.name;
    EXPECT_LT(took, std::chrono::milliseconds(50)) << bomb.name;
    EXPECT_EQ(decoded.samples.size(), 0u);
    EXPECT_EQ(decoded.result.error().code, ErrorCode::kPermission)
        << bomb.name << decoded.result.error().ToString();
  }
}

TEST(ImageLimits, MoreThanAThousandFramesAreRefused) {
  EXPECT_TRUE(Decoded(Gif(1, 1, 1'000)).result);
  const Decoded decoded(Gif(1, 1, 1'001));
  ASSERT_FALSE(decoded.result);
  EXPECT_EQ(decoded.result.error().message, "refused-limit: 1001 frames");
}

TEST(ImageLimits, AJpegOfEndlessScansIsRefused) {
  std::string jpeg = Encoded(Scene(64, 64, 3, 1), ".jpg[interlace]");
  const size_t last_scan = jpeg.rfind("\xff\xda");
  const std::string scan = jpeg.substr(last_scan, jpeg.size() - 2 - last_scan);
  for (int i = 0; i <= kMaxJpegScans; ++i) jpeg.insert(last_scan, scan);
  const Decoded decoded(jpeg);
  ASSERT_FALSE(decoded.result);
  EXPECT_EQ(decoded.result.error().message, "refused-limit: more than 100 scans");
}

TEST(ImageDamage, WhatIsCutShortIsDamagedOrHasNoPixels) {
  const PaintedImage image = Scene(120, 90, 3, 4);
  for (const char* form : {".jpg", ".jpg[interlace]", ".png", ".png[interlace]", ".webp"}) {
    const std::string whole = Encoded(image, form);
    int damaged = 0;
    for (size_t eighth = 1; eighth < 8; ++eighth) {
      const Decoded decoded(std::string_view(whole).substr(0, whole.size() * eighth / 8));
      if (!decoded.result) continue;
      EXPECT_TRUE(decoded.result->damaged) << form << " " << eighth;
      EXPECT_EQ(decoded.samples.size(), image.samples.size());
      ++damaged;
    }
    if (std::string_view(form).starts_with(".jpg")) {
      EXPECT_GE(damaged, 3) << form;
    }
  }
}

TEST(ImageDamage, CorruptErrorsAreReadable) {
  const Decoded decoded("\xff\xd8\xff\xe0\0\x10JFIF"s);
  ASSERT_FALSE(decoded.result);
  EXPECT_THAT(decoded.result.error().message, StartsWith("corrupt: "));
  EXPECT_EQ(decoded.result.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::extractors
