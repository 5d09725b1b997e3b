#include "seeds/problems.h"

#include <gtest/gtest.h>

namespace arsip::seeds {
namespace {

TEST(Problems, NoneIsOk) { EXPECT_TRUE(Problems("c.yaml").ToStatus().has_value()); }

TEST(Problems, AllAreShownInTheOrderOfTheFile) {
  Problems problems("c.yaml");
  problems.Add(7, "b");
  problems.Add(2, "a");
  problems.Add(7, "c");
  const Status status = problems.ToStatus();
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(status.error().message, "c.yaml:2: a\nc.yaml:7: b\nc.yaml:7: c");
}

TEST(Problems, OnlyExpiriesArePermission) {
  Problems problems("c.yaml");
  problems.AddExpired(3, "ended");
  EXPECT_EQ(problems.ToStatus().error().code, ErrorCode::kPermission);
  problems.Add(4, "wrong");
  EXPECT_EQ(problems.ToStatus().error().code, ErrorCode::kInvalidInput);
}

TEST(Problems, ThoseBeyondTheFirstHundredAreCounted) {
  Problems problems("c.yaml");
  for (uint32_t line = 1; line <= 250; ++line) problems.Add(line, "wrong");
  const std::string message = problems.ToStatus().error().message;
  EXPECT_NE(message.find("c.yaml:100: wrong\nc.yaml: and 150 more problems"), std::string::npos);
  EXPECT_EQ(problems.count(), 250u);
}

TEST(Problems, ControlCharactersOfTheFileStayOffTheTerminal) {
  Problems problems("c.yaml");
  problems.Add(1, "unknown key '\x1b[2J\n'");
  EXPECT_EQ(problems.ToStatus().error().message, "c.yaml:1: unknown key '\\u{1B}[2J\\u{0A}'");
}

}  // namespace
}  // namespace arsip::seeds
