#include "seeds/collection_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 3> kKeys = {"scope", "seeds", "purpose"};

TEST(FieldMap, KnownKeysAreFoundByName) {
  ParsedSection section("scope: 1\nseeds: 2\n", "");
  const FieldMap map(section.field(), kKeys, section.problems());
  EXPECT_EQ(map.Get("scope")->node.text, "1");
  EXPECT_EQ(map.Require("seeds")->line(), 2u);
  EXPECT_FALSE(map.Get("purpose").has_value());
  EXPECT_EQ(section.Reported(), "");
}

TEST(FieldMap, UnknownKeyIsNamedWithItsLineAndTheNearestKnownKey) {
  ParsedSection section("scope: 1\nsope: 2\nelephant: 3\n[a]: 4\n", "");
  const FieldMap map(section.field(), kKeys, section.problems());
  EXPECT_THAT(section.Reported(),
              HasSubstr("test.yaml:2: unknown key 'sope' (did you mean 'scope'?)"));
  EXPECT_THAT(section.Reported(), HasSubstr("test.yaml:3: unknown key 'elephant'\n"));
  EXPECT_THAT(section.Reported(), HasSubstr("test.yaml:4: unknown key ''"));
}

TEST(FieldMap, RepeatedKeyNamesBothLines) {
  ParsedSection section("scope: 1\nseeds: 2\nscope: 3\n", "outer");
  const FieldMap map(section.field(), kKeys, section.problems());
  EXPECT_EQ(section.Reported(),
            "test.yaml:3: key 'scope' in outer appears twice (first in line 1)");
}

TEST(FieldMap, MissingAndEmptyKeysAreToldApart) {
  ParsedSection section("scope:\n", "outer");
  const FieldMap map(section.field(), kKeys, section.problems());
  EXPECT_FALSE(map.Require("scope").has_value());
  EXPECT_FALSE(map.Require("seeds").has_value());
  EXPECT_EQ(section.Reported(),
            "test.yaml:1: outer.scope: has no value\n"
            "test.yaml:1: required key 'outer.seeds' is missing");
}

TEST(FieldMap, WhatIsNoMapIsReportedOnceAndReadsAsEmpty) {
  ParsedSection section("[1, 2]", "robots");
  const FieldMap map(section.field(), kKeys, section.problems());
  EXPECT_FALSE(map.Get("scope").has_value());
  EXPECT_EQ(section.Reported(),
            "test.yaml:1: robots: expected a map of keys and values, got a list");
}

// Reads one value and returns what was reported.
template <class Read>
std::string Complaint(const std::string& yaml, Read read) {
  ParsedSection section(yaml, "key");
  EXPECT_FALSE(read(section.field(), section.problems()).has_value()) << yaml;
  EXPECT_TRUE(section.Reported().starts_with("test.yaml:1: key: ")) << section.Reported();
  return section.Reported();
}
template <class Read>
auto Accepted(const std::string& yaml, Read read) {
  ParsedSection section(yaml, "key");
  auto value = read(section.field(), section.problems());
  EXPECT_EQ(section.Reported(), "");
  return value;
}

TEST(ReadText, BlankAndLongTextsAreRefused) {
  const auto read = [](const Field& f, Problems& p) { return ReadText(f, 5, p); };
  EXPECT_EQ(Accepted("'a b'", read), "a b");
  EXPECT_EQ(Accepted("12345", read), "12345");
  EXPECT_THAT(Complaint("'  '", read), HasSubstr("is empty"));
  EXPECT_THAT(Complaint("123456", read), HasSubstr("longer than 5 bytes"));
  EXPECT_THAT(Complaint("[a]", read), HasSubstr("expected text, got a list"));
  EXPECT_THAT(Complaint("{a: b}", read), HasSubstr("got a map"));
}

TEST(ReadBool, OnlyTrueAndFalseAreRead) {
  EXPECT_EQ(Accepted("true", ReadBool), true);
  EXPECT_EQ(Accepted("false", ReadBool), false);
  for (const char* text : {"yes", "True", "1", "on"}) {
    EXPECT_THAT(Complaint(text, ReadBool), HasSubstr("is neither true nor false"));
  }
}

TEST(ReadCount, NumbersOutsideTheRangeAreRefused) {
  const auto read = [](const Field& f, Problems& p) { return ReadCount(f, 1, 100, p); };
  EXPECT_EQ(Accepted("1", read), 1u);
  EXPECT_EQ(Accepted("100", read), 100u);
  for (const char* text :
       {"0", "101", "-1", "1.5", "1e1", "ten", "99999999999999999999999", "0x10"}) {
    EXPECT_THAT(Complaint(text, read), HasSubstr("is not a number from 1 to 100"));
  }
}

