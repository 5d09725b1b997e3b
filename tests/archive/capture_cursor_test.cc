#include "archive/capture_cursor.h"

#include <algorithm>

#include "archive/query.h"
#include "crawled_archive.h"

namespace arsip::archive {
namespace {

class CaptureCursorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::WriteCrawl(directory_.path(), 12, 20'000);
    index_ = *CaptureIndex::Open(directory_.path() + "/index", true);
  }
  std::vector<std::string> Lines(const QueryRange& range, CursorOrder order) {
    std::vector<std::string> lines;
    const auto cursor = *CaptureCursor::Open(*index_, range, order);
    while (true) {
      const auto capture = cursor->Next();
      EXPECT_TRUE(capture.has_value());
      if (!capture.has_value() || !capture->has_value()) return lines;
      lines.push_back(FormatCdxj(**capture));
    }
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<CaptureIndex> index_;
};

TEST_F(CaptureCursorTest, BackwardIsForwardTurnedRound) {
  for (const QueryRange& range :
       {QueryRange{}, *RangeOf({.url = "host0.example", .match = Match::kHost}),
        *RangeOf({.url = "https://host0.example/page/0"}),
        *RangeOf({.url = "https://none.example/"}), *RangeOf({.url = "urn:arsip:crawl-log"})}) {
    std::vector<std::string> lines = Lines(range, CursorOrder::kForward);
    const std::vector<std::string> backward = Lines(range, CursorOrder::kBackward);
    std::ranges::reverse(lines);
    EXPECT_EQ(lines, backward) << range.begin;
  }
  EXPECT_EQ(Lines({}, CursorOrder::kForward).size(), 15u);
  EXPECT_EQ(Lines(*RangeOf({.url = "https://host0.example/page/0"}), CursorOrder::kForward).size(),
            2u);
}

TEST_F(CaptureCursorTest, SkipPassesOverWithoutReading) {
  const auto cursor = *CaptureCursor::Open(*index_, {}, CursorOrder::kForward);
  EXPECT_EQ(*cursor->Skip(14), 14u);
  EXPECT_TRUE(*cursor->HasNext());
  EXPECT_TRUE((*cursor->Next()).has_value());
  EXPECT_FALSE(*cursor->HasNext());
  EXPECT_EQ(*cursor->Skip(5), 0u);
  EXPECT_FALSE((*cursor->Next()).has_value());
}

TEST_F(CaptureCursorTest, ARangeMayBeginAfterACapture) {
  const QueryRange all = *RangeOf({.url = "https://host0.example/page/0"});
  const auto cursor = *CaptureCursor::Open(*index_, all, CursorOrder::kForward);
  const Capture first = **cursor->Next();
  const auto rest =
      Lines({RangeBeginAfter(first.urlkey, first.time), all.end}, CursorOrder::kForward);
  EXPECT_EQ(rest.size(), 1u);
}

TEST_F(CaptureCursorTest, RecordsOfARangeOfAFileAreThoseThatTouchIt) {
  std::vector<IndexedFile> files;
  ASSERT_TRUE(index_
                  ->ForEachFile([&](const IndexedFile& file) {
                    if (file.kind == SegmentKind::kCaptures) files.push_back(file);
                    return true;
                  })
                  .has_value());
  for (const IndexedFile& file : files) {
    std::vector<RecordLocation> all;
    const auto collect = [](std::vector<RecordLocation>& into) {
      return [&into](const IndexedLocation& record) {
        into.push_back(record.location);
        return true;
      };
    };
    ASSERT_TRUE(index_->ForEachRecord(file.id, 0, UINT64_MAX, collect(all)).has_value());
    ASSERT_EQ(all.size(), file.records);
    const RecordLocation& second = all[1];
    std::vector<RecordLocation> one;
    ASSERT_TRUE(
        index_->ForEachRecord(file.id, second.offset, second.offset + second.length, collect(one))
            .has_value());
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0].offset, second.offset);
    std::vector<RecordLocation> two;
    ASSERT_TRUE(index_->ForEachRecord(file.id, second.offset - 1, second.offset + 1, collect(two))
                    .has_value());
    EXPECT_EQ(two.size(), 2u);
    std::vector<RecordLocation> none;
    ASSERT_TRUE(
        index_->ForEachRecord(file.id, file.size, file.size + 9, collect(none)).has_value());
    EXPECT_TRUE(none.empty());
  }
}

}  // namespace
}  // namespace arsip::archive
