#include "cli/query_flags.h"

#include "gtest/gtest.h"

namespace arsip::cli {
namespace {

using archive::Match;

archive::Query Made(const QueryFlags& flags) {
  const auto query = MakeQuery(flags);
  EXPECT_TRUE(query.has_value());
  return query.value_or(archive::Query());
}

TEST(QueryFlagsTest, WildcardsChooseTheMatchUnlessItIsSaid) {
  EXPECT_EQ(Made({.url = "http://a.example/"}).match, Match::kExact);
  const auto prefix = Made({.url = "http://a.example/b*"});
  EXPECT_EQ(prefix.match, Match::kPrefix);
  EXPECT_EQ(prefix.url, "http://a.example/b");
  const auto domain = Made({.url = "*.a.example"});
  EXPECT_EQ(domain.match, Match::kDomain);
  EXPECT_EQ(domain.url, "a.example");
  const auto said = Made({.url = "http://a.example/b*", .match = "host"});
  EXPECT_EQ(said.match, Match::kHost);
  EXPECT_EQ(said.url, "http://a.example/b*");
}

TEST(QueryFlagsTest, TimesArePaddedOutwards) {
  const auto query = Made({.url = "a.example", .from = "2026", .to = "2026"});
  EXPECT_EQ(FormatTimestamp14(*query.from), "20260101000000");
  EXPECT_EQ(FormatTimestamp14(*query.to), "20261231235959");
  EXPECT_FALSE(MakeQuery({.url = "a.example", .from = "soon"}).has_value());
}

}  // namespace
}  // namespace arsip::cli
