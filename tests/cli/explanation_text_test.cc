#include "cli/explanation_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace arsip::cli {
namespace {

TEST(ExplanationTextTest, EachFactHasItsLine) {
  EXPECT_EQ(ExplanationText({{"subject", "http://a.example/x"},
                             {"state", "queued"},
                             {"reason", "host delay after the last response"},
                             {"wakes_in_seconds", 80.0},
                             {"via", {"http://a.example/"}}}),
            "http://a.example/x\n"
            "  state   queued\n"
            "  reason  host delay after the last response\n"
            "  wakes   in 1m 20s\n"
            "  via     http://a.example/\n");
}

TEST(ExplanationTextTest, WhatIsNotKnownHasNone) {
  EXPECT_EQ(ExplanationText({{"subject", "a.example"}, {"reason", "nothing is queued"}}),
            "a.example\n  reason  nothing is queued\n");
}

TEST(ExplanationTextTest, ATerminalIsNotHarmed) {
  const std::string text = ExplanationText({{"subject", "\x1b[2J"}, {"reason", "x\ny"}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("x\ny"), std::string::npos);
}

}  // namespace
}  // namespace arsip::cli
