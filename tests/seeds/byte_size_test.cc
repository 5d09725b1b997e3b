#include "seeds/byte_size.h"

#include <gtest/gtest.h>

namespace arsip::seeds {
namespace {

TEST(ParseByteSize, DecimalAndBinaryUnitsDiffer) {
  EXPECT_EQ(ParseByteSize("512").value(), 512u);
  EXPECT_EQ(ParseByteSize("512B").value(), 512u);
  EXPECT_EQ(ParseByteSize("20MB").value(), 20'000'000u);
  EXPECT_EQ(ParseByteSize("500MiB").value(), 500u << 20);
  EXPECT_EQ(ParseByteSize("10GB").value(), 10'000'000'000u);
  EXPECT_EQ(ParseByteSize("2TiB").value(), 2ull << 40);
  EXPECT_EQ(ParseByteSize("3kB").value(), 3000u);
  EXPECT_EQ(ParseByteSize("3KB").value(), 3000u);
  EXPECT_EQ(ParseByteSize("3KiB").value(), 3072u);
}

TEST(ParseByteSize, FractionsAreExactToTheByte) {
  EXPECT_EQ(ParseByteSize("1.5GB").value(), 1'500'000'000u);
  EXPECT_EQ(ParseByteSize("0.000001MB").value(), 1u);
  EXPECT_EQ(ParseByteSize("0.3KiB").value(), 307u);
}

TEST(ParseByteSize, LargestValuesDoNotOverflow) {
  EXPECT_EQ(ParseByteSize("9999999TiB").value(), 9'999'999ull << 40);
  EXPECT_EQ(ParseByteSize("999999999999999999").value(), 999'999'999'999'999'999u);
  EXPECT_FALSE(ParseByteSize("10000000TiB").has_value());
  EXPECT_FALSE(ParseByteSize("1000000000000000000").has_value());
  EXPECT_FALSE(ParseByteSize("99999999999999999999999B").has_value());
}

TEST(ParseByteSize, WhatIsNoSizeIsRefusedAndNamed) {
  for (const char* text : {"", "MB", "-1MB", "1 MB", "1mb", "1.MB", ".5MB", "1.5", "1.5B", "1..5MB",
                           "1.1234567GB", "10GBB", "0x10", "1e6", "+5"}) {
    const auto size = ParseByteSize(text);
    ASSERT_FALSE(size.has_value()) << text;
    EXPECT_EQ(size.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(size.error().message.find(text), std::string::npos);
  }
}

}  // namespace
}  // namespace arsip::seeds
