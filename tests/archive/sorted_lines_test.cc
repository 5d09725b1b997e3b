#include "archive/sorted_lines.h"

#include <vector>

#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

std::vector<std::string> All(SortedLines& lines, char group) {
  std::vector<std::string> all;
  EXPECT_TRUE(lines
                  .ForEach(group,
                           [&](std::string_view line, std::string_view value) {
                             all.push_back(std::string(line) + "=" + std::string(value));
                             return Ok();
                           })
                  .has_value());
  return all;
}

TEST(SortedLinesTest, LinesComeBackByTheirBytesAndOnce) {
  const testing::TemporaryDirectory directory;
  const auto lines = std::move(*SortedLines::Open(directory.path() + "/lines"));
  for (const char* line : {"b", "a", "B", "\xff", "a", "a "}) {
    ASSERT_TRUE(lines->Add('I', line, line).has_value());
  }
  ASSERT_TRUE(lines->Add('J', "other").has_value());
  EXPECT_THAT(All(*lines, 'I'), ::testing::ElementsAre("B=B", "a=a", "a =a ", "b=b", "\xff=\xff"));
  EXPECT_THAT(All(*lines, 'J'), ::testing::ElementsAre("other="));
  EXPECT_THAT(All(*lines, 'K'), ::testing::IsEmpty());
}

TEST(SortedLinesTest, ALineIsFoundBeforeAndAfterItReachedTheDisk) {
  const testing::TemporaryDirectory directory;
  const auto lines = std::move(*SortedLines::Open(directory.path() + "/lines"));
  const std::string large(700'000, 'v');
  ASSERT_TRUE(lines->Add('I', "first", large).has_value());
  EXPECT_EQ(**lines->Find('I', "first"), large);
  ASSERT_TRUE(lines->Add('I', "second", large).has_value());
  ASSERT_TRUE(lines->Add('I', "third", "3").has_value());
  EXPECT_EQ(**lines->Find('I', "first"), large);
  EXPECT_EQ(**lines->Find('I', "third"), "3");
  EXPECT_FALSE(lines->Find('I', "fourth")->has_value());
  EXPECT_FALSE(lines->Find('J', "first")->has_value());
}

TEST(SortedLinesTest, AnErrorOfTheReaderEndsTheScan) {
  const testing::TemporaryDirectory directory;
  const auto lines = std::move(*SortedLines::Open(directory.path() + "/lines"));
  ASSERT_TRUE(lines->Add('I', "a").has_value());
  ASSERT_TRUE(lines->Add('I', "b").has_value());
  int seen = 0;
  const Status status = lines->ForEach('I', [&](auto, auto) {
    ++seen;
    return Status(Error{ErrorCode::kNoSpace, "full", ""});
  });
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace arsip::archive
