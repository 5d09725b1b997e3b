#include "extractors/mixed_stretch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace arsip::extractors {
namespace {

using Strings = std::vector<std::string>;

Strings StretchesOf(std::string_view text) {
  Strings stretches;
  for (size_t at = 0; at < text.size();) {
    const MixedStretch stretch = NextMixedStretch(text, at);
    EXPECT_LE(at, stretch.begin);
    if (stretch.end > stretch.begin) {
      stretches.emplace_back(text.substr(stretch.begin, stretch.end - stretch.begin));
    }
    at = stretch.end;
  }
  return stretches;
}

const std::string kMuchAscii = " " + std::string(80, 'x') + " ";

TEST(MixedStretchTest, AsciiHasNone) {
  EXPECT_EQ(StretchesOf("words, and more words"), Strings{});
  EXPECT_EQ(StretchesOf(kMuchAscii + kMuchAscii), Strings{});
}

TEST(MixedStretchTest, AWordGoesWithTheSpaceInFrontOfIt) {
  EXPECT_EQ(StretchesOf("one caf\u00E9\ntwo" + kMuchAscii), Strings{" caf\u00E9"});
  EXPECT_EQ(StretchesOf("caf\u00E9"), Strings{"caf\u00E9"});
}

TEST(MixedStretchTest, NearOnesAreOne) {
  EXPECT_EQ(StretchesOf("a caf\u00E9 or a na\u00EFve one" + kMuchAscii),
            Strings{" caf\u00E9 or a na\u00EFve"});
  EXPECT_EQ(StretchesOf("a \u00E9" + kMuchAscii + "\u00E8 b"), (Strings{" \u00E9", " \u00E8"}));
}

TEST(MixedStretchTest, WhiteSpaceBeforeAMarkIsNoEnd) {
  EXPECT_EQ(StretchesOf("a \u00E9 \u0301b c"), Strings{" \u00E9 \u0301b"});
}

}  // namespace
}  // namespace arsip::extractors
