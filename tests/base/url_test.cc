#include "base/url.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace arsip {
namespace {

// The href, or "" when the text is no URL of ours.
std::string Href(std::string_view text) {
  const Result<Url> url = Url::Parse(text);
  return url.has_value() ? url->href() : "";
}

std::string Resolved(std::string_view base, std::string_view reference) {
  const Result<Url> parsed = Url::Parse(base);
  if (!parsed.has_value()) return "no base";
  const Result<Url> url = Url::Resolve(*parsed, reference);
  return url.has_value() ? url->href() : "";
}

struct Case {
  std::string_view text;
  std::string_view href;
};

// Cases of https://url.spec.whatwg.org/, as browsers serialise them but for the fragment and
// userinfo.
constexpr Case kAccepted[] = {
    {"http://example.org", "http://example.org/"},
    {"http://example.org/", "http://example.org/"},
    {"https://example.org/a/b?c=d", "https://example.org/a/b?c=d"},
    // Schemes and slashes.
    {"HTTP://example.org", "http://example.org/"},
    {"hTTpS://example.org", "https://example.org/"},
    {"http:example.org", "http://example.org/"},
    {"http:/example.org", "http://example.org/"},
    {"http:///example.org", "http://example.org/"},
    {"http:////////example.org/x", "http://example.org/x"},
    {"http:\\\\example.org\\a\\b", "http://example.org/a/b"},
    {"http:/\\example.org", "http://example.org/"},
    {"https:\\example.org/\\x", "https://example.org//x"},
    {"http://example.org\\@evil.example/", "http://example.org/@evil.example/"},
    // White space and controls.
    {"  http://example.org/  ", "http://example.org/"},
    {"\x01\x1Fhttp://example.org/\x02", "http://example.org/"},
    {"ht\ntp://exa\tmple.org/a\r\nb", "http://example.org/ab"},
    {"http://example.org/a b", "http://example.org/a%20b"},
    {"http://example.org/ ", "http://example.org/"},
    {"http://example.org/a\x01\x7F", "http://example.org/a%01%7F"},
    // Userinfo goes, whatever it holds.
    {"http://user@example.org/", "http://example.org/"},
    {"http://user:password@example.org/", "http://example.org/"},
    {"http://a@b@example.org/", "http://example.org/"},
    {"http://a:b@c:d@example.org:81/", "http://example.org:81/"},
    {"http://@example.org", "http://example.org/"},
    {"http://:@example.org", "http://example.org/"},
    {"http://example.org/@x", "http://example.org/@x"},
    {"http://example.org?@x", "http://example.org/?@x"},
    // Ports.
    {"http://example.org:80/", "http://example.org/"},
    {"https://example.org:443/", "https://example.org/"},
    {"http://example.org:443/", "http://example.org:443/"},
    {"https://example.org:80/", "https://example.org:80/"},
    {"http://example.org:/", "http://example.org/"},
    {"http://example.org:0080/", "http://example.org/"},
    {"http://example.org:00000000000081/", "http://example.org:81/"},
    {"http://example.org:65535/", "http://example.org:65535/"},
    {"http://example.org:0/", "http://example.org:0/"},
    {"http://example.org:8080?x", "http://example.org:8080/?x"},
    {"http://example.org:8080#x", "http://example.org:8080/"},
    {"http://example.org:8\t0/", "http://example.org/"},
    // Hosts.
    {"http://EXAMPLE.org/", "http://example.org/"},
    {"http://ex%61mple%2eorg/", "http://example.org/"},
    {"http://example.org./", "http://example.org./"},
    {"http://b\u00FCcher.example/", "http://xn--bcher-kva.example/"},
    {"http://\u65E5\u672C\u8A9E.jp/", "http://xn--wgv71a119e.jp/"},
    {"http://\u2603.net/", "http://xn--n3h.net/"},
    {"http://fa\u00DF.de/", "http://xn--fa-hia.de/"},
    {"http://\uFF25xample\uFF0Eorg/", "http://example.org/"},
    {"http://a_b.example/", "http://a_b.example/"},
    {"http://-a-.example/", "http://-a-.example/"},
    // IPv4 in every spelling.
    {"http://192.0.2.7/", "http://192.0.2.7/"},
    {"http://192.0.2.7./", "http://192.0.2.7/"},
    {"http://0xC0.0.2.7/", "http://192.0.2.7/"},
    {"http://0300.0.2.07/", "http://192.0.2.7/"},
    {"http://3221225991/", "http://192.0.2.7/"},
    {"http://0xC0000207/", "http://192.0.2.7/"},
    {"http://192.519/", "http://192.0.2.7/"},
    {"http://%31%39%32.0.2.7/", "http://192.0.2.7/"},
    {"http://0/", "http://0.0.0.0/"},
    {"http://0x/", "http://0.0.0.0/"},
    {"http://127.1:8080/", "http://127.0.0.1:8080/"},
    {"http://1.2.3.4a/", "http://1.2.3.4a/"},
    // IPv6.
    {"http://[::1]/", "http://[::1]/"},
    {"http://[2001:DB8::0:1]:8080/x", "http://[2001:db8::1]:8080/x"},
    {"http://[::ffff:192.0.2.7]/", "http://[::ffff:c000:207]/"},
    {"http://[1:0:0:2:0:0:0:3]", "http://[1:0:0:2::3]/"},
    {"http://u:p@[::1]:80", "http://[::1]/"},
    // Paths.
    {"http://e.org/a/./b", "http://e.org/a/b"},
    {"http://e.org/a/../b", "http://e.org/b"},
    {"http://e.org/../../b", "http://e.org/b"},
    {"http://e.org/a/b/..", "http://e.org/a/"},
    {"http://e.org/a/b/.", "http://e.org/a/b/"},
    {"http://e.org/.", "http://e.org/"},
    {"http://e.org/..", "http://e.org/"},
    {"http://e.org/a/%2e/b", "http://e.org/a/b"},
    {"http://e.org/a/%2E%2e/b", "http://e.org/b"},
    {"http://e.org/a/.%2e/b", "http://e.org/b"},
    {"http://e.org/a/%2e./b", "http://e.org/b"},
    {"http://e.org/a/...", "http://e.org/a/..."},
    {"http://e.org/a/.b", "http://e.org/a/.b"},
    {"http://e.org/a/%2eb", "http://e.org/a/%2eb"},
    {"http://e.org/a/..;x", "http://e.org/a/..;x"},
    {"http://e.org//a//b//", "http://e.org//a//b//"},
    {"http://e.org//..", "http://e.org/"},
    {"http://e.org/a//../b", "http://e.org/a/b"},
    {"http://e.org\\a\\..\\b", "http://e.org/b"},
    {"http://e.org/%7Euser/~user", "http://e.org/%7Euser/~user"},
    {"http://e.org/%c3%A9", "http://e.org/%c3%A9"},
    {"http://e.org/\u00E9", "http://e.org/%C3%A9"},
    {"http://e.org/\u0E44\u0E17\u0E22", "http://e.org/%E0%B9%84%E0%B8%97%E0%B8%A2"},
    {"http://e.org/\"<>^`{}", "http://e.org/%22%3C%3E%5E%60%7B%7D"},
    {"http://e.org/|!$&'()*+,;=:@[]", "http://e.org/|!$&'()*+,;=:@[]"},
    {"http://e.org/100%", "http://e.org/100%"},
    {"http://e.org/%zz%", "http://e.org/%zz%"},
    {"http://e.org/a%00b", "http://e.org/a%00b"},
    {"http://e.org/a%2Fb%5Cc", "http://e.org/a%2Fb%5Cc"},
    {"http://e.org/a?b/../c", "http://e.org/a?b/../c"},
    // Queries.
    {"http://e.org?q", "http://e.org/?q"},
    {"http://e.org/?", "http://e.org/?"},
    {"http://e.org/?#x", "http://e.org/?"},
    {"http://e.org/?a?b", "http://e.org/?a?b"},
    {"http://e.org/?a b\u00E9", "http://e.org/?a%20b%C3%A9"},
    {"http://e.org/?\"<>'", "http://e.org/?%22%3C%3E%27"},
    {"http://e.org/?^`{}|\\", "http://e.org/?^`{}|\\"},
    {"http://e.org/?%41%zz", "http://e.org/?%41%zz"},
    {"http://e.org/?a&amp;b", "http://e.org/?a&amp;b"},
    // Fragments go.
    {"http://e.org/a#b", "http://e.org/a"},
    {"http://e.org/a?b#c?d", "http://e.org/a?b"},
    {"http://e.org#/a", "http://e.org/"},
    {"http://e.org/a#\u00E9 \"", "http://e.org/a"},
};

TEST(WhatwgUrlParser, TextsBecomeTheirSerialisation) {
  for (const Case& example : kAccepted) {
    EXPECT_EQ(Href(example.text), example.href) << example.text;
  }
}

TEST(WhatwgUrlParser, SerialisationsAreFixedPoints) {
  for (const Case& example : kAccepted) {
    EXPECT_EQ(Href(example.href), example.href);
  }
}

TEST(WhatwgUrlParser, WhatNamesNoHostIsRefused) {
  for (std::string_view text : {"",
                                " ",
                                "http:",
                                "http://",
                                "http:///",
                                "http://?",
                                "http://#",
                                "http:\\\\",
                                "http://:80",
                                "http://@",
                                "http://user@",
                                "http://user@/x",
                                "http://a:b@:80",
                                "example.org",
                                "/a",
                                "//e.org/",
                                "?q",
                                "#f",
                                "http",
                                "ht tp://e.org/",
                                "1http://e.org/",
                                ":http://e.org"}) {
    EXPECT_EQ(Href(text), "") << text;
  }
}

TEST(WhatwgUrlParser, BadHostsAreRefused) {
  for (std::string_view text :
       {"http://a b/",          "http://a%00b/",     "http://a%20b/",     "http://a<b/",
        "http://a^b/",          "http://a|b/",       "http://a%b/",       "http://%/",
        "http://a%23b/",        "http://256.0.0.1/", "http://1.2.3.4.5/", "http://1.2.3.08/",
        "http://4294967296/",   "http://[::1/",      "http://::1/",       "http://[::1]x/",
        "http://[::1%25eth0]/", "http://a]b/",       "http://xn--/",      "http://a\xFF/",
        "http://\u00AD/"}) {
    EXPECT_EQ(Href(text), "") << text;
  }
  EXPECT_EQ(Href(std::string_view("http://a\0b/", 11)), "");
}

TEST(WhatwgUrlParser, BadPortsAreRefused) {
  for (std::string_view text :
       {"http://e.org:65536/", "http://e.org:99999999999/", "http://e.org:8a/", "http://e.org:-1/",
        "http://e.org:8:0/", "http://e.org: 80/", "http://[::1]:65536/", "http://e.org:%38/"}) {
    EXPECT_EQ(Href(text), "") << text;
  }
}

TEST(UrlDeviation, OtherSchemesAreRefused) {
  for (std::string_view text :
       {"ftp://e.org/", "file:///etc/passwd", "javascript:alert(1)", "data:,x", "mailto:a@e.org",
        "tel:1", "blob:https://e.org/x", "ws://e.org/", "httpx://e.org/", "http+unix://e.org/",
        "about:blank"}) {
    EXPECT_EQ(Href(text), "") << text;
    EXPECT_EQ(Resolved("http://e.org/", text), "") << text;
  }
}

TEST(UrlDeviation, EmptyAndOverLongLabelsAreRefused) {
  EXPECT_EQ(Href("http://a..b/"), "");
  EXPECT_EQ(Href("http://.a/"), "");
  EXPECT_EQ(Href("http://" + std::string(64, 'a') + ".example/"), "");
  EXPECT_NE(Href("http://" + std::string(63, 'a') + ".example/"), "");
}

TEST(UrlDeviation, OctetsThatAreNoUtf8StayWhatTheyAre) {
  EXPECT_EQ(Href("http://e.org/\xE9?\xFF"), "http://e.org/%E9?%FF");
}

TEST(UrlDeviation, ResultsOverTheLimitAreRefused) {
  const std::string origin = "http://e.org/";
  EXPECT_EQ(Href(origin + std::string(kMaxUrlBytes - origin.size(), 'a')).size(), kMaxUrlBytes);
  EXPECT_EQ(Href(origin + std::string(kMaxUrlBytes - origin.size() + 1, 'a')), "");
  EXPECT_EQ(Href(origin + std::string(kMaxUrlBytes / 2, ' ') + "x"), "");  // 3 bytes each
  // What is dropped does not count.
  EXPECT_EQ(Href(origin + "#" + std::string(100'000, 'a')), origin);
  std::string dots = origin;
  for (int i = 0; i < 10'000; ++i) dots += "a/../";
  EXPECT_EQ(Href(dots), origin);
  EXPECT_EQ(Resolved(origin, std::string(kMaxUrlBytes, 'a')), "");
}

TEST(UrlErrors, TheRefusedTextIsNamedCutAndWithoutControls) {
  const Result<Url> url = Url::Parse("ftp://e.org/\n\x1B" + std::string(300, 'a'));
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(url.error().where, "ftp://e.org/??" + std::string(186, 'a'));
  EXPECT_EQ(url.error().message, "scheme is neither http nor https");
}

// RFC 3986 section 5.4 with "http://a/b/c/d;p?q" as base, by the rules of the WHATWG standard: the
// abnormal examples lose their extra dots, and fragments go.
TEST(UrlResolve, Rfc3986Section54ExamplesResolve) {
  static constexpr Case kExamples[] = {
      {"g:h", ""},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/../x", "http://a/b/c/g"},
      {"http:g", "http://a/b/c/g"},  // the lax reading of section 5.4.2
  };
  for (const Case& example : kExamples) {
    EXPECT_EQ(Resolved("http://a/b/c/d;p?q", example.text), example.href) << example.text;
  }
}

TEST(UrlResolve, ReferencesKeepOrReplaceTheAuthority) {
  const std::string base = "https://example.org:8443/a/b?c";
  EXPECT_EQ(Resolved(base, "//other.example/x"), "https://other.example/x");
  EXPECT_EQ(Resolved(base, "\\\\other.example\\x"), "https://other.example/x");
  EXPECT_EQ(Resolved(base, "/\\other.example"), "https://other.example/");
  EXPECT_EQ(Resolved(base, "\\x"), "https://example.org:8443/x");
  EXPECT_EQ(Resolved(base, "https:x"), "https://example.org:8443/a/x");
  EXPECT_EQ(Resolved(base, "https:/x"), "https://example.org:8443/x");
  EXPECT_EQ(Resolved(base, "https:?x"), "https://example.org:8443/a/b?x");
  EXPECT_EQ(Resolved(base, "https:"), "https://example.org:8443/a/b?c");
  EXPECT_EQ(Resolved(base, "https://x"), "https://x/");
  EXPECT_EQ(Resolved(base, "http:x"), "http://x/");
  EXPECT_EQ(Resolved(base, "http:/x"), "http://x/");
  EXPECT_EQ(Resolved(base, "///x"), "https://x/");
  EXPECT_EQ(Resolved(base, "//"), "");
  EXPECT_EQ(Resolved(base, " ?x\n"), "https://example.org:8443/a/b?x");
  EXPECT_EQ(Resolved(base, "?"), "https://example.org:8443/a/b?");
  EXPECT_EQ(Resolved(base, "a:b"), "");
  EXPECT_EQ(Resolved(base, "./a:b"), "https://example.org:8443/a/a:b");
  EXPECT_EQ(Resolved(base, "%2e%2E/\u00E9"), "https://example.org:8443/%C3%A9");
  EXPECT_EQ(Resolved("http://[::1]:81/", "x"), "http://[::1]:81/x");
}

TEST(UrlResolve, PartsOfAResolvedUrlAreThoseOfTheSameUrlParsed) {
  const Url base = *Url::Parse("http://[2001:db8::1]:8080/a/b?c");
  for (std::string_view reference :
       {"", "x", "/x", "?x", "#x", "../..", "//e.org:81/x?y", "https://e.org"}) {
    const Url resolved = *Url::Resolve(base, reference);
    const Url parsed = *Url::Parse(resolved.href());
    EXPECT_EQ(resolved, parsed);
    EXPECT_EQ(resolved.host(), parsed.host());
    EXPECT_EQ(resolved.authority(), parsed.authority());
    EXPECT_EQ(resolved.path(), parsed.path());
    EXPECT_EQ(resolved.query(), parsed.query());
    EXPECT_EQ(resolved.port(), parsed.port());
    EXPECT_EQ(resolved.host_is_ip(), parsed.host_is_ip());
  }
}

TEST(UrlResolve, AnEmptyBaseTakesAbsoluteUrlsOnly) {
  EXPECT_FALSE(Url::Resolve(Url(), "x").has_value());
  EXPECT_FALSE(Url::Resolve(Url(), "http:").has_value());
  EXPECT_TRUE(Url::Resolve(Url(), "http://e.org/").has_value());
}

TEST(UrlParts, AreViewsOfTheHref) {
  const Url url = *Url::Parse("https://u@Example.org:8443/a/b?c=d#e");
  EXPECT_EQ(url.scheme(), "https");
  EXPECT_TRUE(url.https());
  EXPECT_EQ(url.host(), "example.org");
  EXPECT_EQ(url.authority(), "example.org:8443");
  EXPECT_EQ(url.origin(), "https://example.org:8443");
  EXPECT_EQ(url.port(), 8443);
  EXPECT_FALSE(url.host_is_ip());
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.query(), "c=d");
  EXPECT_EQ(url.path_and_query(), "/a/b?c=d");
}

TEST(UrlParts, AddressesLoseTheirBracketsInTheHostOnly) {
  const Url url = *Url::Parse("http://[2001:db8::1]:81/");
  EXPECT_EQ(url.host(), "2001:db8::1");
  EXPECT_EQ(url.authority(), "[2001:db8::1]:81");
  EXPECT_EQ(url.port(), 81);
  EXPECT_TRUE(url.host_is_ip());
  EXPECT_TRUE(Url::Parse("http://127.1/")->host_is_ip());
}

TEST(UrlParts, AbsentPartsAreEmptyAndPortsHaveDefaults) {
  const Url url = *Url::Parse("http://e.org");
  EXPECT_EQ(url.scheme(), "http");
  EXPECT_EQ(url.port(), 80);
  EXPECT_EQ(url.authority(), "e.org");
  EXPECT_EQ(url.path(), "/");
  EXPECT_EQ(url.query(), "");
  EXPECT_EQ(url.path_and_query(), "/");
  EXPECT_EQ(Url::Parse("https://e.org/?")->path_and_query(), "/?");
  EXPECT_EQ(Url::Parse("https://e.org/?")->query(), "");
  EXPECT_EQ(Url::Parse("https://e.org/")->port(), 443);
  EXPECT_EQ(Url().href(), "");
  EXPECT_EQ(Url().query(), "");
}

TEST(RegistrableDomainTest, IsOneLabelMoreThanThePublicSuffix) {
  EXPECT_EQ(RegistrableDomain("www.example.org"), "example.org");
  EXPECT_EQ(RegistrableDomain("example.org"), "example.org");
  EXPECT_EQ(RegistrableDomain("a.b.example.co.id"), "example.co.id");
  EXPECT_EQ(RegistrableDomain("a.example.com.my"), "example.com.my");
  EXPECT_EQ(RegistrableDomain("www.example.org."), "example.org");
  EXPECT_EQ(RegistrableDomain("a.b.c.unlisted-suffix"), "c.unlisted-suffix");
}

TEST(RegistrableDomainTest, WhatHasNoneIsItself) {
  EXPECT_EQ(RegistrableDomain("co.id"), "co.id");
  EXPECT_EQ(RegistrableDomain("localhost"), "localhost");
  EXPECT_EQ(RegistrableDomain("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(RegistrableDomain("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(RegistrableDomain(""), "");
}

}  // namespace
}  // namespace arsip
