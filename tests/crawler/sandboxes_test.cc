#include "crawler/sandboxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "archive/hash_forms.h"
#include "archive/image_clusters.h"
#include "extractors/pdq_transform.h"

namespace arsip::crawler {
namespace {

using extractors::PdqBits;
using extractors::PdqCoefficients;
using extractors::PdqLuma;
using extractors::PdqTransform;

// As photographs are: large shapes with much, small ones with little contrast.
PdqLuma Scene(std::mt19937& random) {
  std::uniform_real_distribution<float> phase(0, 6.2831853F);
  std::normal_distribution<float> gauss;
  PdqLuma luma{};
  luma.fill(128);
  for (int wave = 0; wave < 60; ++wave) {
    const float across = gauss(random) * 8;
    const float down = gauss(random) * 8;
    const float strength = 40 / (1 + across * across + down * down);
    const float begin = phase(random);
    for (size_t i = 0; i < luma.size(); ++i) {
      const auto x = static_cast<float>(i % 64) / 64;
      const auto y = static_cast<float>(i / 64) / 64;
      luma[i] += strength * std::cos(6.2831853F * (across * x + down * y) + begin);
    }
  }
  return luma;
}

archive::Hash256 HashOf(const extractors::PdqHash& hash) {
  return *archive::ParseHash256(hash.ToHex());
}

PdqLuma Noisy(PdqLuma luma, std::mt19937& random) {
  std::normal_distribution<float> noise(0, 3);
  for (float& value : luma) value += noise(random);
  return luma;
}

archive::HashForms ExactForms(const PdqCoefficients& coefficients) {
  archive::HashForms forms;
  for (uint32_t form = 0; form < forms.size(); ++form) {
    forms[form] =
        HashOf(PdqBits(Transformed(coefficients, static_cast<extractors::Dihedral>(form))));
  }
  return forms;
}

TEST(HashFormsTest, OfFourHashesAreThoseOfTurnedPixels) {
  std::mt19937 random(2);
  for (int scene = 0; scene < 100; ++scene) {
    const archive::HashForms exact = ExactForms(PdqTransform(Scene(random)));
    EXPECT_EQ(archive::FormsOf(exact[0], {exact[2], exact[4], exact[5]}), exact);
  }
}

TEST(HashFormsTest, TurnedCopiesWithNoiseAreFoundAsOftenAsUnturnedOnes) {
  std::mt19937 random(3);
  int upright = 0;
  int turned = 0;
  int turned_by_one_hash = 0;
  const auto near = [](unsigned distance) { return distance <= archive::kNearDistance ? 1 : 0; };
  for (int scene = 0; scene < 300; ++scene) {
    const PdqLuma picture = Scene(random);
    const PdqCoefficients copy = PdqTransform(Noisy(picture, random));
    const archive::HashForms original = ExactForms(PdqTransform(picture));
    const auto dihedral = static_cast<extractors::Dihedral>(1 + scene % 7);
    const archive::HashForms forms = ExactForms(Transformed(copy, dihedral));
    upright += near(HammingDistance(original[0], HashOf(PdqBits(copy))));
    turned += near(PictureDistance(original, forms));
    turned_by_one_hash +=
        near(PictureDistance(archive::FormsOf(original[0]), archive::FormsOf(forms[0])));
  }
  RecordProperty("upright", upright);
  RecordProperty("turned", turned);
  RecordProperty("turned_by_one_hash", turned_by_one_hash);
  EXPECT_GE(turned, upright);
  EXPECT_LT(turned_by_one_hash, turned);
}

TEST(HashFormsTest, OfOneHashAreThoseOfTurnedPixelsButForBitsNearTheMedian) {
  std::mt19937 random(1);
  unsigned worst = 0;
  uint64_t sum = 0;
  constexpr int kScenes = 200;
  for (int scene = 0; scene < kScenes; ++scene) {
    const PdqCoefficients coefficients = PdqTransform(Scene(random));
    const auto forms = archive::FormsOf(HashOf(PdqBits(coefficients)));
    for (uint32_t form = 0; form < forms.size(); ++form) {
      const auto dihedral = static_cast<extractors::Dihedral>(form);
      EXPECT_EQ(archive::NameOfForm(form), NameOf(dihedral));
      const auto turned = HashOf(PdqBits(Transformed(coefficients, dihedral)));
      const unsigned distance = HammingDistance(forms[form], turned);
      worst = std::max(worst, distance);
      sum += distance;
      const bool keeps_signs = form == 0 || dihedral == extractors::Dihedral::kFlipPlus1;
      if (keeps_signs) {
        EXPECT_EQ(distance, 0u) << NameOf(dihedral);
      }
    }
  }
  RecordProperty("worst", static_cast<int>(worst));
  RecordProperty("mean_in_hundredths", static_cast<int>(sum * 100 / (kScenes * 8)));
  EXPECT_LE(worst, archive::kNearDistance);
  EXPECT_LE(sum, uint64_t{kScenes} * 8 * 7);
}

TEST(ImageFactTest, IsReadFromALineAsItWasWritten) {
  SandboxResult result;
  const Sha256 payload = ComputeSha256("picture");
  EXPECT_EQ(ImageFactOf(result, payload, 7), std::nullopt);
  result.image_hash.emplace();
  result.image_hash->set_state("refused-limit: 50000 x 50000 pixels");
  EXPECT_EQ(ImageFactOf(result, payload, 7), std::nullopt);
  const std::string pdq(32, '\x33');
  result.image_hash->set_pdq(pdq);
  result.image_hash->set_quality(77);
  EXPECT_EQ(ImageFactOf(result, payload, 7)->turned, std::nullopt);
  for (char form = 0; form < 8; ++form) result.image_hash->add_dihedral(std::string(32, form));
  const auto fact = ImageFactOf(result, payload, 7);
  ASSERT_TRUE(fact.has_value());
  EXPECT_TRUE(fact->matchable());
  ASSERT_TRUE(fact->turned.has_value());
  EXPECT_EQ(fact->turned->rot180.bytes()[0], 2);
  EXPECT_EQ(fact->turned->flipx.bytes()[0], 4);
  EXPECT_EQ(fact->turned->flipy.bytes()[0], 5);
  const std::string block = "payload-sha256: " + FormatDigest(payload) +
                            "\r\nimage-hash: " + FormatImageHash(*fact) + "; width=8\r\n";
  EXPECT_EQ(archive::ImageFactOf(block), fact);
}

TEST(ImageFactTest, OfDegenerateHashesSaysSo) {
  SandboxResult result;
  result.image_hash.emplace();
  std::string pdq;
  for (int i = 0; i < 8; ++i) pdq += "\x55\x55\xaa\xaa";
  result.image_hash->set_pdq(pdq);
  result.image_hash->set_quality(100);
  const auto fact = ImageFactOf(result, Sha256{}, 7);
  ASSERT_TRUE(fact.has_value());
  EXPECT_TRUE(fact->degenerate);
  EXPECT_FALSE(fact->matchable());
  EXPECT_TRUE(archive::ImageFactOf("payload-sha256: " + FormatDigest(Sha256{}) +
                                   "\r\nimage-hash: " + FormatImageHash(*fact) + "\r\n")
                  ->degenerate);
}

}  // namespace
}  // namespace arsip::crawler
