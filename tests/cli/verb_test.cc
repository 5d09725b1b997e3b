#include "cli/verb.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace arsip::cli {
namespace {

using Kind = ParseOutcome::Kind;

class VerbTest : public ::testing::Test {
 protected:
  Program program_{"demo", "A demonstration", "demo 7"};
};

TEST_F(VerbTest, EachTypeOfVariableTakesItsValue) {
  std::string text;
  std::vector<std::string> list;
  int number = 0;
  int64_t wide = 0;
  uint32_t count = 0;
  uint64_t bytes = 0;
  double share = 0;
  bool flag = false;
  Verb root = program_.root();
  root.AddOption("--text", text, "");
  root.AddOption("--list", list, "");
  root.AddOption("--number", number, "");
  root.AddOption("--wide", wide, "");
  root.AddOption("--count", count, "");
  root.AddOption("--bytes", bytes, "");
  root.AddOption("--share", share, "");
  root.AddFlag("--flag", flag, "");
  const ParseOutcome outcome =
      program_.Parse({"--text", "a", "--list", "b", "c", "--number", "-3", "--wide=-5000000000",
                      "--count", "4", "--bytes", "5000000000", "--share", "0.5", "--flag"});
  ASSERT_EQ(outcome.kind, Kind::kCalled) << outcome.text;
  EXPECT_EQ(text, "a");
  EXPECT_EQ(list, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(number, -3);
  EXPECT_EQ(wide, -5'000'000'000);
  EXPECT_EQ(count, 4U);
  EXPECT_EQ(bytes, 5'000'000'000U);
  EXPECT_EQ(share, 0.5);
  EXPECT_TRUE(flag);
}

TEST_F(VerbTest, OnlyAFlagTakesNoValue) {
  std::string text;
  std::vector<std::string> list;
  bool flag = false;
  Verb root = program_.root();
  EXPECT_TRUE(root.AddOption("--text", text, "").takes_value());
  EXPECT_TRUE(root.AddOption("--list", list, "").takes_value());
  EXPECT_FALSE(root.AddFlag("--flag", flag, "").takes_value());
}

TEST_F(VerbTest, WhatIsNotGivenKeepsItsValue) {
  std::string text = "before";
  program_.root().AddOption("--text", text, "");
  EXPECT_EQ(program_.Parse({}).kind, Kind::kCalled);
  EXPECT_EQ(text, "before");
}

TEST_F(VerbTest, OnlyTheCallbackOfTheGivenVerbIsCalled) {
  std::vector<std::string> called;
  Verb stay = program_.root().AddVerb("stay", "");
  Verb go = program_.root().AddVerb("go", "");
  stay.SetCallback([&called] { called.emplace_back("stay"); });
  go.SetCallback([&called] { called.emplace_back("go"); });
  EXPECT_EQ(program_.Parse({"go"}).kind, Kind::kCalled);
  EXPECT_EQ(called, std::vector<std::string>{"go"});
  ASSERT_EQ(program_.root().given_verbs().size(), 1U);
  EXPECT_EQ(program_.root().given_verbs().front().name(), "go");
}

TEST_F(VerbTest, HelpAndVersionAreShownNotPrinted) {
  program_.root().SetFooter("Examples: none");
  const ParseOutcome help = program_.Parse({"--help"});
  EXPECT_EQ(help.kind, Kind::kShow);
  EXPECT_NE(help.text.find("A demonstration"), std::string::npos) << help.text;
  EXPECT_NE(help.text.find("Examples: none"), std::string::npos) << help.text;
  const ParseOutcome version = program_.Parse({"--version"});
  EXPECT_EQ(version.kind, Kind::kShow);
  EXPECT_EQ(version.text, "demo 7\n");
}

TEST_F(VerbTest, MissingIsToldFromWrong) {
  std::string needed;
  std::string colour;
  program_.root().AddOption("--needed", needed, "").Required();
  program_.root().AddOption("--colour", colour, "").OneOf({"red", "blue"});
  EXPECT_EQ(program_.Parse({}).kind, Kind::kMissing);
  EXPECT_EQ(program_.Parse({"--needed", "x", "--colour", "green"}).kind, Kind::kWrong);
  EXPECT_EQ(program_.Parse({"--needed", "x", "--colour", "red"}).kind, Kind::kCalled);
}

TEST_F(VerbTest, AVerbThatIsRequiredIsMissed) {
  program_.root().AddVerb("go", "");
  program_.root().RequireVerb();
  EXPECT_EQ(program_.Parse({}).kind, Kind::kMissing);
}

TEST_F(VerbTest, ExcludedOptionsAreNotTakenTogether) {
  bool head = false;
  bool body = false;
  const Option first = program_.root().AddFlag("--head", head, "");
  program_.root().AddFlag("--body", body, "").Excludes(first);
  EXPECT_EQ(program_.Parse({"--head", "--body"}).kind, Kind::kWrong);
  EXPECT_EQ(program_.Parse({"--body"}).kind, Kind::kCalled);
}

TEST_F(VerbTest, WhatACheckSaysRefusesTheValue) {
  std::string path;
  program_.root().AddOption("PATH", path, "").Check([](const std::string& value) {
    return value == "bad" ? "bad is refused here" : "";
  });
  const ParseOutcome outcome = program_.Parse({"bad"});
  EXPECT_EQ(outcome.kind, Kind::kWrong);
  EXPECT_NE(outcome.text.find("bad is refused here"), std::string::npos) << outcome.text;
  EXPECT_EQ(program_.Parse({"good"}).kind, Kind::kCalled);
}

TEST_F(VerbTest, ARepeatableOptionLeavesTheWordAfterItsValue) {
  std::vector<std::string> ranges;
  std::string word;
  program_.root().AddOption("--range", ranges, "").Repeatable();
  program_.root().AddOption("WORD", word, "");
  ASSERT_EQ(program_.Parse({"--range", "a", "w", "--range", "b"}).kind, Kind::kCalled);
  EXPECT_EQ(ranges, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(word, "w");
}

TEST_F(VerbTest, TheTreeIsReadBack) {
  std::string wait = "2m";
  std::string url;
  bool json = false;
  Verb go = program_.root().AddVerb("go", "Goes");
  go.SetFooter("Examples: go");
  go.AddOption("--wait,-w", wait, "How long").TypeName("TIME").ShowDefault();
  go.AddOption("URL", url, "Where");
  go.AddFlag("--json", json, "");
  ASSERT_EQ(program_.root().verbs().size(), 1U);
  EXPECT_EQ(program_.root().verbs().front().description(), "Goes");
  EXPECT_EQ(program_.root().verbs().front().footer(), "Examples: go");
  const std::vector<Option> options = go.options();
  ASSERT_EQ(options.size(), 4U) << "--help is one";
  EXPECT_EQ(options[0].name(), "--help");
  EXPECT_EQ(options[1].every_name(), "-w,--wait");
  EXPECT_EQ(options[1].long_names(), std::vector<std::string>{"wait"});
  EXPECT_EQ(options[1].description(), "How long");
  EXPECT_EQ(options[1].type_name(), "TIME");
  EXPECT_TRUE(options[2].positional());
  EXPECT_TRUE(options[2].long_names().empty());
  EXPECT_EQ(options[3].name(), "--json");
  EXPECT_NE(program_.Parse({"go", "--help"}).text.find("TIME=2m"), std::string::npos);
}

TEST_F(VerbTest, WordsThatNothingTakesAreKept) {
  EXPECT_EQ(program_.Parse({"stray"}).kind, Kind::kWrong);
  EXPECT_EQ(program_.root().unknown_words(), std::vector<std::string>{"stray"});
}

}  // namespace
}  // namespace arsip::cli
