#include "frontier/ip_address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::frontier {
namespace {

using Addresses = std::vector<std::string>;

TEST(IpAddress, LiteralsAreToldFromNames) {
  EXPECT_TRUE(IsIpLiteral("192.0.2.1"));
  EXPECT_TRUE(IsIpLiteral("2001:db8::1"));
  EXPECT_FALSE(IsIpLiteral("example.org"));
  EXPECT_FALSE(IsIpLiteral("1.2.3"));
  EXPECT_FALSE(IsIpLiteral(""));
}

TEST(IpAddress, RotationByANameServerDoesNotChangeTheOrder) {
  const Addresses expected = {"192.0.2.9", "192.0.2.10", "198.51.100.1"};
  EXPECT_EQ(OrderAddresses({"192.0.2.10", "198.51.100.1", "192.0.2.9"}), expected);
  EXPECT_EQ(OrderAddresses({"198.51.100.1", "192.0.2.9", "192.0.2.10"}), expected);
}

TEST(IpAddress, TheFamilyThatCameFirstStaysFirst) {
  EXPECT_EQ(OrderAddresses({"2001:db8::2", "192.0.2.1", "2001:db8::1"}),
            (Addresses{"2001:db8::1", "2001:db8::2", "192.0.2.1"}));
  EXPECT_EQ(OrderAddresses({"192.0.2.1", "2001:db8::1"}), (Addresses{"192.0.2.1", "2001:db8::1"}));
}

TEST(IpAddress, EachAddressIsKeptOnceAndSixteenAtMost) {
  EXPECT_EQ(OrderAddresses({"192.0.2.1", "192.0.2.1"}), (Addresses{"192.0.2.1"}));
  Addresses many;
  for (int i = 0; i < 40; ++i) many.push_back("192.0.2." + std::to_string(i));
  EXPECT_EQ(OrderAddresses(many).size(), kMaxAddresses);
  EXPECT_TRUE(OrderAddresses({}).empty());
}

}  // namespace
}  // namespace arsip::frontier
