#include "crawler/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <string>
#include <utility>
#include <vector>

#include "base/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

using testing::HasSubstr;

AddressGuard Guard(const std::vector<std::string>& allowed = {}) {
  auto guard = AddressGuard::Create(allowed);
  EXPECT_TRUE(guard) << guard.error().ToString();
  return *guard;
}

struct Edge {
  const char* first;
  const char* last;
  const char* before;  // "" where the neighbour is special too
  const char* after;
  const char* reason;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry: first and last address of each block
// are refused, their neighbours are not.
const Edge kV4[] = {
    {"0.0.0.0", "0.255.255.255", "", "1.0.0.0", "this network (0.0.0.0/8, RFC 791)"},
    {"10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0",
     "private use (10.0.0.0/8, RFC 1918)"},
    {"100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0",
     "shared address space (100.64.0.0/10, RFC 6598)"},
    {"127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0",
     "loopback (127.0.0.0/8, RFC 1122)"},
    {"169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0", "link local"},
    {"172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0", "private use"},
    {"192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0", "IETF protocol assignments"},
    {"192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0", "documentation"},
    {"192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0", "6to4 relay"},
    {"192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0", "private use"},
    {"198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0", "benchmarking"},
    {"198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0", "documentation"},
    {"203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0", "documentation"},
    {"224.0.0.0", "239.255.255.255", "223.255.255.255", "", "multicast"},
    {"240.0.0.0", "255.255.255.254", "", "", "reserved (240.0.0.0/4, RFC 1112)"},
    {"255.255.255.255", "255.255.255.255", "", "", "limited broadcast"},
};

const Edge kV6[] = {
    {"::", "::", "", "", "unspecified"},
    {"::1", "::1", "", "", "loopback (::1/128, RFC 4291)"},
    {"::2", "::ffff:0:ffff:ffff", "", "", "not global unicast"},
    {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "", "", "local-use NAT64"},
    {"100::", "100::ffff:ffff:ffff:ffff", "", "", "discard only"},
    {"100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", "", "", "dummy prefix"},
    {"2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff::", "", "Teredo"},
    {"2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "", "", "benchmarking"},
    {"2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "ORCHID"},
    {"2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "ORCHIDv2"},
    {"2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "drone"},
    {"2001:40::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "",
     "2001:200::", "IETF protocol assignments (2001::/23"},
    {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
     "2001:db7:ffff::", "2001:db9::", "documentation"},
    {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
     "3ffe:ffff::", "3fff:1000::", "documentation"},
    {"4000::", "5eff::", "", "", "not global unicast"},
    {"5f00::", "5f00:ffff::", "", "", "segment routing"},
    {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "unique local"},
    {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "link local"},
    {"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "site local"},
    {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", "multicast"},
};

void ExpectEdges(const Edge& edge) {
  const AddressGuard guard = Guard();
  for (const char* inside : {edge.first, edge.last}) {
    const AddressVerdict verdict = guard.Check(inside);
    EXPECT_FALSE(verdict.allowed) << inside;
    EXPECT_THAT(verdict.reason, HasSubstr(edge.reason)) << inside;
  }
  for (const char* outside : {edge.before, edge.after}) {
    if (*outside == '\0') continue;
    EXPECT_TRUE(guard.Check(outside).allowed) << outside << ": " << guard.Check(outside).reason;
  }
}

TEST(IanaSpecialPurposeIpv4, EdgesOfEveryBlockAreRefusedAndTheirNeighboursAreNot) {
  for (const Edge& edge : kV4) ExpectEdges(edge);
}

TEST(IanaSpecialPurposeIpv6, EdgesOfEveryBlockAreRefusedAndTheirNeighboursAreNot) {
  for (const Edge& edge : kV6) ExpectEdges(edge);
}

TEST(IanaSpecialPurposeIpv4, GloballyReachableExceptionsAreDialled) {
  for (const char* address :
       {"192.0.0.9", "192.0.0.10", "8.8.8.8", "192.31.196.1", "192.175.48.1"}) {
    EXPECT_TRUE(Guard().Check(address).allowed) << address;
  }
}

TEST(IanaSpecialPurposeIpv6, GloballyReachableExceptionsAreDialled) {
  for (const char* address :
       {"2001:1::1", "2001:1::2", "2001:3::1", "2001:4:112::1", "2a00:1450:4001::1"}) {
    EXPECT_TRUE(Guard().Check(address).allowed) << address;
  }
}

TEST(AddressGuardTest, EmbeddedIpv4FollowsItsOwnRule) {
  const AddressGuard guard = Guard();
  for (const char* refused :
       {"::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "::127.0.0.1", "::ffff:0:127.0.0.1"}) {
    EXPECT_FALSE(guard.Check(refused).allowed) << refused;
  }
  for (const char* dialled : {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
    EXPECT_TRUE(guard.Check(dialled).allowed) << dialled << guard.Check(dialled).reason;
  }
  EXPECT_EQ(guard.Check("64:ff9b::10.0.0.1").reason,
            "private use (10.0.0.0/8, RFC 1918) inside NAT64 (64:ff9b::/96, RFC 6052)");
}

TEST(AddressGuardTest, ZoneDoesNotHideALinkLocalAddress) {
  EXPECT_THAT(Guard().Check("fe80::1%eth0").reason, HasSubstr("link local"));
}

TEST(AddressGuardTest, WhatIsNoAddressIsRefused) {
  for (const char* text : {"", "example.org", "127.1", "0x7f000001", "1.2.3.4.5", "[::1]", "::g"}) {
    EXPECT_EQ(Guard().Check(text).reason, "not an IP address") << text;
  }
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(Guard().Check(reinterpret_cast<const sockaddr*>(&local)).allowed);
}

// One parser for scope, frontier and dialling: no spelling gets past it.
TEST(AddressGuardTest, OddSpellingsInUrlsEndInTheSameRefusal) {
  for (const char* host :
       {"127.1", "0x7f.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f000001", "127.0.0.1.",
        "[::ffff:10.0.0.1]", "0.0.0.0", "0", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[::1]",
        "[0:0:0:0:0:ffff:7f00:1]", "%31%32%37.0.0.1", "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1",
        "169.254.169.254"}) {
    const auto url = Url::Parse(std::string("http://") + host + "/");
    ASSERT_TRUE(url) << host;
    EXPECT_TRUE(url->host_is_ip()) << host << " -> " << url->host();
    EXPECT_FALSE(Guard().Check(url->host()).allowed) << host << " -> " << url->host();
  }
}

TEST(AddressGuardTest, SocketAddressesAreJudgedAsTheirText) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "192.168.1.1", &v4.sin_addr);
  EXPECT_THAT(Guard().Check(reinterpret_cast<const sockaddr*>(&v4)).reason,
              HasSubstr("192.168.0.0/16"));
  ::inet_pton(AF_INET, "93.184.216.34", &v4.sin_addr);
  EXPECT_TRUE(Guard().Check(reinterpret_cast<const sockaddr*>(&v4)).allowed);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  ::inet_pton(AF_INET6, "::ffff:169.254.169.254", &v6.sin6_addr);
  EXPECT_THAT(Guard().Check(reinterpret_cast<const sockaddr*>(&v6)).reason,
              HasSubstr("169.254.0.0/16"));
}

TEST(AddressGuardAllowedRanges, NamedRangeIsDialledAndNothingBesideIt) {
  const AddressGuard guard = Guard({"127.0.0.2/32", "10.1.0.0/16", "192.168.7.7", "fd00::/8"});
  for (const char* allowed : {"127.0.0.2", "10.1.255.255", "192.168.7.7", "fd12::1",
                              "::ffff:127.0.0.2", "64:ff9b::10.1.2.3"}) {
    EXPECT_TRUE(guard.Check(allowed).allowed) << allowed;
  }
  for (const char* refused : {"127.0.0.1", "127.0.0.3", "10.2.0.0", "192.168.7.8", "fc00::1"}) {
    EXPECT_FALSE(guard.Check(refused).allowed) << refused;
  }
  EXPECT_THAT(guard.allowed_ranges(),
              testing::ElementsAre("127.0.0.2/32", "10.1.0.0/16", "192.168.7.7", "fd00::/8"));
}

TEST(AddressGuardAllowedRanges, AllOfIpv6SaysNothingAboutIpv4) {
  const AddressGuard guard = Guard({"::/0"});
  EXPECT_TRUE(guard.Check("fe80::1").allowed);
  EXPECT_FALSE(guard.Check("127.0.0.1").allowed);
  EXPECT_FALSE(guard.Check("::ffff:127.0.0.1").allowed);
  EXPECT_TRUE(Guard({"0.0.0.0/0"}).Check("::ffff:127.0.0.1").allowed);
  EXPECT_FALSE(Guard({"0.0.0.0/0"}).Check("::1").allowed);
}

TEST(AddressGuardAllowedRanges, RangesThatCannotBeReadAreNamed) {
  for (const char* text : {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "fd00::/129",
                           "10.0.0.0/8x", "fe80::1%lo", "/8"}) {
    const auto guard = AddressGuard::Create({"127.0.0.1", text});
    ASSERT_FALSE(guard) << text;
    EXPECT_EQ(guard.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(guard.error().where, text);
  }
}

}  // namespace
}  // namespace arsip::crawler
