#include "cli/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace arsip::cli {
namespace {

TEST(JsonText, MinusOneIsOneLine) {
  EXPECT_EQ(JsonText({{"a", 1}, {"b", {2, 3}}}, -1), R"({"a":1,"b":[2,3]})");
}

TEST(JsonText, IndentIsSpacesALevel) { EXPECT_EQ(JsonText({{"a", 1}}, 2), "{\n  \"a\": 1\n}"); }

TEST(JsonText, NothingButAsciiComesOut) {
  EXPECT_EQ(JsonText("\x1b[2J\xc3\xa9", -1), R"("\u001b[2J\u00e9")");
}

TEST(JsonText, WhatIsNoUtf8IsReplaced) { EXPECT_EQ(JsonText("a\xff", -1), R"("a\ufffd")"); }

}  // namespace
}  // namespace arsip::cli
