#include "archive/segment_conversion.h"

#include <filesystem>

#include "archive/query.h"
#include "archive/rebuild.h"
#include "archive/segment_list.h"
#include "archive/verify.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::DumpOf;
using testing::ReadBytes;

class SegmentConversionTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::WriteCrawl(path(), 60, 20'000); }
  std::string path() const { return directory_.path(); }
  std::vector<std::string> Segments() const {
    std::vector<std::string> names;
    const auto segments = ListSegments(path());
    for (const SegmentOnDisk& segment : *segments) names.push_back(segment.filename);
    return names;
  }
  auto Rows() const { return DumpOf(**CaptureIndex::Open(path() + "/index", true)); }
  void ExpectWholeArchive() {
    const auto report = Verify(path(), {}, {});
    ASSERT_TRUE(report.has_value()) << report.error().ToString();
    for (const VerifyProblem& problem : report->problems) ADD_FAILURE() << problem.ToString();
    const auto rows = Rows();
    ReadProblems problems;
    ASSERT_TRUE(RebuildIndex(path(), problems, {}).has_value());
    EXPECT_EQ(Rows(), rows);  // as if it had been made anew
  }
  static std::string Zst(const std::string& name) {
    return name.substr(0, name.size() - 2) + "zst";
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(SegmentConversionTest, EverySegmentConvertedAndBackIsTheSameArchive) {
  const auto before = Segments();
  ASSERT_GT(before.size(), 3u);
  for (const std::string& name : before) {
    const auto converted = ConvertSegment(path(), name, {.drop_original = true}, {});
    ASSERT_TRUE(converted.has_value()) << converted.error().ToString();
    EXPECT_EQ(converted->new_filename, Zst(name));
  }
  ExpectWholeArchive();
  EXPECT_TRUE(std::filesystem::is_empty(path() + "/originals"));
  for (const std::string& name : before) {
    const auto converted = ConvertSegment(
        path(), Zst(name), {.coding = {SegmentForm::kGzip, 9}, .drop_original = true}, {});
    ASSERT_TRUE(converted.has_value()) << converted.error().ToString();
  }
  EXPECT_EQ(Segments(), before);
  ExpectWholeArchive();
}

TEST_F(SegmentConversionTest, AMixedArchiveAnswersAndVerifies) {
  const auto names = Segments();
  ASSERT_TRUE(ConvertSegment(path(), names[1], {}, {}).has_value());
  EXPECT_FALSE(ReadBytes(path() + "/originals/" + names[1]).empty());
  ExpectWholeArchive();
}

TEST_F(SegmentConversionTest, AStrongerGzipKeepsTheName) {
  const std::string name = Segments()[0];
  const auto old = ReadBytes(path() + "/warc/" + name);
  const ConversionOptions options{.coding = {SegmentForm::kGzip, 12}};
  const auto converted = ConvertSegment(path(), name, options, {});
  ASSERT_TRUE(converted.has_value()) << converted.error().ToString();
  EXPECT_EQ(converted->new_filename, name);
  EXPECT_EQ(ReadBytes(path() + "/originals/" + name), old);
  ExpectWholeArchive();
}

TEST_F(SegmentConversionTest, AnOriginalThatIsKeptIsNotWrittenOver) {
  const std::string name = Segments()[0];
  const ConversionOptions options{.coding = {SegmentForm::kGzip, 12}};
  ASSERT_TRUE(ConvertSegment(path(), name, options, {}).has_value());
  const auto again = ConvertSegment(path(), name, options, {});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kInvalidInput);
}

TEST_F(SegmentConversionTest, WhatIsNoSegmentIsNamed) {
  EXPECT_EQ(ConvertSegment(path(), "none.warc.gz", {}, {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ConvertSegment(path(), "x.warc", {}, {}).error().code, ErrorCode::kInvalidInput);
}

// A power cut after the files have moved, before the index knows.
TEST_F(SegmentConversionTest, CutBeforeTheIndexKnowsItGoesBack) {
  const auto rows = Rows();
  const std::string name = Segments()[0];
  const std::string warc = path() + "/warc/";
  ASSERT_TRUE(RecodeSegment(warc + name, warc + Zst(name), {}, {}).has_value());
  std::filesystem::create_directories(path() + "/originals");
  std::filesystem::rename(warc + name, path() + "/originals/" + name);
  testing::WriteBytes(path() + "/conversion.json",
                      R"({"directory":"warc","old":")" + name + R"(","new":")" + Zst(name) +
                          R"(","new_sha256":"sha256:00","drop_original":true})");
  ASSERT_TRUE(CaptureReader::Open(path()).has_value());
  EXPECT_EQ(Segments()[0], name);
  EXPECT_EQ(Rows(), rows);
  EXPECT_FALSE(std::filesystem::exists(path() + "/conversion.json"));
  ExpectWholeArchive();
}

// A power cut after the index knows, before the original is gone.
TEST_F(SegmentConversionTest, CutAfterTheIndexKnowsItGoesOn) {
  const std::string name = Segments()[0];
  const auto converted = ConvertSegment(path(), name, {}, {});
  ASSERT_TRUE(converted.has_value());
  testing::WriteBytes(path() + "/conversion.json",
                      R"({"directory":"warc","old":")" + name + R"(","new":")" + Zst(name) +
                          R"(","new_sha256":")" + FormatDigest(converted->recoded.sha256) +
                          R"(","drop_original":true})");
  ASSERT_TRUE(CaptureReader::Open(path()).has_value());
  EXPECT_EQ(Segments()[0], Zst(name));
  EXPECT_FALSE(std::filesystem::exists(path() + "/originals/" + name));
  ExpectWholeArchive();
}

TEST_F(SegmentConversionTest, TheNextCrawlGivesNoSerialTwice) {
  for (const std::string& name : Segments()) {
    ASSERT_TRUE(ConvertSegment(path(), name, {.drop_original = true}, {}).has_value());
  }
  testing::WriteCrawl(path(), 3, 1'000'000);
  std::set<FileId> serials;
  for (const std::string& name : Segments()) {
    EXPECT_TRUE(serials.insert(SerialOfFilename(name).value_or(0)).second) << name;
  }
  ExpectWholeArchive();
}

}  // namespace
}  // namespace arsip::archive
