#include "base/url_host.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip {
namespace {

// The serialised host, or "!" and the reason.
std::string Host(std::string_view text) {
  std::string out;
  const HostOutcome outcome = AppendHost(text, &out);
  return outcome.error == nullptr ? out : "!" + std::string(outcome.error);
}

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  while (times-- > 0) out.append(text);
  return out;
}

TEST(UrlHost, DomainsAreDecodedAndLowerCased) {
  EXPECT_EQ(Host("example.org"), "example.org");
  EXPECT_EQ(Host("EXAMPLE.Org"), "example.org");
  EXPECT_EQ(Host("ex%41mple%2Eorg"), "example.org");
  EXPECT_EQ(Host("example.org."), "example.org.");
  EXPECT_EQ(Host("under_score.example"), "under_score.example");
  EXPECT_EQ(Host("r3---sn-4g5e.example"), "r3---sn-4g5e.example");
}

TEST(UrlHost, InternationalisedDomainsBecomeALabels) {
  EXPECT_EQ(Host("b\u00FCcher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(Host("B\u00DCCHER.example"), "xn--bcher-kva.example");
  EXPECT_EQ(Host("b%C3%BCcher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(Host("XN--BCHER-KVA.example"), "xn--bcher-kva.example");
  EXPECT_EQ(Host("fa\u00DF.example"), "xn--fa-hia.example");  // non-transitional
  EXPECT_EQ(Host("\u65E5\u672C\u3002jp"), "xn--wgv71a.jp");   // ideographic full stop
  EXPECT_EQ(Host("\u0E44\u0E17\u0E22.example"), "xn--o3cw4h.example");
  EXPECT_EQ(Host("soft\u00ADhyphen.example"), "softhyphen.example");
  EXPECT_EQ(Host("\uFF11\uFF12\uFF17.0.0.1"), "127.0.0.1");  // full-width digits
}

TEST(UrlHost, EmojiDomainsResolveAlthoughIdna2008KnowsNone) {
  EXPECT_EQ(Host("\u2603.example"), "xn--n3h.example");
  EXPECT_EQ(Host("\U0001F4A9.example"), "xn--ls8h.example");
  EXPECT_EQ(Host("xn--ls8h.example"), "xn--ls8h.example");
}

TEST(UrlHost, BrokenALabelsAreRefused) {
  for (const char* text : {"xn--", "xn--a", "a.xn--x.b", "xn--\u00E9", "\u0301a.example",
                           "a\u200Db.example", "\u0623b.example"}) {
    EXPECT_EQ(Host(text), "!host is no internationalised domain name") << text;
  }
}

TEST(UrlHost, InvalidUtf8IsRefused) {
  EXPECT_EQ(Host("a\xFF.example"), "!host is no internationalised domain name");
  EXPECT_EQ(Host("a%FF.example"), "!host is no internationalised domain name");
}

TEST(UrlHost, ForbiddenCharactersAreRefusedHoweverTheyAreWritten) {
  for (const char* text : {"a b", "a%20b", "a%00b", "a<b", "a%3Cb", "a|b", "a^b", "a%25b", "a%zz",
                           "a%23b", "a%2Fb", "a%3Ab", "a%5Bb", "a%40b", "\x01", "a\x7F", "]"}) {
    EXPECT_EQ(Host(text), "!host holds a forbidden character") << text;
  }
  EXPECT_EQ(Host(std::string_view("a\0b", 3)), "!host holds a forbidden character");
  EXPECT_EQ(Host(std::string_view("\u00E9\0b", 4)), "!host is no internationalised domain name");
}

TEST(UrlHost, AddressesAreRecognised) {
  std::string out;
  EXPECT_TRUE(AppendHost("0x7f.1", &out).is_ip);
  EXPECT_TRUE(AppendHost("[::1]", &out).is_ip);
  EXPECT_FALSE(AppendHost("localhost", &out).is_ip);
  EXPECT_EQ(out, "127.0.0.1[::1]localhost");
  EXPECT_EQ(Host("1.2.3.256"), "!host is no IPv4 address");
  EXPECT_EQ(Host("example.9"), "!host is no IPv4 address");
  EXPECT_EQ(Host("[::1"), "!IPv6 address has no closing bracket");
  EXPECT_EQ(Host("[]"), "!host is no IPv6 address");
  EXPECT_EQ(Host("["), "!IPv6 address has no closing bracket");
}

TEST(UrlHostDeviation, EmptyAndOverLongLabelsAreRefused) {
  const std::string label63 = Repeat("a", 63);
  EXPECT_EQ(Host(label63 + ".example"), label63 + ".example");
  EXPECT_EQ(Host(label63 + "a.example"), "!host has a label over 63 bytes");
  EXPECT_EQ(Host("example." + label63 + "a"), "!host has a label over 63 bytes");
  EXPECT_EQ(Host("a..b"), "!host has an empty label");
  EXPECT_EQ(Host(".a"), "!host has an empty label");
  EXPECT_EQ(Host("a.."), "!host has an empty label");
  EXPECT_EQ(Host("."), "!host has an empty label");
  EXPECT_EQ(Host(""), "!host is empty");
  EXPECT_EQ(Host("\u00AD"), "!host is empty");
}

TEST(UrlHostDeviation, NamesBeyond253BytesAreRefused) {
  const std::string name253 = Repeat("aaaaaaaaa.", 25) + "aaa";
  EXPECT_EQ(Host(name253), name253);
  EXPECT_EQ(Host(name253 + "."), name253 + ".");
  EXPECT_EQ(Host(name253 + "a"), "!host is longer than 253 bytes");
  EXPECT_EQ(Host(Repeat("a.", 128) + "a"), "!host is longer than 253 bytes");
  EXPECT_EQ(Host(Repeat("%41", 1100)), "!host is too long");
  EXPECT_EQ(Host(Repeat("\u00E9", 600)), "!host is no internationalised domain name");
}

TEST(UrlHostDeviation, InternationalisedNamesWithPunctuationAreRefused) {
  EXPECT_EQ(Host("b\u00FCcher$.example"), "!host is no internationalised domain name");
  EXPECT_EQ(Host("a!b.example"), "a!b.example");  // ASCII alone: as the standard says
}

TEST(UrlHostDeviation, HyphensThatLibidn2ForbidsAreRefusedBesideNonAsciiLabels) {
  EXPECT_EQ(Host("r3---sn.\u00E9.example"), "!host is no internationalised domain name");
  EXPECT_EQ(Host("-a-.example"), "-a-.example");
}

TEST(DomainToAsciiTest, TheMappingsDifferInFourCharacters) {
  std::string out;
  ASSERT_TRUE(DomainToAscii("stra\u00DFe.example", IdnaMapping::kTransitional, &out));
  EXPECT_EQ(out, "strasse.example");
  ASSERT_TRUE(DomainToAscii("stra\u00DFe.example", IdnaMapping::kNontransitional, &out));
  EXPECT_EQ(out, "xn--strae-oqa.example");
  EXPECT_FALSE(DomainToAscii(std::string("a\0b", 3), IdnaMapping::kTransitional, &out));
}

}  // namespace
}  // namespace arsip
