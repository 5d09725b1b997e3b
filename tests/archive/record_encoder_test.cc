#include "archive/record_encoder.h"

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "zstd_samples.h"

namespace arsip::archive {
namespace {

std::string Encode(const SegmentCoding& coding, const std::vector<std::string>& records) {
  std::string out;
  const auto encoder = RecordEncoder::Open(coding, {}, [&out](std::string_view bytes) {
    out.append(bytes);
    return Ok();
  });
  for (const std::string& record : records) {
    EXPECT_TRUE((*encoder)->Begin(record.size()).has_value());
    const std::string_view bytes = record;
    for (size_t at = 0; at < bytes.size(); at += 1u << 20) {
      EXPECT_TRUE((*encoder)->Append(bytes.substr(at, 1u << 20)).has_value());
    }
    EXPECT_TRUE((*encoder)->Finish().has_value());
  }
  return out;
}

TEST(RecordEncoderTest, AGzipMemberARecordWhateverItsSize) {
  const std::vector<std::string> records = {"one", testing::RandomBytes(9u << 20, 1), "", "four"};
  const auto members = testing::ReadMembers(Encode({SegmentForm::kGzip, 12}, records));
  ASSERT_EQ(members.whole.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) EXPECT_EQ(members.whole[i].bytes, records[i]) << i;
}

TEST(RecordEncoderTest, AZstdFrameARecord) {
  const std::string file = Encode({SegmentForm::kZstd, 3}, {"one", "two"});
  const size_t first = ZSTD_findFrameCompressedSize(file.data(), file.size());
  ASSERT_EQ(ZSTD_isError(first), 0u);
  std::string one(3, '\0');
  EXPECT_EQ(ZSTD_decompress(one.data(), 3, file.data(), first), 3u);
  EXPECT_EQ(one, "one");
  EXPECT_EQ(ZSTD_findFrameCompressedSize(file.data() + first, file.size() - first),
            file.size() - first);
}

TEST(RecordEncoderTest, LevelsAreThoseOfTheForm) {
  EXPECT_TRUE(CheckSegmentCoding({SegmentForm::kZstd, 19}).has_value());
  EXPECT_TRUE(CheckSegmentCoding({SegmentForm::kGzip, 12}).has_value());
  for (const SegmentCoding& wrong :
       {SegmentCoding{SegmentForm::kZstd, 20}, SegmentCoding{SegmentForm::kGzip, 13},
        SegmentCoding{SegmentForm::kZstd, 0}}) {
    const Status status = CheckSegmentCoding(wrong);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace arsip::archive
