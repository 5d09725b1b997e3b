#include "cli/byte_size.h"

#include <gtest/gtest.h>

namespace arsip::cli {
namespace {

TEST(ByteSizeTest, UnitsMeanWhatTheySay) {
  EXPECT_EQ(*ParseByteSize("512"), 512u);
  EXPECT_EQ(*ParseByteSize("20MB"), 20'000'000u);
  EXPECT_EQ(*ParseByteSize("64MiB"), 64u << 20);
  EXPECT_EQ(*ParseByteSize("1.5 GB"), 1'500'000'000u);
}

TEST(ByteSizeTest, WhatIsNoSizeIsRefused) {
  for (const char* text : {"", "MB", "-1MB", "12 parsecs", "1e40", "10Mb"}) {
    EXPECT_FALSE(ParseByteSize(text)) << text;
  }
}

TEST(ByteSizeTest, WhatIsPrintedReadsBackTheSame) {
  for (const uint64_t bytes : {0ull, 1ull, 999ull, 1'000'000'000ull, 64ull << 20, 1'234'567ull}) {
    EXPECT_EQ(*ParseByteSize(FormatByteSize(bytes)), bytes) << FormatByteSize(bytes);
  }
}

TEST(ByteSizeTest, PeopleReadThreeDigits) {
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1'440'000'000), "1.44 GB");
  EXPECT_EQ(HumanBytes(14'400'000), "14.4 MB");
  EXPECT_EQ(HumanBytes(999'999), "1.00 MB");
}

}  // namespace
}  // namespace arsip::cli
