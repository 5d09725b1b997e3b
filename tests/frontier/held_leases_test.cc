#include "frontier/held_leases.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

constexpr MonotonicTime kStart{std::chrono::hours(1)};

class HeldLeasesTest : public testing::Test {
 protected:
  HeldLeasesTest() {
    Lease lease;
    lease.id = kLease;
    lease.lasts = seconds(120);
    held_.Add(lease, kStart, kStart + seconds(1));
  }
  static constexpr LeaseId kLease{0, 1, 1};
  HeldLeases held_;
};

TEST_F(HeldLeasesTest, RenewalIsDueBeforeAThirdHasPassed) {
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(30)).empty());
  EXPECT_EQ(held_.TakeDue(kStart + seconds(39)), (std::vector<LeaseId>{kLease}));
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(40)).empty()) << "sent already";
  EXPECT_EQ(held_.TakeDue(kStart + seconds(70)).size(), 1u);
}

TEST_F(HeldLeasesTest, GrantThatComesTwiceIsNoSecondLease) {
  Lease again;
  again.id = kLease;
  again.lasts = seconds(120);
  EXPECT_FALSE(held_.Add(again, kStart, kStart + seconds(1)));
  EXPECT_EQ(held_.size(), 1u);
  held_.Remove(kLease);
  EXPECT_FALSE(held_.Add(again, kStart, kStart + seconds(2))) << "also when it is over";
  EXPECT_EQ(held_.size(), 0u);
}

TEST_F(HeldLeasesTest, LeaseCountsFromWhatTheFrontierHadHeard) {
  Lease late;
  late.id = {0, 1, 2};
  late.lasts = seconds(120);
  held_.Add(late, kStart, kStart + seconds(100));  // the worker stood still meanwhile
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(104)).empty());
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(105)), (std::vector<LeaseId>{kLease, late.id}))
      << "an eighth of the time before it is another's";
}

TEST_F(HeldLeasesTest, ConfirmedRenewalCountsFromWhenItWasSent) {
  held_.TakeDue(kStart + seconds(31));
  held_.Confirm(kStart + seconds(31));
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(135)).empty());
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(136)), (std::vector<LeaseId>{kLease}));
  EXPECT_EQ(held_.size(), 0u);
}

TEST_F(HeldLeasesTest, WhatTheFrontierDidNotHearIsNotConfirmed) {
  held_.TakeDue(kStart + seconds(31));
  held_.Confirm(kStart + seconds(30));  // of a message before
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(105)).size(), 1u);
}

TEST_F(HeldLeasesTest, RenewalIsConfirmedByALaterMessage) {
  held_.TakeDue(kStart + seconds(31));
  held_.Confirm(kStart + seconds(30));
  held_.Confirm(kStart + seconds(32));
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(135)).empty());
}

TEST_F(HeldLeasesTest, UnconfirmedRenewalsDoNotKeepALease) {
  held_.TakeDue(kStart + seconds(31));
  held_.TakeDue(kStart + seconds(61));
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(104)).empty());
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(105)).size(), 1u);
}

TEST_F(HeldLeasesTest, HelloRenewsAll) {
  held_.RenewAll(kStart + seconds(100));
  held_.Confirm(kStart + seconds(100));
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(204)).empty());
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(129)).empty());
}

TEST_F(HeldLeasesTest, RemovedLeaseIsNeitherRenewedNorLost) {
  EXPECT_TRUE(held_.Remove(kLease));
  EXPECT_FALSE(held_.Remove(kLease));
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(500)).empty());
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(500)).empty());
}

TEST_F(HeldLeasesTest, LeaseWithoutAnEndIsKept) {
  Lease endless;
  endless.id = {0, 1, 2};
  held_.Add(endless, kStart, kStart);
  held_.RenewAll(kStart);
  held_.Confirm(kStart);
  EXPECT_EQ(held_.TakeRunOut(kStart + std::chrono::hours(10'000)), (std::vector<LeaseId>{kLease}));
  EXPECT_EQ(held_.All(), (std::vector<LeaseId>{endless.id}));
}

}  // namespace
}  // namespace arsip::frontier
