#include "archive/zstd_frame.h"

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "zstd_samples.h"

namespace arsip::archive {
namespace {

using testing::PageSamples;

std::string FrameOf(ZstdFrames& frames, std::string_view bytes, size_t piece) {
  std::string out;
  const ByteOutput output = [&out](std::string_view more) {
    out.append(more);
    return Ok();
  };
  EXPECT_TRUE(frames.Begin(bytes.size()).has_value());
  for (size_t at = 0; at < bytes.size(); at += piece) {
    EXPECT_TRUE(frames.Append(bytes.substr(at, piece), output).has_value());
  }
  EXPECT_TRUE(frames.Finish(output).has_value());
  return out;
}

std::string Decompress(std::string_view frame, std::string_view dictionary, size_t length) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd(ZSTD_createDCtx(), ZSTD_freeDCtx);
  ZSTD_DCtx_loadDictionary(zstd.get(), dictionary.data(), dictionary.size());
  std::string bytes(length, '\0');
  const size_t got =
      ZSTD_decompressDCtx(zstd.get(), bytes.data(), length, frame.data(), frame.size());
  return ZSTD_isError(got) != 0 ? ZSTD_getErrorName(got) : bytes.substr(0, got);
}

TEST(ZstdFramesTest, AFrameSaysItsContentSizeAndCarriesAChecksum) {
  const auto frames = ZstdFrames::Open(3, {});
  const std::string record = PageSamples()[3];
  const std::string frame = FrameOf(**frames, record, 100);
  EXPECT_EQ(ZSTD_getFrameContentSize(frame.data(), frame.size()), record.size());
  EXPECT_NE(static_cast<uint8_t>(frame[4]) & 4, 0);  // Content_Checksum_flag
  EXPECT_EQ(Decompress(frame, {}, record.size()), record);
}

TEST(ZstdFramesTest, ATrainedDictionaryMakesSmallRecordsSmallerAndIsNamedInEachFrame) {
  const std::string dictionary = TrainDictionary(PageSamples(), 8192);
  ASSERT_FALSE(dictionary.empty());
  const auto with = ZstdFrames::Open(9, dictionary);
  const auto without = ZstdFrames::Open(9, {});
  const std::string record = PageSamples()[42];
  const std::string frame = FrameOf(**with, record, record.size());
  EXPECT_LT(frame.size() * 2, FrameOf(**without, record, record.size()).size());
  EXPECT_EQ(ZSTD_getDictID_fromFrame(frame.data(), frame.size()),
            ZSTD_getDictID_fromDict(dictionary.data(), dictionary.size()));
  EXPECT_EQ(Decompress(frame, dictionary, record.size()), record);
}

TEST(ZstdFramesTest, TheStrongestLevelNeedsNoLargerWindowThanReadersMustHave) {
  const auto frames = ZstdFrames::Open(kMaxZstdLevel, {});
  const std::string record(20u << 20, 'x');
  const std::string frame = FrameOf(**frames, record, record.size());
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd(ZSTD_createDCtx(), ZSTD_freeDCtx);
  ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, 23);
  std::string piece(1u << 17, '\0');
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  ZSTD_outBuffer out{piece.data(), piece.size(), 0};
  EXPECT_EQ(ZSTD_isError(ZSTD_decompressStream(zstd.get(), &out, &in)), 0u);
}

TEST(ZstdFramesTest, OtherBytesThanWereAnnouncedAreRefused) {
  const auto frames = ZstdFrames::Open(3, {});
  const ByteOutput output = [](std::string_view) { return Ok(); };
  ASSERT_TRUE((*frames)->Begin(10).has_value());
  ASSERT_TRUE((*frames)->Append("short", output).has_value());
  EXPECT_FALSE((*frames)->Finish(output).has_value());
}

TEST(ZstdFramesTest, AFullDiskIsTheOutputsError) {
  const auto frames = ZstdFrames::Open(3, {});
  ASSERT_TRUE((*frames)->Begin(5).has_value());
  const ByteOutput full = [](std::string_view) -> Status {
    return Error{ErrorCode::kNoSpace, "full", "x"};
  };
  const Status appended = (*frames)->Append("12345", full);
  const Status finished = appended.has_value() ? (*frames)->Finish(full) : appended;
  ASSERT_FALSE(finished.has_value());
  EXPECT_EQ(finished.error().code, ErrorCode::kNoSpace);
}

TEST(TrainDictionaryTest, TooFewSamplesMakeNone) {
  EXPECT_TRUE(TrainDictionary({}, 8192).empty());
  EXPECT_TRUE(TrainDictionary({"one"}, 8192).empty());
}

TEST(DictionaryFrameTest, HoldsTheDictionaryCompressed) {
  const std::string dictionary = testing::Dictionary();
  const std::string frame = DictionaryFrame(dictionary);
  EXPECT_TRUE(frame.starts_with("\x5d\x2a\x4d\x18"));
  EXPECT_LT(frame.size(), dictionary.size());
  EXPECT_EQ(Decompress(std::string_view(frame).substr(8), {}, dictionary.size()), dictionary);
}

}  // namespace
}  // namespace arsip::archive
