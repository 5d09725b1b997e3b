#include "archive/segment_recoding.h"

#include <filesystem>

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"
#include "zstd_samples.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using ::testing::HasSubstr;
using testing::ReadBytes;
using testing::ReadMembers;
using testing::WriteBytes;

class SegmentRecodingTest : public ::testing::Test {
 protected:
  std::string At(const std::string& name) const { return directory_.path() + "/" + name; }
  // 300 pages that look alike, a large record that is random, and one with an empty block.
  std::string WriteSegment() {
    std::string file = Gzip(testing::HandMadeWarcinfo().Bytes());
    for (const std::string& page : testing::PageSamples()) file += Gzip(page);
    file += Gzip(testing::HandMadeResponse(1000, "https://example.org/large",
                                           testing::RandomBytes(9u << 20, 5))
                     .Bytes());
    file += Gzip(testing::HandMadeRecord("metadata", 1001, "").Bytes());
    WriteBytes(At("old.warc.gz"), file);
    return file;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(SegmentRecodingTest, ToZstdAndBackEveryByteOfEveryRecordIsTheSame) {
  const auto before = ReadMembers(WriteSegment());
  const auto zstd = RecodeSegment(At("old.warc.gz"), At("new.warc.zst"), {}, {});
  ASSERT_TRUE(zstd.has_value()) << zstd.error().ToString();
  EXPECT_EQ(zstd->records.size(), before.whole.size());
  EXPECT_GT(zstd->dictionary_bytes, 0u);
  EXPECT_LT(zstd->new_bytes, zstd->old_bytes);
  EXPECT_EQ(zstd->new_bytes, std::filesystem::file_size(At("new.warc.zst")));
  const auto gzip =
      RecodeSegment(At("new.warc.zst"), At("back.warc.gz"), {SegmentForm::kGzip, 9}, {});
  ASSERT_TRUE(gzip.has_value()) << gzip.error().ToString();
  const auto after = ReadMembers(ReadBytes(At("back.warc.gz")));
  ASSERT_EQ(after.whole.size(), before.whole.size());
  for (size_t i = 0; i < before.whole.size(); ++i) {
    EXPECT_EQ(after.whole[i].bytes, before.whole[i].bytes) << i;
  }
}

TEST_F(SegmentRecodingTest, ADamagedSegmentIsLeftAsItIsAndNothingStaysBehind) {
  std::string file = WriteSegment();
  file[file.size() / 2] = static_cast<char>(file[file.size() / 2] ^ 1);
  WriteBytes(At("old.warc.gz"), file);
  const auto recoded = RecodeSegment(At("old.warc.gz"), At("new.warc.zst"), {}, {});
  ASSERT_FALSE(recoded.has_value());
  EXPECT_EQ(recoded.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(recoded.error().where, HasSubstr("old.warc.gz@"));
  EXPECT_FALSE(std::filesystem::exists(At("new.warc.zst")));
}

TEST_F(SegmentRecodingTest, SeveralRecordsInAMemberAreNotConverted) {
  const std::string page = testing::PageSamples()[0];
  WriteBytes(At("old.warc.gz"), Gzip(page + page));
  const auto recoded = RecodeSegment(At("old.warc.gz"), At("new.warc.zst"), {}, {});
  ASSERT_FALSE(recoded.has_value());
  EXPECT_THAT(recoded.error().message, HasSubstr("goes on after its record"));
}

TEST_F(SegmentRecodingTest, AFileThatIsThereIsNotWrittenOver) {
  WriteSegment();
  WriteBytes(At("new.warc.zst"), "something");
  EXPECT_FALSE(RecodeSegment(At("old.warc.gz"), At("new.warc.zst"), {}, {}).has_value());
  EXPECT_EQ(ReadBytes(At("new.warc.zst")), "something");
}

TEST_F(SegmentRecodingTest, StoppedItLeavesNothing) {
  WriteSegment();
  const auto recoded = RecodeSegment(At("old.warc.gz"), At("new.warc.zst"), {},
                                     [](uint64_t done, uint64_t) { return done == 0; });
  ASSERT_FALSE(recoded.has_value());
  EXPECT_EQ(recoded.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(At("new.warc.zst")));
}

}  // namespace
}  // namespace arsip::archive
