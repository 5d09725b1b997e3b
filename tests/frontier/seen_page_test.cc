#include "frontier/seen_page.h"

#include <gtest/gtest.h>

#include <vector>

#include "seen_fixture.h"

namespace arsip::frontier {
namespace {

constexpr uint64_t kRun = 7;
constexpr uint64_t kPlace = 9;

// Keys 1 to `entries`, each with its number for an arrival.
SeenPage PageOf(size_t entries) {
  SeenPage page;
  for (size_t i = 0; i < entries; ++i) page.Put(i, {KeyNumber(i + 1), i + 1}, kRun);
  page.Seal(kRun, kPlace);
  return page;
}
SeenPage::Found Find(const SeenPage& page, const UrlKey& key) {
  return page.Find(key, page.CandidatesFor(key), kRun);
}
void FlipBit(SeenPage& page, size_t bit) {
  reinterpret_cast<char*>(&page)[bit / 8] ^= static_cast<char>(1 << bit % 8);
}

TEST(SeenPage, FindsEveryKeyAndNoOther) {
  for (size_t entries = 0; entries <= kSeenPageEntries; ++entries) {
    const SeenPage page = PageOf(entries);
    for (size_t i = 1; i <= entries; ++i) EXPECT_EQ(Find(page, KeyNumber(i)).arrival, i);
    for (size_t i = entries + 1; i <= 2'000; ++i) {
      const SeenPage::Found found = Find(page, KeyNumber(i));
      ASSERT_TRUE(found.arrival == 0 && !found.damaged) << i;
    }
  }
}

TEST(SeenPage, GivesItsEntriesBack) {
  const SeenPage page = PageOf(3);
  for (size_t slot = 0; slot < 3; ++slot) {
    ASSERT_TRUE(page.At(slot).has_value());
    EXPECT_EQ(page.At(slot)->key, KeyNumber(slot + 1));
    EXPECT_EQ(page.At(slot)->arrival, slot + 1);
  }
  EXPECT_FALSE(page.At(3).has_value());
}

TEST(SeenPage, KeysWithTheSameLastByteAreToldApart) {
  UrlKey key = KeyNumber(1);
  SeenPage page;
  for (size_t slot = 0; slot < kSeenPageEntries; ++slot) {
    key.bytes[0] = static_cast<uint8_t>(slot);
    page.Put(slot, {key, slot + 1}, kRun);
  }
  for (size_t slot = 0; slot < kSeenPageEntries; ++slot) {
    key.bytes[0] = static_cast<uint8_t>(slot);
    EXPECT_EQ(Find(page, key).arrival, slot + 1);
  }
  key.bytes[0] = 0xff;
  EXPECT_EQ(Find(page, key).arrival, 0U);
}

TEST(SeenPage, AKeyOfZerosIsNotAFreeSlot) {
  EXPECT_EQ(Find(PageOf(0), UrlKey{}).arrival, 0U);
  EXPECT_FALSE(Find(PageOf(0), UrlKey{}).damaged);
  SeenPage page;
  page.Put(0, {UrlKey{}, 5}, kRun);
  EXPECT_EQ(Find(page, UrlKey{}).arrival, 5U);
}

TEST(SeenPage, KeepsTheHighestArrival) {
  SeenPage page;
  page.Put(19, {KeyNumber(1), kMostSeenArrival}, kRun);
  EXPECT_EQ(Find(page, KeyNumber(1)).arrival, kMostSeenArrival);
  EXPECT_FALSE(Find(page, KeyNumber(1)).damaged);
}

TEST(SeenPage, AnyBitThatFlipsShowsInItsCheck) {
  SeenPage page = PageOf(kSeenPageEntries - 1);
  EXPECT_TRUE(page.Intact(kRun, kPlace));
  for (size_t bit = 0; bit < 8 * kSeenPageBytes; ++bit) {
    FlipBit(page, bit);
    ASSERT_FALSE(page.Intact(kRun, kPlace)) << bit;
    FlipBit(page, bit);
  }
}

TEST(SeenPage, IsNoPageOfAnotherRunOrPlace) {
  const SeenPage page = PageOf(5);
  EXPECT_FALSE(page.Intact(kRun + 1, kPlace));
  EXPECT_FALSE(page.Intact(kRun, kPlace + 1));
  EXPECT_TRUE(page.Find(KeyNumber(1), page.CandidatesFor(KeyNumber(1)), kRun + 1).damaged);
}

// What a look-up that reads no more than the entry can say of a page with a flipped bit: the right
// arrival, or that it is damaged, or that the key is not there, which the page's check then denies.
TEST(SeenPage, AnyBitThatFlipsNeverGivesAnotherArrival) {
  SeenPage page = PageOf(kSeenPageEntries);
  size_t damaged = 0;
  size_t missed = 0;
  for (size_t bit = 0; bit < 8 * kSeenPageBytes; ++bit) {
    FlipBit(page, bit);
    for (size_t i = 1; i <= kSeenPageEntries; ++i) {
      const SeenPage::Found found = Find(page, KeyNumber(i));
      if (found.damaged) {
        ++damaged;
      } else if (found.arrival == 0) {
        ++missed;
        ASSERT_FALSE(page.Intact(kRun, kPlace));
      } else {
        ASSERT_EQ(found.arrival, i) << bit;
      }
    }
    FlipBit(page, bit);
  }
  EXPECT_EQ(damaged, kSeenPageEntries * 64);  // of arrivals and their checks
  EXPECT_EQ(missed,
            kSeenPageEntries * (128 + 8U));  // of keys, and of their bytes in the first line
}

}  // namespace
}  // namespace arsip::frontier
