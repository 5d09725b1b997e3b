// What a media index stores, and what it is made of.
#include "archive/media_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media_samples.h"

namespace arsip::archive {
namespace {

using testing::Frames;
using testing::Words;

TEST(MediaRowsTest, AFrameIsReadAsVpdqWritesIt) {
  const std::string hash(64, 'a');
  const auto frame = ParseFrame("25,99," + hash + ",1.001");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->quality, 99u);
  EXPECT_EQ(frame->time_ms, 1'001u);
  EXPECT_EQ(frame->hash.words[0], 0xaaaaaaaaaaaaaaaau);
  for (const std::string& wrong :
       {std::string(), "25,99," + hash, "25,101," + hash + ",1.0", "x,99," + hash + ",1.0",
        "25,99," + hash.substr(1) + ",1.0", "25,99," + hash + ",-1", "25,99," + hash + ",nan",
        "25,99," + hash + ",1.0,"}) {
    EXPECT_FALSE(ParseFrame(wrong)) << wrong;
  }
}

TEST(MediaRowsTest, ARowIsReadBackAndACutOneIsNot) {
  const MediaRow row{"revision", Frames(1, 3), Words(1, 5)};
  const std::string value = EncodeMediaRow(row);
  const auto read = DecodeMediaRow(value);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->revision, row.revision);
  EXPECT_EQ(read->frames, row.frames);
  EXPECT_EQ(read->words, row.words);
  for (size_t cut = 0; cut < value.size(); ++cut)
    EXPECT_FALSE(DecodeMediaRow(value.substr(0, cut)));
  EXPECT_FALSE(DecodeMediaRow(value + "x"));
}

TEST(MediaRowsTest, WhatKeepsToNoSchemaIsNoItem) {
  for (
      const char* line :
      {"", "{", "[]", "{}", R"({"media_facts":{}})", R"({"media_facts":{},"capture":{}})",
       R"({"media_facts":{"frames":1},"capture":{"timestamp":"20260302101112","payload_digest":"sha256:00"}})"}) {
    EXPECT_FALSE(ReadMediaItem(line)) << line;
  }
}

}  // namespace
}  // namespace arsip::archive
