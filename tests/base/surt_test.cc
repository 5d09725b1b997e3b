// Expected keys are what Python surt 0.3.1 makes of the same text.
#include "base/surt.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace arsip {
namespace {

struct Case {
  std::string_view url;
  std::string_view key;
};

constexpr std::string_view kId32 = "0123456789abcdefghijklemopqrstuv";

TEST(PythonSurt, HostsAreReversedAndTheSchemeGoes) {
  static constexpr Case kCases[] = {
      {"http://www.archive.org/", "org,archive)/"},
      {"https://archive.org/", "org,archive)/"},
      {"http://archive.org/goo/", "org,archive)/goo"},
      {"archive.org/goo", "org,archive)/goo"},
      {"http://localhost/", "localhost)/"},
      {"ftp://ftp.example.org/f", "org,example,ftp)/f"},
      {"whois://whois.example.co.id/x.example", "id,co,example,whois)/x.example"},
      {"HTTP://EXAMPLE.org/A", "org,example)/a"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, AllRulesHoldTogether) {
  EXPECT_EQ(Surt("https://WWW2.Example.org:443/A/B/../C//d/?b=2&a=1#f"),
            "org,example)/a/c/d?a=1&b=2");
  EXPECT_EQ(Surt("http://example.org/path/"), "org,example)/path");
  EXPECT_EQ(Surt("http://192.0.2.7:8080/q"), "7,2,0,192:8080)/q");
  EXPECT_EQ(Surt("http://[2001:db8::1]/x"), "2001:db8::1)/x");
  EXPECT_EQ(Surt("http://b\u00FCcher.ch/"), "ch,xn--bcher-kva)/");
  EXPECT_EQ(Surt("http://example.org/\u00E9t\u00E9"), "org,example)/%c3%a9t%c3%a9");
  EXPECT_EQ(Surt("http://example.org/?a=%26b&c=%2525"), "org,example)/?a=&b&c=%25");
  EXPECT_EQ(Surt("http://example.org/?PHPSESSID=" + std::string(kId32) + "&z=1&a=2"),
            "org,example)/?a=2&z=1");
  EXPECT_EQ(Surt("http://example.org./"), "org,example)/");
  EXPECT_EQ(Surt("urn:text:https://e.org/"), "urn:text:https://e.org");
}

TEST(PythonSurt, WhatHasNoHostKeepsItsScheme) {
  static constexpr Case kCases[] = {
      {"", "-"},
      {"filedesc:Foo.arc.gz", "filedesc:Foo.arc.gz"},
      {"filedesc://Foo.arc.gz", "filedesc://Foo.arc.gz"},
      {"warcinfo:Foo.warc.gz", "warcinfo:foo.warc.gz"},
      {"dns:www.example.org", "dns:www.example.org"},
      {"mailto:Foo@example.org", "mailto:foo@example.org"},
      {"urn:view:https://e.org/a?b=2&a=1#f", "urn:view:https://e.org/a?a=1&b=2"},
      {"URN:x", "URN:x"},                            // the scheme alone keeps its case
      {"example.org:8080/x", "example.org:8080/x"},  // reads as a scheme
      {"http:", "http:"},
      {"http://", "http:"},
      {"http://?q", "http:/?q"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, TextIsTrimmedAndSchemesCollapse) {
  static constexpr Case kCases[] = {
      {"  http://example.org/a \n", "org,example)/a"},
      {"http://exam\tple.org/a\r\nb", "org,example)/ab"},
      {"http://https://example.org/", "org,example)/"},
      {"https://http://https://example.org:443/", "org,example)/"},
      {"http:////////example.org/a", "org,example)/a"},
      {"http:example.org/a", "org,example)/a"},
      {"http:/example.org", "org,example)/"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, UserinfoFragmentAndDefaultPortsGo) {
  static constexpr Case kCases[] = {
      {"http://user:password@example.org/", "org,example)/"},
      {"http://a@b@example.org/", "org,example)/"},
      {"http://example.org/#a?b", "org,example)/"},
      {"http://example.org:80/", "org,example)/"},
      {"https://example.org:443/", "org,example)/"},
      {"https://example.org:80/", "org,example:80)/"},
      {"http://example.org:443/", "org,example:443)/"},
      {"http://example.org:08080/", "org,example:8080)/"},
      {"http://example.org:0/", "org,example)/"},
      {"http://example.org:/a", "org,example)/a"},
      {"ftp://example.org:21/", "org,example:21)/"},
      {"http://[::1]:8080/", "::1:8080)/"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, PathsLoseDotsEmptySegmentsAndCase) {
  static constexpr Case kCases[] = {
      {"http://e.org", "org,e)/"},
      {"http://e.org/a/../b/./c", "org,e)/b/c"},
      {"http://e.org/a/b/..", "org,e)/a"},
      {"http://e.org/a/b/.", "org,e)/a/b"},
      {"http://e.org/../a", "org,e)/../a"},  // nothing to remove: it stays
      {"http://e.org/../../a", "org,e)/a"},  // and is removed by the next
      {"http://e.org//a///b//", "org,e)/a/b"},
      {"http://e.org//", "org,e)/"},
      {"http://e.org/A;B=C", "org,e)/a;b=c"},
      {"http://e.org/a//?q", "org,e)/a?q"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, EncodingsAreUndoneThenDoneOnce) {
  static constexpr Case kCases[] = {
      {"http://host/%25%32%35", "host)/%25"},
      {"http://host/%25%32%35%25%32%35", "host)/%25%25"},
      {"http://host/%2525252525252525", "host)/%25"},
      {"http://host/asdf%25%32%35asd", "host)/asdf%25asd"},
      {"http://host/%%%25%32%35asd%%", "host)/%25%25%25asd%25%25"},
      {"http://host/%2E%73%65c/%77", "host)/.sec/w"},
      {"http://host/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A22%252833%252944_55%252B",
       "host)/~a!b@c%23d$e%25f^00&11*22(33)44_55+"},
      {"http://host/a b%20c%23d", "host)/a%20b%20c%23d"},
      {"http://host/b%2F%2e%2E%2fa", "host)/a"},  // decoded before dots are resolved
      {"http://host/a%3Fb", "host)/a?b"},
      {"http://host/\xE9%e9", "host)/%e9%e9"},
      {"http://host/a%00b\x7F", "host)/a%00b%7f"},
      {"http://host%23.com/", "com,host%23)/"},
      {"http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/a", "26,99,188,168)/a"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, QueryArgumentsAreSorted) {
  static constexpr Case kCases[] = {
      {"http://e.org/?", "org,e)/"},
      {"http://e.org/a?b&a", "org,e)/a?a&b"},
      {"http://e.org/a?a=2&b&a=1", "org,e)/a?a=1&a=2&b"},
      {"http://e.org/?b=b&a=b&b=a&a=a", "org,e)/?a=a&a=b&b=a&b=b"},
      {"http://e.org/?a=&a", "org,e)/?a&a="},
      {"http://e.org/?a=1&", "org,e)/?&a=1"},
      {"http://e.org/?&&", "org,e)/?&&"},
      {"http://e.org/?a-b=1&a=2&ab=3", "org,e)/?a=2&a-b=1&ab=3"},
      {"http://e.org/?a=b=c&a=b", "org,e)/?a=b&a=b=c"},
      {"http://e.org/?B=X&A=Y", "org,e)/?a=y&b=x"},
      {"http://e.org/q?r?s", "org,e)/q?r?s"},
      {"http://e.org?utm_source=x&a=1", "org,e)/?a=1&utm_source=x"},
      {"http://v.example/v.gif?&r=http%3A//a.example/w/http%3A//b.example/&b=N%205.0%20%28W%3B%29",
       "example,v)/v.gif?&b=n%205.0%20(w;)&r=http://a.example/w/http://b.example/"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Surt(example.url), example.key) << example.url;
}

TEST(PythonSurt, SessionIdsGo) {
  const std::string id(kId32);
  EXPECT_EQ(Surt("http://e.org/index.php?PHPSESSID=" + id + "&action=profile;u=4221"),
            "org,e)/index.php?action=profile;u=4221");
  EXPECT_EQ(Surt("http://e.org/?sid=" + id), "org,e)/");
  EXPECT_EQ(Surt("http://e.org/(S(4hqa0555fwsecu455xqckv45))/mileg.aspx"), "org,e)/mileg.aspx");
  EXPECT_EQ(Surt("http://e.org/a/(4HQA0555FWSECU455XQCKV45)/b/x.ASPX?y"), "org,e)/a/b/x.aspx?y");
  EXPECT_EQ(Surt("http://e.org/"
                 "?CFID=14387305&CFTOKEN=72942008&jsessionid=f030eacc7e49c4ca0b0779223474184187"),
            "org,e)/?jsessionid=f030eacc7e49c4ca0b0779223474184187");  // 34 characters
}

TEST(SurtDeviation, PortsThatPythonRefusesStayInTheKey) {
  EXPECT_EQ(Surt("http://e.org:99999/"), "org,e:99999)/");
  EXPECT_EQ(Surt("http://e.org:80x/"), "org,e:80x)/");
}

TEST(SurtHostTest, IsTheKeyUpToTheParenthesis) {
  EXPECT_EQ(SurtHost("example.org"), "org,example");
  EXPECT_EQ(SurtHost("www.example.org"), "org,example");
  EXPECT_EQ(SurtHost("WWW12.Example.org."), "org,example");
  EXPECT_EQ(SurtHost("192.0.2.7"), "7,2,0,192");
  EXPECT_EQ(SurtHost(""), "");
}

TEST(SurtBounds, HostileTextTakesLinearTime) {
  std::string encoded = "http://e.org/%";
  for (int i = 0; i < 100'000; ++i) encoded += "25";
  std::string sessions = "http://e.org/x.aspx/";  // a page before them, none behind
  std::string query = "?";
  for (int i = 0; i < 30'000; ++i) {
    sessions += "(4hqa0555fwsecu455xqckv45)/";
    query += "cfid=1";
  }
  std::string dots = "http://e.org/";
  for (int i = 0; i < 100'000; ++i) dots += i % 2 == 0 ? "a/" : "../";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Surt(encoded), "org,e)/%25");
  EXPECT_EQ(Surt(sessions + query).size(), sessions.size() - 1 + query.size() - 6);
  EXPECT_EQ(Surt(dots), "org,e)/");
  // Quadratic work would be minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace arsip
