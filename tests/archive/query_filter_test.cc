#include "archive/query_filter.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;

bool Passes(std::string_view text, const Capture& capture) {
  const auto filter = QueryFilter::Parse(text);
  EXPECT_TRUE(filter.has_value()) << text;
  return filter.has_value() && filter->Matches(capture);
}

Capture Page() {
  Capture capture;
  capture.url = "https://example.org/a/b";
  capture.mime = "text/html";
  capture.status = 200;
  return capture;
}

TEST(PywbFilter, WithoutASignTheFieldContainsTheExpression) {
  EXPECT_TRUE(Passes("url:example", Page()));
  EXPECT_TRUE(Passes("mime:", Page()));
  EXPECT_FALSE(Passes("mime:image", Page()));
  EXPECT_FALSE(Passes("url:ex.mple", Page()));
}

TEST(PywbFilter, EqualsMeansAllOfTheField) {
  EXPECT_TRUE(Passes("=status:200", Page()));
  EXPECT_FALSE(Passes("=status:20", Page()));
  EXPECT_TRUE(Passes("=redirect:", Page()));
}

TEST(PywbFilter, TildeMatchesFromTheFirstByteOn) {
  EXPECT_TRUE(Passes("~status:[23]..", Page()));
  EXPECT_TRUE(Passes("~url:https?://[^/]+/a", Page()));
  EXPECT_FALSE(Passes("~url:example", Page()));
  EXPECT_TRUE(Passes("~url:.*example", Page()));
  EXPECT_FALSE(Passes("~mime:text$", Page()));
}

TEST(PywbFilter, ExclamationMarkInverts) {
  EXPECT_FALSE(Passes("!url:example", Page()));
  EXPECT_TRUE(Passes("!=status:404", Page()));
  EXPECT_FALSE(Passes("!~mime:text/.*", Page()));
}

TEST(PywbFilter, TheNamesOfOlderServersAreKnown) {
  EXPECT_TRUE(Passes("=statuscode:200", Page()));
  EXPECT_TRUE(Passes("mimetype:html", Page()));
  EXPECT_TRUE(Passes("original:example", Page()));
}

TEST(PywbFilter, TheExpressionMayHoldColons) { EXPECT_TRUE(Passes("url:https://", Page())); }

TEST(PywbFilter, ARevisitIsFilteredByTheMimeItShows) {
  Capture revisit = Page();
  revisit.type = RecordType::kRevisit;
  EXPECT_TRUE(Passes("=mime:warc/revisit", revisit));
}

TEST(PywbFilter, WhatCannotBeMeantIsRefusedByName) {
  for (const auto& [text, part] : {std::pair{"status", "':'"},
                                   {"", "':'"},
                                   {"colour:red", "colour"},
                                   {"~url:(", "regular expression"},
                                   {"~url:(a{500}){500}", "regular"},
                                   {"=~url:x", "~url"}}) {
    const auto filter = QueryFilter::Parse(text);
    ASSERT_FALSE(filter.has_value()) << text;
    EXPECT_EQ(filter.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(filter.error().ToString(), HasSubstr(part));
    EXPECT_THAT(filter.error().where, HasSubstr(text));
  }
}

// Python's engine, and with it pywb, takes exponential time over this.
TEST(PywbFilter, HostileExpressionsTakeLinearTime) {
  Capture capture = Page();
  capture.url.assign(20'000, 'a');
  capture.url.push_back('!');
  EXPECT_FALSE(Passes("~url:(a+)+$", capture));
}

}  // namespace
}  // namespace arsip::archive
