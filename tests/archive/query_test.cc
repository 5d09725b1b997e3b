#include "archive/query.h"

#include <filesystem>

#include "archive/capture_index.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::Gzip;
using testing::HandMadeResponse;
using testing::HandMadeWarcinfo;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::WriteBytes;

class QueryTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(path() + "/warc"); }
  std::string path() const { return directory_.path(); }

  // One response each, a second apart, ids from 1.
  std::string Segment(const std::vector<std::string>& urls) {
    std::string bytes = Gzip(HandMadeWarcinfo().Bytes());
    int id = 0;
    for (const std::string& url : urls) {
      auto record = HandMadeResponse(++id, url, url);
      record.Set("WARC-Date", "2026-11-22T00:00:0" + std::to_string(id) + "Z");
      bytes += Gzip(record.Bytes());
    }
    return bytes;
  }
  std::vector<std::string> Urls(const Query& query) {
    std::vector<std::string> urls;
    auto reader = CaptureReader::Open(path());
    EXPECT_TRUE(reader.has_value()) << reader.error().ToString();
    const Status status = (*reader)->ForEach(query, [&](const Capture& capture) {
      urls.push_back(capture.url);
      return true;
    });
    EXPECT_TRUE(status.has_value());
    return urls;
  }
  void MakeIndex() { ASSERT_TRUE(CaptureIndex::Open(path() + "/index", false).has_value()); }

  testing::TemporaryDirectory directory_;
};

TEST_F(QueryTest, MatchesTimesFiltersAndLimitNarrowTheAnswer) {
  MakeIndex();
  WriteBytes(path() + "/warc/x.warc.gz",
             Segment({"https://example.org/a", "https://example.org/b", "https://sub.example.org/",
                      "https://example.org/a", "https://other.example/"}));
  Query query;
  query.url = "https://example.org/";
  query.match = Match::kDomain;
  EXPECT_THAT(Urls(query), ElementsAre("https://example.org/a", "https://example.org/a",
                                       "https://example.org/b", "https://sub.example.org/"));
  query.from = *ParseWarcDate("2026-11-22T00:00:02Z");
  EXPECT_THAT(Urls(query), ElementsAre("https://example.org/a", "https://example.org/b",
                                       "https://sub.example.org/"));
  query.to = *ParseWarcDate("2026-11-22T00:00:03Z");
  EXPECT_THAT(Urls(query), ElementsAre("https://example.org/b", "https://sub.example.org/"));
  query.filters = {"!url:sub", "=status:200"};
  EXPECT_THAT(Urls(query), ElementsAre("https://example.org/b"));
  query = {.url = "https://example.org/", .match = Match::kDomain, .limit = 2};
  EXPECT_THAT(Urls(query), SizeIs(2));
  query.match = Match::kExact;
  EXPECT_THAT(Urls(query), IsEmpty());
  query = {.url = "", .match = Match::kAll, .filters = {"url:other"}, .limit = 2};
  EXPECT_THAT(Urls(query), ElementsAre("https://other.example/"));
}

TEST_F(QueryTest, TheCallerMayStopAtAnyCapture) {
  MakeIndex();
  WriteBytes(path() + "/warc/x.warc.gz",
             Segment({"https://e.org/1", "https://e.org/2", "https://e.org/3"}));
  const auto reader = *CaptureReader::Open(path());
  size_t seen = 0;
  ASSERT_TRUE(reader->ForEachCapture([&](const Capture&) { return ++seen < 2; }).has_value());
  EXPECT_EQ(seen, 2u);
}

TEST_F(QueryTest, BadQueriesAreRefused) {
  MakeIndex();
  const auto reader = *CaptureReader::Open(path());
  const auto each = [](const Capture&) { return true; };
  EXPECT_EQ(reader->ForEach({.url = "urn:x", .match = Match::kHost}, each).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(reader->ForEach({.url = "https://e.org/", .filters = {"x"}}, each).error().code,
            ErrorCode::kInvalidInput);
}

TEST_F(QueryTest, ACrawlIsReadBackInCdxjOrder) {
  testing::WriteCrawl(path(), 30, 20'000);
  const auto reader = *CaptureReader::Open(path());
  std::vector<std::string> lines;
  size_t revisits = 0;
  ASSERT_TRUE(reader
                  ->ForEachCapture([&](const Capture& capture) {
                    lines.push_back(FormatCdxj(capture));
                    if (capture.type == RecordType::kRevisit) {
                      ++revisits;
                      EXPECT_TRUE(capture.original.has_value()) << capture.url;
                    }
                    return true;
                  })
                  .has_value());
  EXPECT_THAT(lines, SizeIs(33));
  EXPECT_EQ(revisits, 10u);
  EXPECT_TRUE(std::ranges::is_sorted(
      lines, {}, [](const std::string& line) { return line.substr(0, line.find('{')); }));
}

// After kill -9 the files hold records that the index does not.
TEST_F(QueryTest, WhatACrashLeftInTheFilesAloneIsFound) {
  MakeIndex();
  const std::string whole = Segment({"https://example.org/a", "https://example.org/b"});
  WriteBytes(path() + "/warc/x.warc.gz.open", whole.substr(0, whole.size() - 5));
  EXPECT_THAT(Urls({.url = "https://example.org/", .match = Match::kHost}),
              ElementsAre("https://example.org/a"));
}

TEST_F(QueryTest, ALostFileHidesNoOtherCapture) {
  MakeIndex();
  WriteBytes(path() + "/warc/x.warc.gz", Segment({"https://example.org/a"}));
  EXPECT_THAT(Urls({.url = "https://example.org/a"}), SizeIs(1));
  WriteBytes(path() + "/warc/x.warc.gz", "");
  EXPECT_THAT(Urls({.url = "https://example.org/a"}), SizeIs(1));
}

TEST_F(QueryTest, WithoutAnIndexThereIsNoAnswer) {
  EXPECT_EQ(CaptureReader::Open(path()).error().code, ErrorCode::kNotFound);
}

TEST_F(QueryTest, ASecondProcessIsToldToWait) {
  MakeIndex();
  const auto reader = *CaptureReader::Open(path());
  EXPECT_EQ(CaptureReader::Open(path()).error().code, ErrorCode::kUnavailable);
}

TEST_F(QueryTest, AnIndexOfThisProcessIsQueriedWithoutOpeningItAgain) {
  const auto index = *CaptureIndex::Open(path() + "/index", false);
  testing::SampleRecord page;
  IndexBatch batch(*index);
  ASSERT_TRUE(batch.AddRecord(*batch.AddFile("x.warc.gz", SegmentKind::kCaptures), page.Indexed())
                  .has_value());
  ASSERT_TRUE(index->Write(batch, KeyValueStore::Sync::kNo).has_value());
  size_t seen = 0;
  ASSERT_TRUE(QueryIndex(*index, {.url = page.url}, [&](const Capture&) {
                return ++seen > 0;
              }).has_value());
  EXPECT_EQ(seen, 1u);
}

}  // namespace
}  // namespace arsip::archive
