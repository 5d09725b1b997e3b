#include "archive/frequent_values.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(FrequentValues, EveryStatusRoundTripsAndMostInAByte) {
  for (uint64_t status = 0; status <= 999; ++status) {
    RowWriter out;
    WriteStatus(out, status);
    RowReader in(out.bytes());
    EXPECT_EQ(ReadStatus(in), status);
    EXPECT_TRUE(in.done());
    if (status == 0 || status == 200 || status == 404) {
      EXPECT_EQ(out.bytes().size(), 1u);
    }
  }
}

TEST(FrequentValues, MediaTypesRoundTripAndMostInAByte) {
  for (const std::string& mime :
       {std::string("text/html"), std::string("text/csv"), std::string(), std::string("a/b"),
        std::string("text/htm"), "x/" + std::string(125, 'y')}) {
    RowWriter out;
    WriteMime(out, mime);
    RowReader in(out.bytes());
    EXPECT_EQ(ReadMime(in), mime);
    EXPECT_TRUE(in.done());
    if (mime == "text/html" || mime == "text/csv") {
      EXPECT_EQ(out.bytes().size(), 1u);
    }
  }
}

TEST(FrequentValues, NumbersOfThePersistentFormatStay) {
  RowReader statuses("\x01\x0c\x17");
  EXPECT_EQ(ReadStatus(statuses), 200u);
  EXPECT_EQ(ReadStatus(statuses), 404u);
  EXPECT_EQ(ReadStatus(statuses), 206u);
  RowReader mimes("\x80\x8d\xaf");
  EXPECT_EQ(ReadMime(mimes), "text/html");
  EXPECT_EQ(ReadMime(mimes), "image/jpeg");
  EXPECT_EQ(ReadMime(mimes), "text/csv");
}

TEST(FrequentValues, OtherFormsOfThemAreRefused) {
  using namespace std::string_literals;
  for (const std::string& bytes : {"\xff\xc8\x01"s, "\x18"s, "\xff"s, ""s}) {
    RowReader in(bytes);
    ReadStatus(in);
    EXPECT_FALSE(in.ok());
  }
  for (const std::string& bytes : {"\x09text/html"s, "\xb0"s, "\x05text"s, ""s}) {
    RowReader in(bytes);
    ReadMime(in);
    EXPECT_FALSE(in.ok());
  }
}

}  // namespace
}  // namespace arsip::archive
