#include "portal/cdx_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

using archive::Match;
using ::testing::ElementsAre;

Result<CdxQuery> Parse(CdxDialect dialect, const std::string& text) {
  return ParseCdxQuery(dialect, *QueryString::Parse(text));
}
CdxQuery Pywb(const std::string& text) {
  auto query = Parse(CdxDialect::kPywb, text);
  EXPECT_TRUE(query.has_value()) << text << ": " << query.error().ToString();
  return std::move(*query);
}
archive::Capture Page(int status, const std::string& mime) {
  archive::Capture capture;
  capture.status = status;
  capture.mime = mime;
  capture.url = "http://e.org/";
  return capture;
}
bool Keeps(CdxDialect dialect, const std::string& filter, const archive::Capture& capture) {
  const auto query = Parse(dialect, "url=e.org&filter=" + PercentEncodeQueryValue(filter));
  EXPECT_TRUE(query.has_value()) << filter;
  return query->filters.front().Matches(capture);
}

TEST(CdxQueryTest, WhatPywbAsksIsUnderstood) {
  const CdxQuery query =
      Pywb("url=http%3A%2F%2Fe.org%2F&closest=20261122&sort=closest&limit=100&matchType=exact");
  EXPECT_EQ(query.query.url, "http://e.org/");
  EXPECT_EQ(query.sort, CdxQuery::Sort::kClosest);
  EXPECT_EQ(FormatTimestamp14(query.closest), "20261122000000");
  EXPECT_EQ(query.limit, 100u);
  EXPECT_EQ(query.output, CdxOutput::kCdxj);
  EXPECT_EQ(Pywb("url=e.org&closest=&sort=closest&limit=100").sort, CdxQuery::Sort::kForward);
}

TEST(CdxQueryTest, WildcardsAndMatchTypesAreTheSame) {
  EXPECT_EQ(Pywb("url=*.e.org").query.match, Match::kDomain);
  EXPECT_EQ(Pywb("url=*.e.org").query.url, "e.org");
  EXPECT_EQ(Pywb("url=e.org/a*").query.match, Match::kPrefix);
  EXPECT_EQ(Pywb("url=e.org/a*").query.url, "e.org/a");
  EXPECT_EQ(Pywb("url=e.org&matchType=host").query.match, Match::kHost);
  EXPECT_EQ(Pywb("url=e.org/*&matchType=exact").query.url, "e.org/*");
}

TEST(CdxQueryTest, TimesAreInclusive) {
  const CdxQuery query = Pywb("url=e.org&from=2025&to=2025");
  EXPECT_EQ(FormatTimestamp14(*query.query.from), "20250101000000");
  EXPECT_EQ(FormatTimestamp14(*query.query.to), "20251231235959");
}

TEST(CdxQueryTest, FiltersMeanWhatTheirServerMeans) {
  const archive::Capture page = Page(200, "text/html");
  EXPECT_TRUE(Keeps(CdxDialect::kPywb, "mime:html", page));          // contains
  EXPECT_FALSE(Keeps(CdxDialect::kPywb, "=mime:html", page));        // equals
  EXPECT_TRUE(Keeps(CdxDialect::kPywb, "~mime:text/.*", page));      // matches
  EXPECT_FALSE(Keeps(CdxDialect::kWayback, "mimetype:html", page));  // the whole field
  EXPECT_TRUE(Keeps(CdxDialect::kWayback, "mimetype:.*html", page));
  EXPECT_FALSE(Keeps(CdxDialect::kWayback, "!statuscode:200", page));
  EXPECT_TRUE(Keeps(CdxDialect::kWayback, "statuscode:2..", page));
  EXPECT_FALSE(Keeps(CdxDialect::kWayback, "statuscode:2|3", page));  // not "2 or ends in 3"
  EXPECT_FALSE(Keeps(CdxDialect::kOutback, "mime:html", page));
  EXPECT_TRUE(Keeps(CdxDialect::kOutback, "~mime:html", page));  // contains
  EXPECT_FALSE(Keeps(CdxDialect::kOutback, "!~mime:html", page));
  EXPECT_FALSE(Keeps(CdxDialect::kOutback, "~!mime:html", page));
}

