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
    held_.Add(lease, kStart);
  }
  static constexpr LeaseId kLease{0, 1, 1};
  HeldLeases held_;
};

TEST_F(HeldLeasesTest, RenewalIsDueBeforeAThirdHasPassed) {
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(29)).empty());
  EXPECT_EQ(held_.TakeDue(kStart + seconds(39)), (std::vector<LeaseId>{kLease}));
  EXPECT_TRUE(held_.TakeDue(kStart + seconds(40)).empty()) << "sent already";
  EXPECT_EQ(held_.TakeDue(kStart + seconds(70)).size(), 1u);
}

TEST_F(HeldLeasesTest, ConfirmedRenewalCountsFromWhenItWasSent) {
  held_.TakeDue(kStart + seconds(30));
  held_.Confirm();
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(149)).empty());
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(150)), (std::vector<LeaseId>{kLease}));
  EXPECT_EQ(held_.size(), 0u);
}

TEST_F(HeldLeasesTest, UnconfirmedRenewalsDoNotKeepALease) {
  held_.TakeDue(kStart + seconds(30));
  held_.TakeDue(kStart + seconds(60));
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(119)).empty());
  EXPECT_EQ(held_.TakeRunOut(kStart + seconds(120)).size(), 1u);
}

TEST_F(HeldLeasesTest, HelloRenewsAll) {
  held_.RenewAll(kStart + seconds(100));
  held_.Confirm();
  EXPECT_TRUE(held_.TakeRunOut(kStart + seconds(219)).empty());
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
  held_.Add(endless, kStart);
  held_.RenewAll(kStart);
  held_.Confirm();
  EXPECT_EQ(held_.TakeRunOut(kStart + std::chrono::hours(10'000)), (std::vector<LeaseId>{kLease}));
  EXPECT_EQ(held_.All(), (std::vector<LeaseId>{endless.id}));
}

}  // namespace
}  // namespace arsip::frontier