TEST(ReadBytes, ZeroIsNoSize) {
  EXPECT_EQ(Accepted("10GB", ReadBytes), 10'000'000'000u);
  EXPECT_THAT(Complaint("0", ReadBytes), HasSubstr("above zero"));
  EXPECT_THAT(Complaint("10 elephants", ReadBytes), HasSubstr("'10 elephants' is not a size"));
}

TEST(ReadDuration, DurationsOutsideTheRangeAreRefused) {
  const auto read = [](const Field& f, Problems& p) { return ReadDuration(f, 1s, 1h, p); };
  EXPECT_EQ(Accepted("90s", read), 90s);
  EXPECT_THAT(Complaint("0s", read), HasSubstr("'0s' is not within 1s to 1h"));
  EXPECT_THAT(Complaint("2h", read), HasSubstr("is not within 1s to 1h"));
  EXPECT_THAT(Complaint("90", read), HasSubstr("'90' is not a duration"));
}

TEST(ReadDate, OnlyDaysThatExistAreRead) {
  EXPECT_EQ(Accepted("2027-12-31", ReadDate), "2027-12-31");
  for (const char* text : {"2027-02-29", "2027-12", "31.12.2027", "2027-12-31T00:00:00Z", "soon"}) {
    EXPECT_THAT(Complaint(text, ReadDate), HasSubstr("is not a date such as 2027-12-31"));
  }
}

TEST(ReadChoice, WrongWordsGetASuggestion) {
  static constexpr std::array<std::string_view, 2> kChoices = {"inline", "deferred"};
  const auto read = [](const Field& f, Problems& p) { return ReadChoice(f, kChoices, p); };
  EXPECT_EQ(Accepted("deferred", read), 1u);
  EXPECT_THAT(Complaint("defered", read),
              HasSubstr("'defered' is not one of: inline, deferred (did you mean 'deferred'?)"));
}

TEST(ReadUrl, UrlsAreCanonical) {
  EXPECT_EQ(Accepted("HTTP://Example.org:80/a/../b", ReadUrl)->href(), "http://example.org/b");
  EXPECT_EQ(Accepted("https://example.org/@name?q=a@b", ReadUrl)->href(),
            "https://example.org/@name?q=a@b");
}

TEST(ReadUrl, OtherSchemesAndRelativeUrlsAreRefused) {
  EXPECT_THAT(Complaint("ftp://example.org/", ReadUrl), HasSubstr("'ftp://example.org/': scheme"));
  EXPECT_THAT(Complaint("example.org", ReadUrl), HasSubstr("'example.org': "));
}

TEST(ReadUrl, UserNamesAndPasswordsAreRefusedInEverySpellingAndNeverShown) {
  for (const char* text : {"http://alice:hunter2@example.org/", "https://hunter2@example.org",
                           "http:/hunter2@example.org/", "http:hunter2@example.org/",
                           "http:\\\\hunter2@example.org/", "'  http://hunter2@example.org/'",
                           "'http://hunt er2@example.org/'", "http://hunter2%40@example.org/",
                           "http://@example.org/", "\"http:/\\t/hunter2@example.org/\""}) {
    const std::string complaint = Complaint(text, ReadUrl);
    EXPECT_THAT(complaint, HasSubstr("never logs in")) << text;
    EXPECT_EQ(complaint.find("hunter2"), std::string::npos);
  }
}

TEST(ReadList, ItemsAreNumberedAndBounded) {
  ParsedSection section("[a, b]", "labels");
  const auto items = ReadList(section.field(), 2, section.problems());
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].name, "labels[1]");
  EXPECT_EQ(items[1].node.text, "b");
  EXPECT_EQ(section.Reported(), "");
  EXPECT_TRUE(ReadList(section.field(), 1, section.problems()).empty());
  EXPECT_THAT(section.Reported(), HasSubstr("labels: 2 items are more than 1"));
  ParsedSection text("a", "labels");
  EXPECT_TRUE(ReadList(text.field(), 1, text.problems()).empty());
  EXPECT_THAT(text.Reported(), HasSubstr("labels: expected a list, got text"));
}

TEST(NearestWord, SlipsOfTheFingerAreUnderstood) {
  static constexpr std::array<std::string_view, 4> kWords = {"prefixes", "hosts", "domains", "url"};
  EXPECT_EQ(NearestWord("prefixs", kWords), "prefixes");
  EXPECT_EQ(NearestWord("prefixse", kWords), "prefixes");
  EXPECT_EQ(NearestWord("host", kWords), "hosts");
  EXPECT_EQ(NearestWord("ulr", kWords), "url");
  EXPECT_EQ(NearestWord("Domains", kWords), "domains");
}

TEST(NearestWord, WordsThatAreFarGetNoSuggestion) {
  static constexpr std::array<std::string_view, 2> kWords = {"url", "prefixes"};
  EXPECT_EQ(NearestWord("", kWords), "");
  EXPECT_EQ(NearestWord("x", kWords), "");
  EXPECT_EQ(NearestWord("prefer", kWords), "");
  EXPECT_EQ(NearestWord(std::string(10'000, 'p'), kWords), "");
}

}  // namespace
}  // namespace arsip::seeds
