#include "archive/fixdate.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(Fixdate, RoundTripsOverItsWholeRange) {
  EXPECT_EQ(FormatFixdate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(FormatFixdate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  EXPECT_EQ(FormatFixdate(UINT32_MAX), "Sun, 07 Feb 2106 06:28:15 GMT");
  for (uint64_t seconds = 0; seconds <= UINT32_MAX; seconds += 3'999'971) {
    const auto value = static_cast<uint32_t>(seconds);
    EXPECT_EQ(ParseFixdate(FormatFixdate(value)), value);
  }
}

TEST(Fixdate, AnyOtherSpellingIsNone) {
  for (const char* text : {
           "",
           "Sun, 06 Nov 1994 08:49:37 UTC",
           "Mon, 06 Nov 1994 08:49:37 GMT",  // it was a Sunday
           "Sun, 6 Nov 1994 08:49:37 GMT",   // one digit
           "sun, 06 Nov 1994 08:49:37 GMT",  // case
           "Sun, 06 anF 1994 08:49:37 GMT",  // across two months' names
           "Sun, 31 Feb 1994 08:49:37 GMT",
           "Sun, 06 Nov 1994 08:49:60 GMT",
           "Sunday, 06-Nov-94 08:49:37 GMT",  // RFC 850
           "Sun Nov  6 08:49:37 1994",        // asctime
           "Wed, 31 Dec 1969 23:59:59 GMT",
           "Sun, 07 Feb 2106 06:28:16 GMT",
           "Sun, 06 Nov 1994 08:49:37 GMT ",
       }) {
    EXPECT_EQ(ParseFixdate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace arsip::archive
