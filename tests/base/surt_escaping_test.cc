#include "base/surt_escaping.h"

#include <gtest/gtest.h>

namespace arsip {
namespace {

TEST(SurtEscaping, DecodesUntilNothingIsLeft) {
  EXPECT_EQ(UnescapeRepeatedly("%!A%21%21%25"), "%!A!!%");
  EXPECT_EQ(UnescapeRepeatedly("%"), "%");
  EXPECT_EQ(UnescapeRepeatedly("%2"), "%2");
  EXPECT_EQ(UnescapeRepeatedly("%25"), "%");
  EXPECT_EQ(UnescapeRepeatedly("%25%"), "%%");
  EXPECT_EQ(UnescapeRepeatedly("%2525"), "%");
  EXPECT_EQ(UnescapeRepeatedly("%252525"), "%");
  EXPECT_EQ(UnescapeRepeatedly("%25%32%35"), "%");
  EXPECT_EQ(UnescapeRepeatedly("%2%35"), "%");  // the second octet completes the first
  EXPECT_EQ(UnescapeRepeatedly("%%34%31"), "A");
}

TEST(SurtEscaping, NothingDecodableIsLeftWhateverTheNesting) {
  for (std::string_view text : {"%25%2525%41", "%2%35%35", "%%25%3235", "%252%2535", "%%%%41"}) {
    const std::string once = UnescapeRepeatedly(text);
    EXPECT_EQ(UnescapeRepeatedly(once), once) << text;
  }
}

TEST(SurtEscaping, EscapesSpaceHashPercentAndWhatIsNotPrintableAscii) {
  EXPECT_EQ(EscapeOnce(" #%\x7F\xC3\n"), "%20%23%25%7F%C3%0A");
  EXPECT_EQ(EscapeOnce("!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~aZ9"),
            "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~aZ9");
  EXPECT_EQ(EscapeOnce(""), "");
}

}  // namespace
}  // namespace arsip
