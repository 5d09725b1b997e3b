#include "archive/block_digest.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::HasSubstr;

std::optional<std::string> Check(std::string_view field, std::string_view bytes) {
  BlockDigestCheck check(field);
  for (const char byte : bytes) check.Update({&byte, 1});
  return check.Finish();
}

TEST(BlockDigest, BothAlgorithmsAreCompared) {
  const std::string sha1 = FormatDigest(ComputeSha1("block"));
  const std::string sha256 = FormatDigest(ComputeSha256(std::string_view("block")));
  for (const std::string& said : {sha1, sha256}) {
    EXPECT_TRUE(BlockDigestCheck(said).checks());
    EXPECT_EQ(Check(said, "block"), std::nullopt);
    const auto difference = Check(said, "blocK");
    ASSERT_TRUE(difference.has_value());
    EXPECT_THAT(*difference, HasSubstr("the record says " + said));
  }
}

TEST(BlockDigest, HexAndCapitalsAreTheSameDigest) {
  const Sha1 sha1 = ComputeSha1("block");
  EXPECT_EQ(Check("SHA1:" + HexEncode(sha1), "block"), std::nullopt);
  EXPECT_TRUE(LabelledDigest::Parse("SHA1:" + HexEncode(sha1)).known());
}

TEST(BlockDigest, NothingIsCheckedWithoutAKnownLabel) {
  const std::string hex = HexEncode(ComputeSha1("block"));
  for (const std::string& field : {std::string(), hex, "md5:" + hex, std::string("sha1:zz"),
                                   std::string("sha256:"), "sha256:" + hex}) {
    EXPECT_FALSE(LabelledDigest::Parse(field).known()) << field;
    EXPECT_FALSE(BlockDigestCheck(field).checks()) << field;
    EXPECT_EQ(Check(field, "other"), std::nullopt) << field;
  }
}

}  // namespace
}  // namespace arsip::archive
