#include "crawler/address_pins.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Url U(const std::string& text) { return *Url::Parse(text); }

TEST(AddressPinsTest, HostAndPortArePinnedToTheAddressesInTheirOrder) {
  AddressPins pins;
  EXPECT_THAT(pins.Pin(U("https://a.example/x"), {"192.0.2.1", "2001:db8::1"}),
              ElementsAre("a.example:443:192.0.2.1,[2001:db8::1]"));
  EXPECT_THAT(pins.Pin(U("http://b.example:8080/"), {"192.0.2.2"}),
              ElementsAre("b.example:8080:192.0.2.2"));
}

TEST(AddressPinsTest, ReleasedHostLeavesTheCacheWithTheNextTransfer) {
  AddressPins pins;
  (void)pins.Pin(U("http://a.example/"), {"192.0.2.1"});
  pins.Release(U("http://a.example/other"));
  EXPECT_EQ(pins.size(), 0U);
  EXPECT_THAT(pins.Pin(U("http://b.example/"), {"192.0.2.2"}),
              ElementsAre("-a.example:80", "b.example:80:192.0.2.2"));
  EXPECT_THAT(pins.Pin(U("http://c.example/"), {"192.0.2.3"}),
              ElementsAre("c.example:80:192.0.2.3"));
}

TEST(AddressPinsTest, HostStaysWhileAnotherTransferIsInFlight) {
  AddressPins pins;
  (void)pins.Pin(U("http://a.example/1"), {"192.0.2.1"});
  (void)pins.Pin(U("http://a.example/2"), {"192.0.2.1"});
  pins.Release(U("http://a.example/1"));
  EXPECT_EQ(pins.size(), 1U);
  EXPECT_THAT(pins.Pin(U("http://b.example/"), {"192.0.2.2"}),
              ElementsAre("b.example:80:192.0.2.2"));
}

TEST(AddressPinsTest, HostThatComesBackGetsItsNewAddresses) {
  AddressPins pins;
  (void)pins.Pin(U("http://a.example/"), {"192.0.2.1"});
  pins.Release(U("http://a.example/"));
  EXPECT_THAT(pins.Pin(U("http://a.example/"), {"192.0.2.9"}),
              ElementsAre("-a.example:80", "a.example:80:192.0.2.9"));
  EXPECT_THAT(pins.Pin(U("http://b.example/"), {"192.0.2.2"}),
              ElementsAre("b.example:80:192.0.2.2"));
}

TEST(AddressPinsTest, WhatIsNoAddressIsLeftOut) {
  AddressPins pins;
  EXPECT_THAT(pins.Pin(U("http://a.example/"), {"evil:80:10.0.0.1", "127.1", "192.0.2.1", ""}),
              ElementsAre("a.example:80:192.0.2.1"));
  EXPECT_THAT(pins.Pin(U("http://b.example/"), {"localhost"}), IsEmpty());
  pins.Release(U("http://b.example/"));
  EXPECT_EQ(pins.size(), 1U);
}

TEST(AddressPinsTest, FourThousandAddressesBecomeSixteen) {
  AddressPins pins;
  const std::vector<std::string> many(4000, "192.0.2.1");
  const std::vector<std::string> lines = pins.Pin(U("http://a.example/"), many);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(std::count(lines[0].begin(), lines[0].end(), ','),
            static_cast<long>(kMaxDialledAddresses) - 1);
}

}  // namespace
}  // namespace arsip::crawler
