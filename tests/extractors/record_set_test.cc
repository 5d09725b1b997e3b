#include "extractors/record_set.h"

#include <gtest/gtest.h>

#include "extractors/bounded_text.h"
#include "extractors/extract.h"
#include "extractors/record_limits.h"

namespace arsip::extractors {
namespace {

TEST(RecordSetTest, RecordsBeyondTheirNumberAreCounted) {
  ExtractionRequest request;
  request.set_max_records(2);
  Extraction extraction;
  RecordSet records(request, extraction);
  EXPECT_EQ(records.Add(Record(), 0), 0u);
  EXPECT_EQ(records.Add(Record(), 0), 1u);
  EXPECT_EQ(records.Add(Record(), 1), std::nullopt);
  EXPECT_EQ(extraction.records_dropped(), 1u);
  EXPECT_TRUE(records.full());
}

TEST(RecordSetTest, TheAnswerStaysWithinItsBytes) {
  ExtractionRequest request;
  request.set_max_text_bytes(4u << 20);
  Extraction extraction;
  RecordSet records(request, extraction);
  for (int i = 0; i < 100; ++i) {
    Record record;
    record.set_text(std::string(records.text_room(), 'a'));
    (void)records.Add(std::move(record), 0);
  }
  EXPECT_LT(extraction.ByteSizeLong(), kMaxAnswerBytes - (1u << 20));
  Record large;
  large.set_title("judul");
  large.set_text(std::string(7u << 20, 'a'));
  records.Replace(0, std::move(large));
  EXPECT_EQ(records.at(0).state(), "refused-limit: answer");
  EXPECT_EQ(records.at(0).title(), "judul");
}

TEST(RecordFields, AreCleanAndBounded) {
  EXPECT_EQ(CleanText("a\x01\x1B[31mb\xFF\tc\n", 100), "a[31mb\xEF\xBF\xBD\tc\n");
  EXPECT_EQ(CleanText("\xE0\xB8\x81\xE0\xB8\x82", 4), "\xE0\xB8\x81");
  EXPECT_EQ(CleanLine("  dua \n kata ", 100), "dua kata");
  Record record;
  AddCleanFact(record, "x:y", "  ");
  for (int i = 0; i < kMaxFacts + 10; ++i) AddCleanFact(record, "x:y", "nilai");
  EXPECT_EQ(record.facts_size(), kMaxFacts);
  AddAuthor(record, "Ani");
  AddAuthor(record, " Ani ");
  EXPECT_EQ(record.authors_size(), 1);
  for (int i = 0; i < kMaxEdges + 10; ++i) AddLinkEdge(record, "https://example.org/");
  EXPECT_EQ(record.edges_size(), kMaxEdges);
}

TEST(RecordTimes, AreUtcOnlyWhenAZoneSaysSo) {
  EXPECT_EQ(UtcText(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcText(1'772'341'200), "2026-03-01T05:00:00Z");
  EXPECT_EQ(UtcText(int64_t{1} << 60), "");
  EXPECT_EQ(UtcOfIsoDate("2026-03-01T12:00:00+07:00"), "2026-03-01T05:00:00Z");
  EXPECT_EQ(UtcOfIsoDate("2026-03-01T12:00:00"), "2026-03-01");
  EXPECT_EQ(UtcOfIsoDate("kemarin"), "");
}

TEST(RecordFact, LosesItsControlCharacters) {
  Record record;
  AddCleanFact(record, "exif:Model", std::string_view("Pe\x1Bna\0\0", 7));
  ASSERT_EQ(record.facts_size(), 1);
  EXPECT_EQ(record.facts(0).value(), "Pena");
}

}  // namespace
}  // namespace arsip::extractors
