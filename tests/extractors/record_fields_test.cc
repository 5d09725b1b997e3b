#include "extractors/record_fields.h"

#include "extractors/record_limits.h"
#include "gtest/gtest.h"

namespace arsip::extractors {
namespace {

TEST(RecordFieldsTest, LinesAreFoldedWellFormedAndCut) {
  EXPECT_EQ(RecordLine("  a \n\t b\xFF "), "a b\uFFFD");
  EXPECT_EQ(RecordLine(std::string(10'000, 'x')).size(), kMaxRecordLineBytes);
  EXPECT_EQ(RecordWord(std::string(255, 'x') + "\u0e01").size(), 255u) << "no half characters";
}

TEST(RecordFieldsTest, ListsEndAtTheirBoundsAndHoldNothingTwice) {
  Record record;
  for (int i = 0; i < 2'000; ++i) {
    const std::string name = std::to_string(i);
    AddAuthor(record, name);
    AddAuthor(record, name);
    AddEdge(record, Edge::LINK, name);
    AddHashtag(record, "#" + name);
    AddFact(record, "n", name);
    AddMedia(record, "image", name);
    AddMetric(record, name, "1");
  }
  EXPECT_EQ(record.authors_size(), kMaxAuthors);
  EXPECT_EQ(record.authors(1).name(), "1");
  EXPECT_EQ(record.edges_size(), kMaxEdges);
  EXPECT_EQ(record.hashtags_size(), kMaxHashtags);
  EXPECT_EQ(record.hashtags(0), "0");
  EXPECT_EQ(record.facts_size(), kMaxFacts);
  EXPECT_EQ(record.media_size(), kMaxMediaReferences);
  EXPECT_EQ(record.metrics_size(), kMaxMetrics);
}

TEST(RecordFieldsTest, EmptyValuesAddNothing) {
  Record record;
  AddAuthor(record, " ");
  AddEdge(record, Edge::LINK, "");
  AddHashtags(record, ", ,");
  AddFact(record, "n", "\n");
  AddMetric(record, "views", "many");
  EXPECT_EQ(AddMedia(record, "image", " "), nullptr);
  ClaimPublished(record, " ", "x");
  EXPECT_EQ(record.ByteSizeLong(), 0u);
}

TEST(RecordFieldsTest, FirstClaimOfATimeCounts) {
  Record record;
  ClaimPublished(record, "2026-03-01", "a");
  ClaimPublished(record, "2026-03-02", "b");
  EXPECT_EQ(record.published().utc(), "2026-03-01");
  EXPECT_EQ(record.published().source(), "a");
}

TEST(RecordFieldsTest, DurationsAreSecondsOrClocks) {
  EXPECT_EQ(DurationMs("61"), 61'000u);
  EXPECT_EQ(DurationMs("1:01"), 61'000u);
  EXPECT_EQ(DurationMs("1:00:01"), 3'601'000u);
  EXPECT_EQ(DurationMs("1.5"), 1'000u);
  for (const char* none : {"", "x", "-1", "1:x", "1:2:3:4", "99999999999999999999"}) {
    EXPECT_EQ(DurationMs(none), 0u) << none;
  }
}

TEST(RecordFieldsTest, RolesFollowTheClaimedType) {
  EXPECT_EQ(MediaRole("image/png"), "image");
  EXPECT_EQ(MediaRole("video"), "video");
  EXPECT_EQ(MediaRole("application/pdf"), "document");
}

}  // namespace
}  // namespace arsip::extractors
