#include "extractors/white_space.h"

#include <gtest/gtest.h>

namespace arsip::extractors {
namespace {

std::string Folded(std::string begun, std::string_view text) {
  AppendFolded(begun, text);
  return begun;
}

TEST(WhiteSpaceTest, TrimTakesBothEnds) {
  EXPECT_EQ(TrimSpace(" \t\r\n\fa b\f"), "a b");
  EXPECT_EQ(TrimSpace(" \n"), "");
}

TEST(WhiteSpaceTest, RunsFoldToOneSpace) {
  EXPECT_EQ(Folded("", " \n a\t\tb \r\n"), "a b ");
  EXPECT_EQ(Folded("a ", " b"), "a b");
  EXPECT_EQ(Folded("a", " b"), "a b");
  EXPECT_EQ(Folded("a\n", "  b"), "a\nb");
  EXPECT_EQ(Folded("", ""), "");
}

TEST(WhiteSpaceTest, BlanksThatAreFoldedAlreadyStay) {
  EXPECT_EQ(Folded("", "a b cd e"), "a b cd e");
  EXPECT_EQ(Folded("", "a b  c \td "), "a b c d ");
  EXPECT_EQ(Folded("a ", "b c"), "a b c");
  EXPECT_EQ(Folded("", "a "), "a ");
}

TEST(WhiteSpaceTest, OnlyAsciiWhiteSpaceFolds) {
  EXPECT_EQ(Folded("",
                   "a\xC2\xA0\xC2\xA0"
                   "b\vc"),
            "a\xC2\xA0\xC2\xA0"
            "b\vc");
}

}  // namespace
}  // namespace arsip::extractors
