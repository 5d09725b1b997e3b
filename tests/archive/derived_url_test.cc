#include "archive/derived_url.h"

#include "base/surt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(DerivedUrl, EveryRuleGivesItsUrlBack) {
  for (const char* url : {
           "https://example.org/",
           "http://example.org/",
           "https://www.example.org/a/b?c=d&e=f",
           "http://example.org:8080/x",
           "https://example.org/dir/",
           "http://192.0.2.7/q",
           "https://www.example.co.id/dir/?a=1",
       }) {
    const std::string urlkey = Surt(url);
    const uint8_t rule = UrlRule(url, urlkey);
    EXPECT_NE(rule, kUrlExplicit) << url << " " << urlkey;
    EXPECT_EQ(UrlFromUrlkey(urlkey, rule), url);
  }
}

TEST(DerivedUrl, WhatSurtFoldsIsKeptInWords) {
  for (const char* url : {
           "https://example.org/Case",
           "https://example.org/?b=2&a=1",
           "https://www2.example.org/",
           "https://example.org/%C3%A9",
           "http://[2001:db8::1]/x",
           "urn:text:https://example.org/",
           "ftp://example.org/f",
           "https://example.org/?PHPSESSID=0123456789abcdef0123456789abcdef",
           "",
           "https://",
           "http://example.org",
       }) {
    EXPECT_EQ(UrlRule(url, Surt(url)), kUrlExplicit) << url;
  }
}

TEST(DerivedUrl, UnknownRulesAndKeysGiveNothing) {
  EXPECT_EQ(UrlFromUrlkey("org,example)/", kUrlExplicit), std::nullopt);
  EXPECT_EQ(UrlFromUrlkey("org,example)/", kUrlDerived | 16), std::nullopt);
  EXPECT_EQ(UrlFromUrlkey("org,example)/", kUrlHttps), std::nullopt);
  EXPECT_EQ(UrlFromUrlkey("urn:text:x", kUrlDerived), std::nullopt);
  EXPECT_EQ(UrlFromUrlkey(")/", kUrlDerived), std::nullopt);
}

}  // namespace
}  // namespace arsip::archive
