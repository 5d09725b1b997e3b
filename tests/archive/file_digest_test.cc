#include "archive/file_digest.h"

#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

TEST(DigestFile, IsTheDigestOfTheBytes) {
  testing::TemporaryDirectory temporary;
  const std::string bytes = testing::RandomBytes(700'000, 5);
  testing::WriteBytes(temporary.path() + "/f", bytes);
  EXPECT_EQ(*DigestFile(temporary.path() + "/f"), ComputeSha256(std::string_view(bytes)));
  EXPECT_FALSE(DigestFile(temporary.path() + "/missing").has_value());
}

}  // namespace
}  // namespace arsip::archive
