#include "frontier/seen_table.h"

#include <gtest/gtest.h>

#include "seen_fixture.h"

namespace arsip::frontier {
namespace {

TEST(SeenTable, HoldsMoreThanItsLimitAndSaysThatItIsFull) {
  SeenTable table(10);
  for (uint64_t i = 1; i <= 1000; ++i) {
    EXPECT_EQ(table.full(), i > 10);
    table.Add({KeyNumber(i), i});
  }
  for (uint64_t i = 1; i <= 1000; ++i) EXPECT_EQ(table.Find(KeyNumber(i)), i);
  EXPECT_FALSE(table.Find(KeyNumber(1001)).has_value());
}

TEST(SeenTable, AKeyKeepsItsFirstArrival) {
  SeenTable table(10);
  table.Add({KeyNumber(1), 5});
  table.Add({KeyNumber(1), 6});
  EXPECT_EQ(table.Find(KeyNumber(1)), 5U);
  EXPECT_EQ(table.Sorted().size(), 1U);
}

TEST(SeenTable, SortedIsInTheOrderOfKeysAndClearForgets) {
  SeenTable table(100);
  for (uint64_t i = 1; i <= 100; ++i) table.Add({KeyNumber(i), i});
  const auto entries = table.Sorted();
  ASSERT_EQ(entries.size(), 100U);
  for (size_t i = 1; i < entries.size(); ++i)
    EXPECT_TRUE(SeenBefore(entries[i - 1].key, entries[i].key));
  table.Clear();
  EXPECT_TRUE(table.empty());
  EXPECT_FALSE(table.Find(KeyNumber(1)).has_value());
}

}  // namespace
}  // namespace arsip::frontier
