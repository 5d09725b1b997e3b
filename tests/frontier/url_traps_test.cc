#include "frontier/url_traps.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

// 2026-11-28.
constexpr UtcTime kNow{std::chrono::seconds(1'795'824'000)};

std::optional<std::string> Date(const char* href) { return CalendarTrap(*Url::Parse(href), kNow); }
std::string Stripped(const char* href) {
  const auto url = WithoutSessionId(*Url::Parse(href));
  return url.has_value() ? url->href() : "";
}

TEST(CalendarTrap, AMonthMoreThanAYearAheadIsOne) {
  EXPECT_EQ(Date("http://a.example/2031/05/"), "2031/05");
  EXPECT_EQ(Date("http://a.example/events/2031-05-02"), "2031-05");
  EXPECT_EQ(Date("http://a.example/cal/2028_1.html"), "2028_1");
  EXPECT_EQ(Date("http://a.example/c?date=2031-05"), "2031-05");
  EXPECT_EQ(Date("http://a.example/c?view=m&year=2031"), "2031");
  EXPECT_EQ(Date("http://a.example/c?date=20310502"), "20310502");
  EXPECT_EQ(Date("http://a.example/c?m=203105"), "203105");
}

TEST(CalendarTrap, AMonthBefore1970IsOne) {
  EXPECT_EQ(Date("http://a.example/1969/12/"), "1969/12");
  EXPECT_EQ(Date("http://a.example/c?year=0001"), "0001");
}

TEST(CalendarTrap, DatesThatPagesHaveAreNone) {
  for (const char* href : {"http://a.example/2026/11/28/title", "http://a.example/2027/12/",
                           "http://a.example/1970/01", "http://a.example/c?year=2027",
                           "http://a.example/c?date=2026-11-28"}) {
    EXPECT_EQ(Date(href), std::nullopt) << href;
  }
}

TEST(CalendarTrap, NumbersThatAreNoDatesAreNone) {
  for (const char* href :
       {"http://a.example/2400/", "http://a.example/article/203105", "http://a.example/2031/13/",
        "http://a.example/x2031-05", "http://a.example/12031-05", "http://a.example/9999-99",
        "http://a.example/p?id=2031-05", "http://a.example/p?y=20312", "http://a.example/?date=",
        "http://a.example/?date", "http://a.example/2031", "http://a.example/2031/"}) {
    EXPECT_EQ(Date(href), std::nullopt) << href;
  }
}

TEST(WithoutSessionId, TheRestOfTheUrlStays) {
  EXPECT_EQ(Stripped("http://a.example/p?b=2&PHPSESSID=0123456789abcdef0123456789&a=1"),
            "http://a.example/p?b=2&a=1");
  EXPECT_EQ(Stripped("http://a.example/p?sid=0123456789abcdef"), "http://a.example/p");
  EXPECT_EQ(Stripped("http://a.example/p;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9?x=1"),
            "http://a.example/p?x=1");
  EXPECT_EQ(Stripped("http://a.example/(S(4hqa0555fwsecu455xqckv45))/page.aspx"),
            "http://a.example/page.aspx");
}

TEST(WithoutSessionId, WhatIsNoSessionIsLeftAlone) {
  for (const char* href :
       {"http://a.example/p?sid=7", "http://a.example/p?side=0123456789abcdef0123",
        "http://a.example/p", "http://a.example/p?session=0123456789abcdef0123",
        "http://a.example/p?sid=0123456789abcdef/0123", "http://a.example/?&&"}) {
    EXPECT_EQ(Stripped(href), "") << href;
  }
}

}  // namespace
}  // namespace arsip::frontier
