#include "archive/hash_forms.h"

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

}  // namespace
}  // namespace arsip::archive
