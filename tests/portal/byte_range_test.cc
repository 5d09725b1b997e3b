#include "portal/byte_range.h"

#include <gtest/gtest.h>

namespace arsip::portal {
namespace {

using Kind = ByteRange::Kind;

void ExpectPart(const char* field, uint64_t length, uint64_t begin, uint64_t end) {
  const ByteRange range = ParseByteRange(field, length);
  EXPECT_EQ(range.kind, Kind::kPart) << field;
  EXPECT_EQ(range.begin, begin) << field;
  EXPECT_EQ(range.end, end) << field;
}

TEST(Rfc9110Section1412, RangesAreCutToTheLength) {
  ExpectPart("bytes=0-0", 10, 0, 1);
  ExpectPart("bytes=2-4", 10, 2, 5);
  ExpectPart("bytes=9-", 10, 9, 10);
  ExpectPart("bytes=5-99", 10, 5, 10);
  ExpectPart("bytes=5-18446744073709551615", 10, 5, 10);
  ExpectPart("bytes=5-99999999999999999999999", 10, 5, 10);
}

TEST(Rfc9110Section1412, ASuffixLongerThanTheFileIsTheFile) {
  ExpectPart("bytes=-3", 10, 7, 10);
  ExpectPart("bytes=-10", 10, 0, 10);
  ExpectPart("bytes=-65536", 10, 0, 10);
}

TEST(Rfc9110Section1412, WhatIsNotThereIsUnsatisfiable) {
  for (const char* field :
       {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"}) {
    EXPECT_EQ(ParseByteRange(field, 10).kind, Kind::kUnsatisfiable) << field;
  }
  EXPECT_EQ(ParseByteRange("bytes=0-", 0).kind, Kind::kUnsatisfiable);
  EXPECT_EQ(ParseByteRange("bytes=-5", 0).kind, Kind::kUnsatisfiable);
}

TEST(Rfc9110Section142, WhatIsNoByteRangeIsIgnored) {
  for (const char* field : {"", "lines=0-1", "bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=1",
                            "bytes=--1", "bytes=1--2", "bytes=+1-2", "bytes=-", "0-1"}) {
    EXPECT_EQ(ParseByteRange(field, 10).kind, Kind::kWhole) << field;
  }
}

TEST(LenientByteRange, SpacesAndCaseDoNotMatter) { ExpectPart(" Bytes= 2-4 ", 10, 2, 5); }

TEST(DeviationByteRange, MoreThanOneRangeIsRefused) {
  EXPECT_EQ(ParseByteRange("bytes=0-0,2-3", 10).kind, Kind::kUnsatisfiable);
}

}  // namespace
}  // namespace arsip::portal
