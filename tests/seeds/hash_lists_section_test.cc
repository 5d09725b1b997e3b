#include "seeds/hash_lists_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed_section.h"

namespace arsip::seeds {
namespace {

using testing::HasSubstr;

std::vector<HashList> Lists(const char* yaml, std::string& reported) {
  ParsedSection section(yaml, "hash_lists");
  std::vector<HashList> lists = ReadHashLists(section.field(), section.problems());
  reported = section.Reported();
  return lists;
}

TEST(HashListsSection, EveryKeyIsRead) {
  std::string reported;
  const auto lists = Lists(
      "[{name: a, file: /x/a.csv, action: quarantine-and-stop}, "
      "{name: b_2, file: b, action: prioritise, bare: sha256}]",
      reported);
  EXPECT_EQ(reported, "");
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_EQ(lists[0].action, HashListAction::kQuarantineAndStop);
  EXPECT_EQ(lists[0].file, "/x/a.csv");
  EXPECT_FALSE(lists[0].bare_is_sha256);
  EXPECT_EQ(lists[1].action, HashListAction::kPrioritise);
  EXPECT_TRUE(lists[1].bare_is_sha256);
}

TEST(HashListsSection, WhatCannotBeMeantIsAProblem) {
  std::string reported;
  Lists("[{name: a, file: x, action: delete}]", reported);
  EXPECT_THAT(reported, HasSubstr("action"));
  Lists("[{name: 'a;b', file: x, action: tag}]", reported);
  EXPECT_THAT(reported, HasSubstr("letters"));
  Lists("[{name: a, action: tag}]", reported);
  EXPECT_THAT(reported, HasSubstr("file"));
  Lists("[{name: a, file: x, action: tag}, {name: a, file: y, action: tag}]", reported);
  EXPECT_THAT(reported, HasSubstr("there already"));
}

}  // namespace
}  // namespace arsip::seeds
