#include "extractors/image_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document_samples.h"
#include "encoded_image.h"

namespace arsip::extractors {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

PdqHash HashOf(const ImageHash& hash) { return PdqHash::FromBytes(hash.pdq()).value_or(PdqHash()); }

TEST(ImageHashTest, IsThatOfTheDecodedSamples) {
  const PaintedImage image = Scene(300, 200, 3, 1);
  const auto hash = HashImage(Encoded(image, ".png"));
  ASSERT_TRUE(hash) << hash.error().ToString();
  const PdqDihedralResult expected = Pdq().HashDihedral(image.view());
  EXPECT_EQ(HashOf(*hash), expected.hashes[0]);
  EXPECT_EQ(hash->quality(), expected.quality);
  ASSERT_EQ(hash->dihedral_size(), static_cast<int>(kDihedrals));
  for (size_t i = 0; i < kDihedrals; ++i) {
    EXPECT_EQ(hash->dihedral(static_cast<int>(i)), expected.hashes[i].ToBytes());
  }
  EXPECT_EQ(hash->width(), 300u);
  EXPECT_EQ(hash->height(), 200u);
  EXPECT_EQ(hash->media_type(), "image/png");
  EXPECT_EQ(hash->state(), "");
}

TEST(ImageHashTest, ALargeImageIsMadeSmallerFirst) {
  const PaintedImage image = Scene(700, 530, 3, 2);
  PdqResize resize;
  resize.Begin(700, 530, 3);
  for (uint32_t y = 0; y < 530; ++y) resize.AddRow(y, image.samples.data() + size_t{y} * 700 * 3);
  const auto hash = HashImage(Encoded(image, ".png"));
  ASSERT_TRUE(hash);
  EXPECT_EQ(HashOf(*hash), Pdq().Hash(resize.Result()).hash);
  EXPECT_EQ(hash->width(), 700u);
}

TEST(ImageHashTest, OnePictureInFourFormatsMatches) {
  const PaintedImage image = Scene(200, 150, 3, 3);
  const PdqHash png = HashOf(*HashImage(Encoded(image, ".png")));
  for (const char* form : {".jpg[Q=60]", ".webp[Q=60]", ".webp[lossless]"}) {
    const auto hash = HashImage(Encoded(image, form));
    ASSERT_TRUE(hash) << form;
    EXPECT_LE(Distance(HashOf(*hash), png), 10) << form;
  }
  const auto other = HashImage(Encoded(Scene(200, 150, 3, 4), ".png"));
  EXPECT_GT(Distance(HashOf(*other), png), kPdqMatchDistance);
}

TEST(ImageHashTest, DamageIsSaid) {
  const std::string whole = Encoded(Scene(200, 150, 3, 3), ".jpg");
  const auto hash = HashImage(whole.substr(0, whole.size() / 2));
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->state(), "damaged");
}

TEST(ImageHashTest, AnAnswerWithoutAHashSaysWhy) {
  ImageHasher hasher;
  Extraction extraction;
  hasher.Extract({}, "no image", extraction);
  EXPECT_EQ(extraction.extractor(), "image");
  EXPECT_EQ(extraction.image_hash().pdq(), "");
  EXPECT_THAT(extraction.image_hash().state(), StartsWith("unsupported: "));
  hasher.Extract({}, Encoded(Scene(40, 40, 3, 3), ".png"), extraction);
  EXPECT_EQ(extraction.image_hash().pdq().size(), PdqHash::kBytes);
  EXPECT_EQ(extraction.sniffed_media_type(), "image/png");
  EXPECT_EQ(extraction.image_hash().thumbnail(), "");
}

TEST(ImageHashTest, AThumbnailComesWhenItIsAskedForAndMovesNoHash) {
  const std::string image = Encoded(Scene(900, 300, 3, 3), ".png");
  ExtractionRequest request;
  request.set_want_thumbnail(true);
  Extraction extraction;
  ImageHasher().Extract(request, image, extraction);
  const Decoded thumbnail(extraction.image_hash().thumbnail());
  ASSERT_TRUE(thumbnail.result.has_value());
  EXPECT_EQ(thumbnail.result->width, 256u);
  EXPECT_EQ(thumbnail.result->height, 85u);
  EXPECT_EQ(extraction.image_hash().pdq(), HashImage(image)->pdq());
}

TEST(ImageHashTest, AContentCodingIsUndoneFirst) {
  const std::string image = Encoded(Scene(80, 60, 3, 3), ".png");
  ImageHasher hasher;
  const auto hash_of = [&hasher](const std::string& bytes, const char* coding) {
    ExtractionRequest request;
    request.add_content_encoding(coding);
    Extraction extraction;
    hasher.Extract(request, bytes, extraction);
    return extraction.image_hash();
  };
  const std::string plain = HashImage(image)->pdq();
  const std::string packed = Deflated(image, 31);
  EXPECT_EQ(hash_of(packed, "gzip").pdq(), plain);
  EXPECT_EQ(hash_of(Deflated(image, 15), "deflate").pdq(), plain);
  EXPECT_EQ(hash_of(image, "identity").pdq(), plain);
  EXPECT_EQ(hash_of(image, "gzip").state(), "unsupported: content coding");
  EXPECT_EQ(hash_of(packed, "br").state(), "unsupported: content coding");
  EXPECT_EQ(hash_of(packed.substr(0, packed.size() / 2), "gzip").state(),
            "corrupt: the content coding ends too early");
  const std::string bomb = Deflated(std::string(80u << 20, '\0'), 31, 1);
  EXPECT_EQ(hash_of(bomb, "gzip").state(), "refused-limit: decoded bytes");
}

TEST(ImageHashTest, VersionsNameTheDecoders) {
  EXPECT_THAT(ImageHashVersions(), HasSubstr("libjpeg-turbo "));
  EXPECT_THAT(ImageHashVersions(), HasSubstr("vips 8."));
  EXPECT_LT(ImageHashVersions().size(), 128u);
}

}  // namespace
}  // namespace arsip::extractors
