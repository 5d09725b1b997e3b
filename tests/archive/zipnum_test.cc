#include "archive/zipnum.h"

#include "base/digest.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

struct ZipNumFiles {
  std::string blocks, index;
};

std::string LineOf(int i) {
  char key[64];
  std::snprintf(key, sizeof key, "org,example)/%05d 20260101000000", i);
  return std::string(key) + R"( {"url": "https://example.org/", "filename": "x", "offset": "0"})";
}

ZipNumFiles WriteBlocks(int lines, const ZipNumOptions& options = {}) {
  ZipNumFiles written;
  ZipNumWriter writer(
      options,
      [&](std::string_view bytes) {
        written.blocks.append(bytes);
        return Ok();
      },
      [&](std::string_view bytes) {
        written.index.append(bytes);
        return Ok();
      });
  for (int i = 0; i < lines; ++i) EXPECT_TRUE(writer.Add(LineOf(i)).has_value());
  EXPECT_TRUE(writer.Finish().has_value());
  return written;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(ZipNumTest, BlocksAreMembersOf300LinesThatTheIndexFinds) {
  const ZipNumFiles written = WriteBlocks(650);
  const auto index = LinesOf(written.index);
  ASSERT_EQ(index.size(), 4u);
  EXPECT_EQ(index[0], R"(!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"})");
  const auto members = testing::ReadMembers(written.blocks);
  ASSERT_EQ(members.whole.size(), 3u);
  EXPECT_EQ(members.end, written.blocks.size());
  int line = 0;
  for (size_t i = 0; i < 3; ++i) {
    const auto block = ParseZipNumLine(index[i + 1]);
    ASSERT_TRUE(block.has_value()) << index[i + 1];
    const auto& member = members.whole[i];
    EXPECT_EQ(block->offset, member.offset);
    EXPECT_EQ(block->length, member.length);
    EXPECT_EQ(block->digest,
              FormatDigest(ComputeSha256(
                  std::string_view(written.blocks).substr(member.offset, member.length))));
    EXPECT_TRUE(member.bytes.starts_with(block->key + " "));
    for (const std::string& text : LinesOf(member.bytes)) EXPECT_EQ(text, LineOf(line++));
  }
  EXPECT_EQ(line, 650);
}

TEST(ZipNumTest, AFullLastBlockHasNoEmptyOneBehindIt) {
  EXPECT_EQ(LinesOf(WriteBlocks(300).index).size(), 2u);
}

TEST(ZipNumTest, AnIndexOfNothingIsItsFirstLine) {
  const ZipNumFiles written = WriteBlocks(0);
  EXPECT_EQ(written.blocks, "");
  EXPECT_EQ(LinesOf(written.index).size(), 1u);
}

TEST(ZipNumTest, LongLinesEndABlockEarlier) {
  EXPECT_EQ(LinesOf(WriteBlocks(10, {.max_block_bytes = 150}).index).size(), 6u);
}

TEST(ZipNumTest, LinesOutOfOrderOrWithoutAKeyAreRefused) {
  ZipNumWriter writer(
      {}, [](auto) { return Ok(); }, [](auto) { return Ok(); });
  EXPECT_FALSE(writer.Add("nothing").has_value());
  EXPECT_FALSE(writer.Add("a 1 {}\n").has_value());
  ASSERT_TRUE(writer.Add("b 1 {}").has_value());
  EXPECT_FALSE(writer.Add("a 1 {}").has_value());
}

TEST(ZipNumTest, LinesThatNameNoBlockAreRefused) {
  for (const char* line : {"", "a", "a 1", "a 1 x", "a 1 []", "a 1 {}", R"(a 1 {"length":-1})",
                           R"(a 1 {"length":"9"})"}) {
    EXPECT_FALSE(ParseZipNumLine(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace arsip::archive
