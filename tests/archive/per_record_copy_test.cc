#include "archive/per_record_copy.h"

#include "imported_archive.h"

namespace arsip::archive {
namespace {

using testing::Gzip;
using testing::HandMade;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using testing::ReadBytes;
using ::testing::SizeIs;

constexpr const char* kUrl = "https://example.org/";

class PerRecordCopy : public testing::ImportFixture {
 protected:
  void SetUp() override {
    index_ = *CaptureIndex::Open(directory_.path() + "/index", false);
    out_ = *OpenSegmentDirectory(directory_.path() + "/out");
  }
  Result<PerRecordCounts> Write(const PerRecordSource& source, const SurveyProgress& progress) {
    const auto file = *out_->Create("out.warc.gz");
    PayloadOriginals originals(directory_.path(), *index_);
    return WritePerRecord(source, "out.warc.gz", {}, clock_.Utc(), originals, *file, progress);
  }
  std::string Written() const { return ReadBytes(directory_.path() + "/out/out.warc.gz"); }

  std::unique_ptr<CaptureIndex> index_;
  std::unique_ptr<SegmentDirectory> out_;
};

TEST_F(PerRecordCopy, EveryRecordIsAMemberAfterAWarcinfoOfOurs) {
  const std::vector<HandMade> records = {HandMadeWarcinfo(), HandMadeResponse(1, kUrl, "a"),
                                         HandMadeResponse(2, kUrl, "b")};
  const PerRecordSource source{.path = Source("x.warc", Plain(records)),
                               .name = "x.warc",
                               .sha256 = ComputeSha256(std::string_view("x")),
                               .broken = {},
                               .as_revisits = {}};
  const auto counts = Write(source, [](uint64_t) { return true; });
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->records, 3u);
  EXPECT_EQ(counts->sha256, ComputeSha256(std::string_view(Written())));
  const auto members = testing::ReadMembers(Written()).whole;
  ASSERT_THAT(members, SizeIs(4));
  const auto ours = testing::SplitRecord(members[0].bytes);
  EXPECT_EQ(ours.Get("WARC-Filename"), "out.warc.gz");
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(members[i + 1].bytes, records[i].Bytes());
  }
}

TEST_F(PerRecordCopy, BrokenOnesAreLeftOut) {
  const std::vector<HandMade> records = {HandMadeResponse(1, kUrl, "a"),
                                         HandMadeResponse(2, kUrl, "b"),
                                         HandMadeResponse(3, kUrl, "c")};
  const PerRecordSource source{.path = Source("x.warc.gz", Gzip(Plain(records))),
                               .name = "x.warc.gz",
                               .sha256 = {},
                               .broken = {1},
                               .as_revisits = {}};
  ASSERT_TRUE(Write(source, [](uint64_t) { return true; }).has_value());
  const auto members = testing::ReadMembers(Written()).whole;
  ASSERT_THAT(members, SizeIs(3));
  EXPECT_EQ(members[1].bytes, records[0].Bytes());
  EXPECT_EQ(members[2].bytes, records[2].Bytes());
}

TEST_F(PerRecordCopy, MayBeStopped) {
  const PerRecordSource source{.path = Source("x.warc", Plain({HandMadeWarcinfo()})),
                               .name = "x.warc",
                               .sha256 = {},
                               .broken = {},
                               .as_revisits = {}};
  const auto counts = Write(source, [](uint64_t) { return false; });
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace arsip::archive
