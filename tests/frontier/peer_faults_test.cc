#include "frontier/peer_faults.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

constexpr MonotonicTime kStart{std::chrono::hours(1)};

TEST(PeerFaultsTest, HundredFaultsAreOneTooMany) {
  PeerFaults faults;
  for (size_t i = 1; i < PeerFaults::kMaxFaults; ++i) {
    EXPECT_FALSE(faults.Count("a", kStart));
    EXPECT_FALSE(faults.Ignores("a", kStart));
  }
  EXPECT_TRUE(faults.Count("a", kStart));
  EXPECT_TRUE(faults.Ignores("a", kStart));
  EXPECT_FALSE(faults.Ignores("b", kStart));
  EXPECT_FALSE(faults.Count("a", kStart)) << "said once";
}

TEST(PeerFaultsTest, QuietPeerIsForgiven) {
  PeerFaults faults;
  for (size_t i = 0; i < PeerFaults::kMaxFaults; ++i) faults.Count("a", kStart);
  EXPECT_TRUE(faults.Ignores("a", kStart + PeerFaults::kForgiven - Duration(1)));
  EXPECT_FALSE(faults.Ignores("a", kStart + PeerFaults::kForgiven));
  EXPECT_FALSE(faults.Ignores("a", kStart)) << "its count began anew";
}

TEST(PeerFaultsTest, LongestQuietPeerMakesRoom) {
  PeerFaults faults;
  for (size_t i = 0; i < PeerFaults::kMaxFaults; ++i) faults.Count("oldest", kStart);
  for (size_t i = 0; i < PeerFaults::kMaxFaults; ++i) {
    faults.Count("newest", kStart + std::chrono::seconds(1));
  }
  for (size_t i = 0; i < PeerFaults::kMaxPeers - 1; ++i) {
    faults.Count(std::to_string(i), kStart + std::chrono::seconds(1));
  }
  EXPECT_FALSE(faults.Ignores("oldest", kStart + std::chrono::seconds(1)));
  EXPECT_TRUE(faults.Ignores("newest", kStart + std::chrono::seconds(1)));
}

}  // namespace
}  // namespace arsip::frontier
