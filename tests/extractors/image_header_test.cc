#include "extractors/image_header.h"

#include <gtest/gtest.h>

#include "document_samples.h"

namespace arsip::extractors {
namespace {

TEST(PngHeader, SizeTextsAndExif) {
  const std::string chunks =
      PngChunk("tEXt", std::string("Software\0Pena 2", 15)) +
      PngChunk("zTXt",
               std::string("Comment\0\0", 9) + Deflated(std::string(10'000, 'k'), MAX_WBITS)) +
      PngChunk("iTXt", std::string("Title\0\0\0id\0\0Judul", 17)) + PngChunk("eXIf", "II*");
  const std::string png = PngOf(300, 200, chunks);  // the header's EXIF lies in it
  const auto header = ReadImageHeader(png);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->media_type, "image/png");
  EXPECT_EQ(header->width, 300u);
  EXPECT_EQ(header->height, 200u);
  EXPECT_EQ(header->exif, "II*");
  ASSERT_EQ(header->texts.size(), 3u);
  EXPECT_EQ(header->texts[0], std::pair(std::string("png:Software"), std::string("Pena 2")));
  EXPECT_EQ(header->texts[1].second, std::string(kMaxImageTextBytes, 'k'));
  EXPECT_EQ(header->texts[2], std::pair(std::string("png:Title"), std::string("Judul")));
}

TEST(JpegHeader, SizeCommentAndExif) {
  const std::string jpeg = JpegOf(4000, 3000, "II*x", "catatan");
  const auto header = ReadImageHeader(jpeg);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->width, 4000u);
  EXPECT_EQ(header->height, 3000u);
  EXPECT_EQ(header->exif, "II*x");
  EXPECT_EQ(header->texts[0].second, "catatan");
}

TEST(GifHeader, SizeCommentAndFrames) {
  const std::string frame = std::string("\x2C\0\0\0\0\1\0\1\0\0\2\2\x44\1\0", 15);
  const std::string comment = std::string("\x21\xFE\3abc\0", 7);
  const std::string gif = "GIF89a" + LittleEndian(640, 2) + LittleEndian(480, 2) +
                          std::string("\x80\0\0", 3) + std::string(6, 'c') + comment + frame;
  auto header = ReadImageHeader(gif + "\x3B");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->width, 640u);
  EXPECT_EQ(header->height, 480u);
  EXPECT_EQ(header->texts[0].second, "abc");
  EXPECT_FALSE(header->animated);
  header = ReadImageHeader(gif + frame);
  EXPECT_TRUE(header->animated);
}

std::string Webp(const std::string& chunks) {
  return "RIFF" + LittleEndian(chunks.size() + 4, 4) + "WEBP" + chunks;
}

TEST(WebpHeader, SizesOfItsThreeForms) {
  const std::string lossy = "VP8 " + LittleEndian(10, 4) + std::string("\0\0\0\x9D\x01\x2A", 6) +
                            LittleEndian(320, 2) + LittleEndian(240, 2);
  EXPECT_EQ(ReadImageHeader(Webp(lossy))->width, 320u);
  const std::string lossless =
      "VP8L" + LittleEndian(6, 4) + "\x2F" + LittleEndian(99 | 49 << 14, 4) + std::string(1, '\0');
  EXPECT_EQ(ReadImageHeader(Webp(lossless))->width, 100u);
  EXPECT_EQ(ReadImageHeader(Webp(lossless))->height, 50u);
  const std::string extended = "VP8X" + LittleEndian(10, 4) + LittleEndian(2, 4) +
                               LittleEndian(1'919, 3) + LittleEndian(1'079, 3);
  const std::string exif = "EXIF" + LittleEndian(3, 4) + "II*" + std::string(1, '\0');
  const std::string bytes = Webp(extended + exif);
  const auto header = ReadImageHeader(bytes);
  EXPECT_EQ(header->width, 1'920u);
  EXPECT_EQ(header->height, 1'080u);
  EXPECT_TRUE(header->animated);
  EXPECT_EQ(header->exif, "II*");
}

TEST(HostileHeader, CutAnywhereNothingIsReadBeyondTheEnd) {
  const std::string webp = Webp("VP8X" + LittleEndian(10, 4) + std::string(10, '\1'));
  for (const std::string& whole :
       {PngOf(9, 9, PngChunk("iTXt", "a")), JpegOf(9, 9, ExifBlock(), "c"), webp,
        std::string("GIF89a\1\0\1\0\x87\0\0")}) {
    for (size_t size = 0; size <= whole.size(); ++size) {
      const std::string cut(whole.substr(0, size));
      const auto header = ReadImageHeader(cut);
      EXPECT_TRUE(!header || header->texts.size() <= kMaxImageTexts);
    }
  }
  EXPECT_FALSE(ReadImageHeader("BM"));
}

TEST(HostileHeader, ManyTextsAreBounded) {
  std::string chunks;
  for (int i = 0; i < 1'000; ++i) chunks += PngChunk("tEXt", std::string("k\0v", 3));
  EXPECT_EQ(ReadImageHeader(PngOf(9, 9, chunks))->texts.size(), kMaxImageTexts);
}

}  // namespace
}  // namespace arsip::extractors
