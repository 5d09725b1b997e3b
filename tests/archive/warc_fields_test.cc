#include "archive/warc_fields.h"

#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

TEST(Warc11Section62, AFieldIsFoundByItsName) {
  const std::string_view block = "software: Wget/1.21.3\r\nformat: WARC\nEmpty:\r\nLast: end";
  EXPECT_EQ(WarcField(block, "Software"), "Wget/1.21.3");
  EXPECT_EQ(WarcField(block, "format"), "WARC");
  EXPECT_EQ(WarcField(block, "empty"), "");
  EXPECT_EQ(WarcField(block, "last"), "end");
  EXPECT_EQ(WarcField(block, "none"), "");
  EXPECT_EQ(WarcField("", "none"), "");
}

}  // namespace
}  // namespace arsip::archive
