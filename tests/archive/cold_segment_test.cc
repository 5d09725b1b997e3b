#include "archive/cold_segment.h"

#include <filesystem>

#include "archive/rebuild.h"
#include "archive/record_payload.h"
#include "archive/segment_list.h"
#include "archive/verify.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ColdSegmentTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path(); }
  static ColdSegment Sample(const std::string& filename) {
    ColdSegment segment;
    segment.filename = filename;
    segment.size = 12;
    segment.sha256 = "00ff";
    segment.endpoint = "https://s3.example.org";
    segment.key = "news/" + filename;
    segment.upload = "u\"1";
    segment.parts = {{1, "aa"}, {2, "bb"}};
    return segment;
  }
  // What was stored and dropped.
  void SendAway(const SegmentOnDisk& segment) {
    ColdSegment cold = Sample(segment.filename);
    cold.kind = segment.kind;
    const auto index = CaptureIndex::Open(path() + "/index", true);
    cold.sha256 = HexEncode((*(*index)->FindFile(segment.filename))->sha256);
    cold.stored = true;
    ASSERT_TRUE(WriteColdSegment(path(), cold).has_value());
    std::filesystem::rename(segment.path, path() + "/away-" + segment.filename);
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(ColdSegmentTest, WhatIsWrittenIsReadBackAndWrittenOver) {
  EXPECT_EQ(*ReadColdSegment(path(), "x.warc.gz"), std::nullopt);
  ColdSegment segment = Sample("x.warc.gz");
  ASSERT_TRUE(WriteColdSegment(path(), segment).has_value());
  EXPECT_EQ(**ReadColdSegment(path(), "x.warc.gz"), segment);
  segment.parts.push_back({3, "cc"});
  ASSERT_TRUE(WriteColdSegment(path(), segment).has_value());
  EXPECT_EQ(**ReadColdSegment(path(), "x.warc.gz"), segment);
}

TEST_F(ColdSegmentTest, AnUnreadableNoteIsNamed) {
  std::filesystem::create_directories(path() + "/cold");
  for (const std::string text : {"", "{", "[]", R"({"filename": 3})"}) {
    testing::WriteBytes(path() + "/cold/x.warc.gz.json", text);
    const auto read = ReadColdSegment(path(), "x.warc.gz");
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_THAT(read.error().where, HasSubstr("cold/x.warc.gz.json"));
  }
}

TEST_F(ColdSegmentTest, OnlyWhatIsStoredWholeAndNotHereIsAbsent) {
  EXPECT_THAT(*ListAbsentSegments(path()), IsEmpty());
  ColdSegment segment = Sample("x.warc.gz");
  ASSERT_TRUE(WriteColdSegment(path(), segment).has_value());
  EXPECT_THAT(*ListAbsentSegments(path()), IsEmpty());  // half an upload
  segment.stored = true;
  ASSERT_TRUE(WriteColdSegment(path(), segment).has_value());
  EXPECT_THAT(*ListAbsentSegments(path()), SizeIs(1));
  std::filesystem::create_directories(path() + "/warc");
  testing::WriteBytes(path() + "/warc/x.warc.gz", "here");
  EXPECT_THAT(*ListAbsentSegments(path()), IsEmpty());
}

TEST_F(ColdSegmentTest, AnArchiveWithoutTheSegmentVerifiesAndSaysWhatItDidNot) {
  testing::WriteCrawl(path(), 60, 20'000);
  const auto segments = *ListSegments(path());
  ASSERT_GT(segments.size(), 3u);
  SendAway(segments[0]);
  SendAway(segments[2]);
  const auto report = Verify(path(), {}, {});
  ASSERT_TRUE(report.has_value()) << report.error().ToString();
  for (const VerifyProblem& problem : report->problems) ADD_FAILURE() << problem.ToString();
  EXPECT_EQ(report->cold_files, 2u);
}

TEST_F(ColdSegmentTest, ASegmentThatIsGoneWithoutBeingStoredIsStillAnError) {
  testing::WriteCrawl(path(), 60, 20'000);
  const auto segments = *ListSegments(path());
  SendAway(segments[0]);
  std::filesystem::remove(segments[1].path);
  EXPECT_FALSE(Verify(path(), {}, {})->ok());
}

TEST_F(ColdSegmentTest, TheIndexIsNotMadeAnewWithoutIt) {
  testing::WriteCrawl(path(), 10, 20'000);
  const SegmentOnDisk segment = (*ListSegments(path()))[0];
  SendAway(segment);
  ReadProblems problems;
  const auto rebuilt = RebuildIndex(path(), problems, {});
  ASSERT_FALSE(rebuilt.has_value());
  EXPECT_THAT(rebuilt.error().message, HasSubstr("arsip segments fetch"));
  EXPECT_THAT(FindSegment(path(), segment.filename).error().message, HasSubstr("cold storage"));
}

}  // namespace
}  // namespace arsip::archive
