#include "archive/query_range.h"

#include "archive/index_rows.h"
#include "base/surt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

// Whether a capture of `url` lies in the range that the query reads.
bool Reads(const Query& query, const std::string& url, const char* date = "2026-11-22T10:11:12Z") {
  const auto range = RangeOf(query);
  EXPECT_TRUE(range.has_value());
  const std::string key = EncodeCaptureKey({Surt(url), *ParseWarcDate(date), {1, 2}}).substr(1);
  return key >= range->begin && key < range->end;
}

Query Of(const std::string& url, Match match) {
  Query query;
  query.url = url;
  query.match = match;
  return query;
}

TEST(PywbRange, ExactReadsOneUrlkey) {
  const Query query = Of("https://example.org/a", Match::kExact);
  EXPECT_TRUE(Reads(query, "https://example.org/a"));
  EXPECT_TRUE(Reads(query, "http://www.example.org/A/"));  // the same urlkey
  EXPECT_FALSE(Reads(query, "https://example.org/a/b"));
  EXPECT_FALSE(Reads(query, "https://example.org/ab"));
  EXPECT_FALSE(Reads(query, "https://example.org/a?b"));
  EXPECT_FALSE(Reads(query, "https://example.org/"));
}

TEST(PywbRange, ExactReadsOnlyTheTimesAskedFor) {
  Query query = Of("https://example.org/a", Match::kExact);
  query.from = *ParseWarcDate("2026-11-22T10:11:12Z");
  query.to = *ParseWarcDate("2026-11-22T10:11:13Z");
  EXPECT_FALSE(Reads(query, query.url, "2026-11-22T10:11:11.999999Z"));
  EXPECT_TRUE(Reads(query, query.url, "2026-11-22T10:11:12Z"));
  EXPECT_TRUE(Reads(query, query.url, "2026-11-22T10:11:13Z"));
  EXPECT_FALSE(Reads(query, query.url, "2026-11-22T10:11:13.000001Z"));
}

TEST(PywbRange, PrefixReadsWhatBeginsWithTheUrlkey) {
  const Query query = Of("https://example.org/a", Match::kPrefix);
  EXPECT_TRUE(Reads(query, "https://example.org/a"));
  EXPECT_TRUE(Reads(query, "https://example.org/ab"));
  EXPECT_TRUE(Reads(query, "https://example.org/a/b?c"));
  EXPECT_FALSE(Reads(query, "https://example.org/b"));
  EXPECT_FALSE(Reads(query, "https://example.org/"));
}

TEST(PywbRange, AFinalSlashOrQuestionMarkOfAPrefixCounts) {
  const Query directory = Of("https://example.org/a/", Match::kPrefix);
  EXPECT_TRUE(Reads(directory, "https://example.org/a/b"));
  EXPECT_FALSE(Reads(directory, "https://example.org/a"));
  EXPECT_FALSE(Reads(directory, "https://example.org/ab"));
  const Query query = Of("https://example.org/a?", Match::kPrefix);
  EXPECT_TRUE(Reads(query, "https://example.org/a?x=1"));
  EXPECT_FALSE(Reads(query, "https://example.org/a/b"));
}

TEST(PywbRange, HostReadsEveryPathOfTheHostAlone) {
  for (const char* url :
       {"https://example.org/some/path", "example.org", "http://www.example.org"}) {
    const Query query = Of(url, Match::kHost);
    EXPECT_TRUE(Reads(query, "http://example.org/"));
    EXPECT_TRUE(Reads(query, "https://example.org/z?y"));
    EXPECT_FALSE(Reads(query, "https://sub.example.org/"));
    EXPECT_FALSE(Reads(query, "https://example.org:8443/"));  // as pywb: ports are other hosts
    EXPECT_FALSE(Reads(query, "https://example.org.id/"));
    EXPECT_FALSE(Reads(query, "https://example.orgs/"));
  }
}

TEST(PywbRange, DomainReadsSubdomainsToo) {
  const Query query = Of("https://example.org/x", Match::kDomain);
  EXPECT_TRUE(Reads(query, "https://example.org/"));
  EXPECT_TRUE(Reads(query, "https://a.b.example.org/x"));
  EXPECT_FALSE(Reads(query, "https://example.com/"));
  EXPECT_FALSE(Reads(query, "https://example2.org/"));
  EXPECT_FALSE(Reads(query, "https://org/"));
}

TEST(PywbRange, ABareTopLevelDomainReadsAllBelowIt) {
  const Query query = Of("id", Match::kDomain);
  EXPECT_TRUE(Reads(query, "https://example.co.id/"));
  EXPECT_FALSE(Reads(query, "https://example.org/"));
}

TEST(PywbRange, WhatHasNoHostCannotBeMatchedByIt) {
  EXPECT_FALSE(RangeOf(Of("urn:arsip:crawl-log", Match::kHost)).has_value());
  EXPECT_FALSE(RangeOf(Of("urn:arsip:crawl-log", Match::kDomain)).has_value());
  EXPECT_FALSE(RangeOf(Of("", Match::kExact)).has_value());
  EXPECT_TRUE(Reads(Of("urn:arsip:crawl-log", Match::kExact), "urn:arsip:crawl-log"));
}

}  // namespace
}  // namespace arsip::archive
