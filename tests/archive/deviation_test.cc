#include "archive/deviation.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(Deviation, EveryOneHasANameAndASentenceOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  const int last = static_cast<int>(Deviation::kWaczManifest);
  for (int i = 0; i <= last; ++i) {
    const std::string_view name = DeviationName(static_cast<Deviation>(i));
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
    names.insert(name);
    sentences.insert(DeviationSentence(static_cast<Deviation>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(last) + 1);
  EXPECT_EQ(sentences.size(), static_cast<size_t>(last) + 1);
}

TEST(Deviation, DamageIsWhereBytesAreNoRecord) {
  EXPECT_TRUE(IsDamage(Deviation::kTruncated));
  EXPECT_TRUE(IsDamage(Deviation::kGarbage));
  EXPECT_TRUE(IsDamage(Deviation::kRecordInDamage));
  EXPECT_FALSE(IsDamage(Deviation::kTrailer));
  EXPECT_FALSE(IsDamage(Deviation::kSeveralRecords));
  EXPECT_FALSE(IsDamage(Deviation::kRepeatedField));
}

TEST(DeviationCounts, KeepTheFirstAndCountAll) {
  DeviationCounts counts;
  counts.Add(Deviation::kTrailer, "a.warc", 7, "first");
  counts.Add(Deviation::kTrailer, "a.warc", 9, "second");
  EXPECT_FALSE(counts.damage());
  counts.Add(Deviation::kGarbage, "a.warc", 11, "");
  EXPECT_TRUE(counts.damage());
  EXPECT_EQ(counts.total(), 3u);
  const auto& trailer = counts.entries().at(Deviation::kTrailer);
  EXPECT_EQ(trailer.count, 2u);
  EXPECT_EQ(trailer.first, "a.warc@7");
  EXPECT_EQ(trailer.detail, "first");
}

TEST(DeviationCounts, OfSeveralFilesAreAdded) {
  DeviationCounts all;
  DeviationCounts one;
  one.Add(Deviation::kTrailer, "a.warc", 7, "x");
  all.Add(one);
  all.Add(one);
  EXPECT_EQ(all.entries().at(Deviation::kTrailer).count, 2u);
  EXPECT_EQ(all.entries().at(Deviation::kTrailer).first, "a.warc@7");
}

}  // namespace
}  // namespace arsip::archive
