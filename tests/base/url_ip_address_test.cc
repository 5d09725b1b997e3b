#include "base/url_ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip {
namespace {

std::string Ipv4(std::string_view text) {
  const std::optional<uint32_t> address = ParseIpv4(text);
  std::string out;
  if (address) AppendIpv4(*address, &out);
  return out;
}

std::string Ipv6(std::string_view text) {
  const std::optional<Ipv6Pieces> pieces = ParseIpv6(text);
  std::string out;
  if (pieces) AppendIpv6(*pieces, &out);
  return out;
}

TEST(Ipv4Address, EverySpellingIsTheSameAddress) {
  for (const char* text :
       {"192.0.2.235", "0xC0.0x00.0x02.0xEB", "0300.0000.0002.0353", "3221226219", "0xC00002EB",
        "030000001353", "192.0.747", "192.747", "192.0.2.235."}) {
    EXPECT_EQ(Ipv4(text), "192.0.2.235") << text;
  }
}

TEST(Ipv4Address, TheLastPartFillsWhatIsLeft) {
  EXPECT_EQ(Ipv4("1"), "0.0.0.1");
  EXPECT_EQ(Ipv4("1.2"), "1.0.0.2");
  EXPECT_EQ(Ipv4("1.2.65535"), "1.2.255.255");
  EXPECT_EQ(Ipv4("4294967295"), "255.255.255.255");
  EXPECT_EQ(Ipv4("0x"), "0.0.0.0");
}

TEST(Ipv4Address, OutOfRangeAndMalformedPartsAreRefused) {
  for (const char* text :
       {"", ".", "256.0.0.1", "1.2.3.256", "1.2.65536", "4294967296", "1.2.3.4.5", "1..2", "09",
        "0xg", "1.2.3.4..", "99999999999999999999", "-1", "1.2.3.a"}) {
    EXPECT_EQ(Ipv4(text), "") << text;
  }
}

TEST(Ipv4Address, OnlyALastLabelThatIsANumberCallsForTheIpv4Parser) {
  for (const char* text : {"1.2.3.4", "a.b.9", "a.0x", "a.0xF", "08", "1.2.3.4."}) {
    EXPECT_TRUE(EndsInNumber(text)) << text;
  }
  for (const char* text : {"", ".", "example.org", "1.2.3.a4", "1a", "0xg", "1.."}) {
    EXPECT_FALSE(EndsInNumber(text)) << text;
  }
}

TEST(Rfc5952Section4, AddressesHaveOneSpelling) {
  EXPECT_EQ(Ipv6("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");
  EXPECT_EQ(Ipv6("2001:0DB8::0001"), "2001:db8::1");
  EXPECT_EQ(Ipv6("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");  // one zero is not shortened
  EXPECT_EQ(Ipv6("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");           // the longest run
  EXPECT_EQ(Ipv6("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");     // the first of two
  EXPECT_EQ(Ipv6("::"), "::");
  EXPECT_EQ(Ipv6("1::"), "1::");
  EXPECT_EQ(Ipv6("::1"), "::1");
  EXPECT_EQ(Ipv6("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
}

TEST(Ipv6Address, TheDottedEndIsTwoPieces) {
  EXPECT_EQ(Ipv6("::ffff:192.0.2.235"), "::ffff:c000:2eb");
  EXPECT_EQ(Ipv6("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
  EXPECT_EQ(Ipv6("1:2:3:4:5:6:1.2.3.4"), "1:2:3:4:5:6:102:304");
}

TEST(Ipv6Address, MalformedTextIsRefused) {
  for (const char* text : {"",
                           ":",
                           "1",
                           ":1",
                           "1:",
                           ":::",
                           "1:::2",
                           "1::2::3",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "12345::",
                           "g::",
                           "::1.2.3",
                           "::1.2.3.4.5",
                           "::1.2.3.256",
                           "::01.2.3.4",
                           "::1.2.3.4:5",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "::1.2.3.",
                           "::.1.2.3",
                           "fe80::1%eth0",
                           "::1 "}) {
    EXPECT_EQ(Ipv6(text), "") << text;
  }
}

}  // namespace
}  // namespace arsip
