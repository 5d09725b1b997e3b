// Images behind the real walls: what the decoders do there that they must not ends the process.
#include "crawler/image_hashing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "encoded_image.h"
#include "extractors/pdq_hash.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using ::testing::AnyOf;
using ::testing::StartsWith;

using extractors::Encoded;
using extractors::Scene;

const char* const kForms[] = {".png",           ".jpg", ".gif", ".webp", ".jpg[interlace]",
                              ".png[interlace]"};

class ImageHashingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.binary =
        (std::filesystem::path(RealSandbox()).parent_path() / "arsip-image-sandbox").string();
    options_.allow_missing_layers = true;
    auto hashing = ImageHashing::Create(options_);
    ASSERT_TRUE(hashing) << hashing.error().ToString();
    hashing_ = std::move(*hashing);
  }
  void ExpectNoViolation() {
    EXPECT_EQ(hashing_->sandbox().counters().violations, 0u);
    EXPECT_EQ(hashing_->sandbox().counters().crashes, 0u);
  }

  SandboxBrokerOptions options_;
  std::unique_ptr<ImageHashing> hashing_;
};

TEST_F(ImageHashingTest, EveryFormatIsHashedBehindTheWalls) {
  std::string first;
  for (const char* form : kForms) {
    const auto hash = hashing_->Hash(Encoded(Scene(96, 80, 3, 1), form));
    ASSERT_TRUE(hash) << form << ": " << hash.error().ToString();
    EXPECT_EQ(hash->width(), 96u) << form;
    EXPECT_GE(hash->quality(), extractors::kPdqMinQuality) << form;
    if (first.empty()) first = hash->pdq();
    EXPECT_LE(Distance(*extractors::PdqHash::FromBytes(hash->pdq()),
                       *extractors::PdqHash::FromBytes(first)),
              10)
        << form;
  }
  ExpectNoViolation();
}

// A decoder that fails takes other paths than one that does not.
TEST_F(ImageHashingTest, NoFailureTouchesAWall) {
  for (const char* form : kForms) {
    const std::string whole = Encoded(Scene(96, 80, 3, 1), form);
    for (size_t cut = 1; cut < whole.size(); cut += whole.size() / 12 + 1) {
      for (const std::string& bytes :
           {whole.substr(0, cut),
            whole.substr(0, cut) + std::string(40, '\xff') + whole.substr(cut)}) {
        const auto hash = hashing_->Hash(bytes);
        if (!hash) {
          EXPECT_THAT(hash.error().message,
                      AnyOf(StartsWith("corrupt: "), StartsWith("unsupported: "),
                            StartsWith("refused-limit: ")))
              << form << cut;
        }
      }
    }
  }
  ExpectNoViolation();
}

TEST_F(ImageHashingTest, ALongerFileThanTheLimitIsRefusedHere) {
  const auto hash = hashing_->Hash(std::string(options_.max_payload_bytes + 1, 'x'));
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, ErrorCode::kPermission);
}

TEST_F(ImageHashingTest, TheVersionsAreThoseOfTheDecoders) {
  EXPECT_TRUE(hashing_->sandbox().versions().starts_with("image "))
      << hashing_->sandbox().versions();
}

}  // namespace
}  // namespace arsip::crawler