TEST(CdxQueryTest, LimitsMayCountFromTheEnd) {
  EXPECT_FALSE(Pywb("url=e.org&limit=5").last_ones);
  const CdxQuery query = Pywb("url=e.org&limit=-5&offset=2");
  EXPECT_TRUE(query.last_ones);
  EXPECT_EQ(query.limit, 5u);
  EXPECT_EQ(query.offset, 2u);
}

TEST(CdxQueryTest, CollapsesNameAFieldAndALength) {
  const auto query =
      *Parse(CdxDialect::kOutback, "url=e.org&collapse=timestamp:4&collapseToLast=urlkey");
  ASSERT_EQ(query.collapses.size(), 2u);
  EXPECT_EQ(query.collapses[0].length, 4u);
  EXPECT_TRUE(query.collapses[1].keep_last);
  EXPECT_EQ(Pywb("url=e.org&collapseTime=8").collapses[0].field, "timestamp");
  EXPECT_EQ(Parse(CdxDialect::kWayback, "url=e.org&collapse=statuscode")->collapses[0].field,
            "status");
}

TEST(CdxQueryTest, OutputsDependOnTheServer) {
  const auto output = [](CdxDialect dialect, const std::string& text) {
    return Parse(dialect, "url=e.org" + text)->output;
  };
  EXPECT_EQ(output(CdxDialect::kPywb, "&output=json"), CdxOutput::kNdjson);
  EXPECT_EQ(output(CdxDialect::kPywb, "&output=link"), CdxOutput::kLink);
  EXPECT_EQ(output(CdxDialect::kOutback, ""), CdxOutput::kCdx11);
  EXPECT_EQ(output(CdxDialect::kOutback, "&output=json"), CdxOutput::kJsonArrays);
  EXPECT_EQ(output(CdxDialect::kOutback, "&fl=url"), CdxOutput::kText);
  EXPECT_EQ(output(CdxDialect::kWayback, ""), CdxOutput::kText);
  EXPECT_EQ(output(CdxDialect::kWayback, "&output=json"), CdxOutput::kJsonHeader);
}

TEST(CdxQueryTest, FieldsHaveTwoNames) {
  EXPECT_THAT(Pywb("url=e.org&fl=urlkey,original,statuscode").fields,
              ElementsAre("urlkey", "original", "statuscode"));
  EXPECT_THAT(Pywb("url=e.org&fields=url").fields, ElementsAre("url"));
  EXPECT_EQ(CdxjFieldName("mimetype"), "mime");
  EXPECT_EQ(CdxjFieldName("surt"), "");
}

TEST(CdxQueryTest, AResumeKeyIsExactToTheMicrosecond) {
  const UtcTime time = *ParseWarcDate("2026-11-22T10:11:12.000345Z");
  const std::string key = FormatResumeKey("org,e)/a b", time);
  const auto query = *Parse(CdxDialect::kWayback, "url=e.org&resumeKey=" + key);
  EXPECT_EQ(query.resume->urlkey, "org,e)/a b");
  EXPECT_EQ(query.resume->after, time);
  const auto second = *ParseResumeKey("org,e)/ 20261122101112!");
  EXPECT_EQ(second.after, *ParseWarcDate("2026-11-22T10:11:12.999999Z"));
}

TEST(CdxQueryTest, WhatCannotBeReadIsRefusedAndNamed) {
  for (const char* text : {"",
                           "url=",
                           "url=e.org&from=x",
                           "url=e.org&to=20261301",
                           "url=e.org&limit=x",
                           "url=e.org&limit=-10001",
                           "url=e.org&limit=-1&offset=10000",
                           "url=e.org&limit=-1&offset=9000000000000000000",
                           "url=e.org&offset=-1",
                           "url=e.org&filter=nofield",
                           "url=e.org&filter=~mime:(",
                           "url=e.org&sort=up",
                           "url=e.org&matchType=some",
                           "url=e.org&collapse=none",
                           "url=e.org&collapse=url:x",
                           "url=e.org&fl=none",
                           "url=e.org&output=xml",
                           "url=e.org&page=-1",
                           "url=e.org&pageSize=0",
                           "url=e.org&resumeKey=x",
                           "url=e.org&closest=2026&sort=closest&matchType=host",
                           "url=e.org&page=1&sort=reverse",
                           "url=e.org&limit=-1&sort=reverse",
                           "url=e.org&limit=99999999999999999999"}) {
    const auto query = Parse(CdxDialect::kPywb, text);
    ASSERT_FALSE(query.has_value()) << text;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace arsip::portal
