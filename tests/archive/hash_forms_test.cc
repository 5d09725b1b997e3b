#include "archive/hash_forms.h"

#include <algorithm>
#include <utility>

#include "gtest/gtest.h"
#include "hash_samples.h"

namespace arsip::archive {
namespace {

TEST(HashFormsTest, AreAGroupOfIsometries) {
  testing::HashSource source(2);
  const Hash256 a = source.Random();
  const Hash256 b = source.Random();
  constexpr std::array<size_t, kHashForms> kInverse = {0, 3, 2, 1, 4, 5, 6, 7};
  for (size_t form = 0; form < kHashForms; ++form) {
    EXPECT_EQ(FormsOf(FormsOf(a)[form])[kInverse[form]], a) << NameOfForm(form);
    EXPECT_EQ(HammingDistance(FormsOf(a)[form], b), HammingDistance(a, FormsOf(b)[kInverse[form]]))
        << NameOfForm(form);
  }
}

TEST(HashFormsTest, TwoQuarterTurnsAreAHalfTurn) {
  testing::HashSource source(3);
  const Hash256 hash = source.Random();
  EXPECT_EQ(FormsOf(FormsOf(hash)[1])[1], FormsOf(hash)[2]);
  EXPECT_EQ(FormsOf(FormsOf(hash)[4])[5], FormsOf(hash)[2]);  // upside down, then mirrored
}

TEST(HashFormsTest, OfFourHashesAreThoseAndTheirDiagonals) {
  testing::HashSource source(4);
  const Hash256 hash = source.Random();
  const TurnedHashes turned{source.Random(), source.Random(), source.Random()};
  const HashForms forms = FormsOf(hash, turned);
  EXPECT_EQ(forms[0], hash);
  EXPECT_EQ(forms[2], turned.rot180);
  EXPECT_EQ(forms[4], turned.flipx);
  EXPECT_EQ(forms[5], turned.flipy);
  const auto diagonal = [](const Hash256& of) { return FormsOf(of)[6]; };
  EXPECT_EQ(forms[1], diagonal(turned.flipy));
  EXPECT_EQ(forms[3], diagonal(turned.flipx));
  EXPECT_EQ(forms[6], diagonal(hash));
  EXPECT_EQ(forms[7], diagonal(turned.rot180));
}

TEST(PictureDistanceTest, IsSymmetricAndNeverLessThanEitherSearchFinds) {
  testing::HashSource source(5);
  for (int i = 0; i < 200; ++i) {
    const Hash256 a = source.Random();
    const Hash256 b = source.At(static_cast<unsigned>(source.Number(20)), FormsOf(a)[i % 8]);
    const auto turned = [&source](const Hash256& hash) {
      const HashForms derived = FormsOf(hash);
      return FormsOf(
          hash, {source.At(6, derived[2]), source.At(6, derived[4]), source.At(6, derived[5])});
    };
    const HashForms forms_a = turned(a);
    const HashForms forms_b = i % 3 == 0 ? FormsOf(b) : turned(b);
    const unsigned distance = PictureDistance(forms_a, forms_b);
    EXPECT_EQ(distance, PictureDistance(forms_b, forms_a));
    for (const auto& [forms, other] : {std::pair(forms_a, b), std::pair(forms_b, a)}) {
      unsigned least = 256;
      for (const Hash256& form : forms) least = std::min(least, HammingDistance(form, other));
      for (const Hash256& form : FormsOf(forms[0])) {
        least = std::min(least, HammingDistance(form, other));
      }
      EXPECT_LE(least, distance);
    }
  }
}

TEST(PictureDistanceTest, OfOneHashEachIsThatOfItsForms) {
  testing::HashSource source(6);
  const Hash256 hash = source.Random();
  EXPECT_EQ(PictureDistance(FormsOf(hash), FormsOf(source.At(9, FormsOf(hash)[3]))), 9u);
}

}  // namespace
}  // namespace arsip::archive
