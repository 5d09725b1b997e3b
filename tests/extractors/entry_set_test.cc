#include "extractors/entry_set.h"

#include "gtest/gtest.h"

namespace arsip::extractors {
namespace {

Record WithId(const std::string& id, size_t text_bytes = 0) {
  Record record;
  record.set_native_id(id);
  record.set_text(std::string(text_bytes, 'x'));
  return record;
}

TEST(EntrySetTest, RepeatedIdentityIsOneRecord) {
  Extraction extraction;
  EntrySet records(extraction, 10, 1'000);
  records.Add(WithId("a"));  // the payload's own
  records.Add(WithId("a"));
  records.Add(WithId("a"));
  records.Add(WithId(""));
  records.Add(WithId(""));
  EXPECT_EQ(extraction.records_size(), 4);
  EXPECT_EQ(records.repeats(), 1u);
}

TEST(EntrySetTest, BeyondNumberOrBytesIsCounted) {
  Extraction extraction;
  EntrySet records(extraction, 3, 1'000);
  for (const char* id : {"0", "1"}) records.Add(WithId(id));
  records.Add(WithId("long", 2'000));
  EXPECT_EQ(extraction.records_dropped(), 1u);
  EXPECT_FALSE(records.full());
  records.Add(WithId("2"));
  EXPECT_TRUE(records.full());
  records.Add(WithId("3"));
  EXPECT_EQ(extraction.records_size(), 3);
  EXPECT_EQ(extraction.records_dropped(), 2u);
}

TEST(EntrySetTest, ManyThatDoNotFitMakeItFull) {
  Extraction extraction;
  EntrySet records(extraction, 1'000, 100);
  for (int i = 0; i < 16; ++i) records.Add(WithId(std::to_string(i), 200));
  EXPECT_TRUE(records.full());
}

TEST(EntrySetTest, FirstIsReplacedOnlyWithinTheRoom) {
  Extraction extraction;
  EntrySet records(extraction, 10, 100);
  records.Add(WithId("a"));
  records.ReplaceFirst(WithId("b", 50));
  EXPECT_EQ(extraction.records(0).native_id(), "b");
  records.ReplaceFirst(WithId("c", 200));
  EXPECT_EQ(extraction.records(0).native_id(), "b");
}

}  // namespace
}  // namespace arsip::extractors
