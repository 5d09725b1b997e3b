#include "frontier/lease_table.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

FrontierTime At(int second) { return FrontierTime(seconds(second)); }

OpenLease PageFor(const std::string& worker, const std::string& href = "http://a.example/") {
  OpenLease lease;
  lease.worker = worker;
  lease.page.url.key = KeyOf(*Url::Parse(href));
  return lease;
}

class LeaseTableTest : public testing::Test {
 protected:
  LeaseTable table_{seconds(120), seconds(300)};
};

TEST_F(LeaseTableTest, NumbersCountUpFromOne) {
  EXPECT_EQ(table_.Open(PageFor("w"), At(0)).number, 1U);
  EXPECT_EQ(table_.Open(PageFor("w"), At(0)).number, 2U);
  table_.End(2);
  EXPECT_EQ(table_.Open(PageFor("w"), At(0)).number, 3U);
}

TEST_F(LeaseTableTest, ALeaseExpiresAtItsDeadlineAndNotBefore) {
  table_.Open(PageFor("w"), At(10));
  EXPECT_EQ(table_.NextDeadline(), At(130));
  EXPECT_EQ(table_.Expired(At(129)), std::nullopt);
  EXPECT_EQ(table_.Expired(At(130)), 1U);
}

TEST_F(LeaseTableTest, ARenewedLeaseHasOnlyItsNewDeadline) {
  table_.Open(PageFor("w"), At(0));
  EXPECT_TRUE(table_.Renew(1, "w", At(60)));
  EXPECT_TRUE(table_.Renew(1, "w", At(100)));
  EXPECT_EQ(table_.NextDeadline(), At(220));
  EXPECT_EQ(table_.Expired(At(219)), std::nullopt);
  EXPECT_EQ(table_.Expired(At(220)), 1U);
}

TEST_F(LeaseTableTest, NoRenewalReachesBeyondTheHardCap) {
  table_.Open(PageFor("w"), At(0));
  EXPECT_TRUE(table_.Renew(1, "w", At(119)));
  EXPECT_TRUE(table_.Renew(1, "w", At(238)));
  EXPECT_EQ(table_.NextDeadline(), At(300));
  EXPECT_FALSE(table_.Renew(1, "w", At(241))) << "its worker would hear of the end too late";
  EXPECT_EQ(table_.NextDeadline(), At(300));
  EXPECT_EQ(table_.open(), 1U);
}

TEST_F(LeaseTableTest, OnlyItsOwnWorkerRenewsALease) {
  table_.Open(PageFor("w"), At(0));
  EXPECT_FALSE(table_.Renew(1, "another", At(60)));
  EXPECT_FALSE(table_.Renew(2, "w", At(60)));
  EXPECT_EQ(table_.NextDeadline(), At(120));
}

TEST_F(LeaseTableTest, AnEndedLeaseIsGoneWithItsDeadline) {
  table_.Open(PageFor("w"), At(0));
  EXPECT_EQ(table_.open_pages(), 1U);
  EXPECT_EQ(table_.End(1).worker, "w");
  EXPECT_EQ(table_.open(), 0U);
  EXPECT_EQ(table_.open_pages(), 0U);
  EXPECT_EQ(table_.Find(1), nullptr);
  EXPECT_EQ(table_.NextDeadline(), std::nullopt);
  EXPECT_EQ(table_.Expired(At(1000)), std::nullopt);
}

TEST_F(LeaseTableTest, RobotsLeasesAreNotCountedAsPages) {
  OpenLease lease = PageFor("w");
  lease.purpose = LeasePurpose::kRobotsTxt;
  const UrlKey key = lease.page.url.key;
  table_.Open(std::move(lease), At(0));
  EXPECT_EQ(table_.open(), 1U);
  EXPECT_EQ(table_.open_pages(), 0U);
  EXPECT_EQ(table_.FindUrl(key), nullptr);
}

TEST_F(LeaseTableTest, LeasesAreFoundByWorkerAndByUrl) {
  table_.Open(PageFor("w1", "http://a.example/1"), At(0));
  table_.Open(PageFor("w2", "http://a.example/2"), At(0));
  table_.Open(PageFor("w1", "http://a.example/3"), At(0));
  EXPECT_EQ(table_.OfWorker("w1"), (std::vector<uint64_t>{1, 3}));
  const OpenLease* const found = table_.FindUrl(KeyOf(*Url::Parse("http://a.example/2")));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->number, 2U);
}

TEST_F(LeaseTableTest, TheLastCompletionsAreRemembered) {
  for (uint64_t number = 1; number <= 100'000; number += 2) table_.MarkCompleted(number);
  EXPECT_TRUE(table_.Completed(99'999));
  EXPECT_TRUE(table_.Completed(40'001));
  EXPECT_FALSE(table_.Completed(99'998));
  EXPECT_FALSE(table_.Completed(1));  // too long ago
  EXPECT_FALSE(table_.Completed(0));
}

}  // namespace
}  // namespace arsip::frontier
