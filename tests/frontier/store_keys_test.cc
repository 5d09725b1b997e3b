#include "frontier/store_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

DueEntry DueAt(std::chrono::nanoseconds time) { return {FrontierTime(time), UrlKey{}}; }

TEST(StoreKeys, QueueKeysSortByHostThenLaneThenArrival) {
  const std::string first = QueueKey(0, QueuePosition{1, 0, 300});
  EXPECT_LT(first, QueueKey(0, QueuePosition{1, 0, 301}));
  EXPECT_LT(first, QueueKey(0, QueuePosition{1, 1, 2}));
  EXPECT_LT(QueueKey(0, QueuePosition{1, 2, 999}), QueueKey(0, QueuePosition{256, 0, 0}));
}

TEST(StoreKeys, QueuePlacesSortBehindTheUrlsOfTheirPartAndBeforeThoseOfTheNext) {
  const uint64_t second = QueuePartBegin(1);
  EXPECT_EQ(QueuePartOf(second), 1U);
  EXPECT_EQ(QueuePartOf(second - 1), 0U);
  EXPECT_LT(UrlStoreKey(0, second - 1), QueueKey(0, QueuePosition{0, 0, 1}));
  EXPECT_LT(QueueKey(0, QueuePosition{UINT32_MAX, 5, second - 1}), UrlStoreKey(0, second));
  EXPECT_LT(UrlStoreKey(0, UINT64_MAX), QueueKey(0, QueuePosition{0, 0, UINT64_MAX}));
}

TEST(StoreKeys, APlaceInAPartThatItsArrivalIsNotOfIsRefused) {
  std::string key = QueueKey(0, QueuePosition{1, 2, 3});
  key[5] = 1;
  EXPECT_EQ(ParseQueueKey(key), std::nullopt);
}

TEST(StoreKeys, DueKeysSortByTimeAlsoAcross1970) {
  EXPECT_LT(DueKey(0, DueAt(std::chrono::nanoseconds(-1))), DueKey(0, DueAt({})));
  EXPECT_LT(DueKey(0, DueAt({})), DueKey(0, DueAt(std::chrono::hours(1))));
}

TEST(StoreKeys, EveryKeyReadsBackAsItWas) {
  const UrlKey url = KeyOf(*Url::Parse("http://a.example/"));
  const QueuePosition position{70'000, 2, 1ULL << 40};
  const DueEntry due{FrontierTime(std::chrono::hours(480'000)), url};
  const FrontierBatch::LeaseName lease{3, 9};
  EXPECT_EQ(ParseUrlStoreKey(UrlStoreKey(1, 1ULL << 40)), 1ULL << 40);
  EXPECT_EQ(ParseQueueKey(QueueKey(1, position)), position);
  EXPECT_EQ(ParseHostKey(HostKey(1, 70'000)), HostNumber{70'000});
  EXPECT_EQ(ParseGroupKey(GroupKey(1, "192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(ParsePlatformKey(PlatformKey(1, "net work")), "net work");
  EXPECT_EQ(ParsePlatformKey(GroupKey(1, "net work")), std::nullopt);
  EXPECT_EQ(ParseDueKey(DueKey(1, due)), due);
  EXPECT_EQ(ParseLeaseKey(LeaseKey(1, lease)), lease);
}

TEST(StoreKeys, KeysOfAnotherTableOrLengthAreRefused) {
  const std::string host = HostKey(1, 5);
  EXPECT_EQ(ParseQueueKey(host), std::nullopt);
  EXPECT_EQ(ParseHostKey(host + "x"), std::nullopt);
  EXPECT_EQ(ParseHostKey(host.substr(0, 6)), std::nullopt);
  EXPECT_EQ(ParseHostKey(RobotsKey(1, 5)), std::nullopt);
  EXPECT_EQ(ParseGroupKey(TablePrefix(Table::kGroups, 1)), std::nullopt);
  EXPECT_EQ(ParseUrlStoreKey(""), std::nullopt);
}

TEST(StoreKeys, ALaneThatDoesNotExistIsRefused) {
  EXPECT_EQ(ParseQueueKey(QueueKey(1, QueuePosition{1, kLanes, 1})), std::nullopt);
}

TEST(StoreKeys, CountsSortByTheirBatch) {
  EXPECT_LT(CountsKey(1, 255), CountsKey(1, 256));
  EXPECT_FALSE(CountsKey(1, 0).starts_with(TablePrefix(Table::kHosts, 1)));
}

TEST(StoreKeys, PartitionsDoNotOverlap) {
  EXPECT_LT(HostKey(1, UINT32_MAX), TablePrefix(Table::kHosts, 2));
  EXPECT_FALSE(HostKey(256, 1).starts_with(TablePrefix(Table::kHosts, 1)));
}

}  // namespace
}  // namespace arsip::frontier
