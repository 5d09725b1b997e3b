#include "extractors/srcset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WhatwgParsingASrcset, CandidatesWithAndWithoutDescriptors) {
  EXPECT_THAT(ImageCandidates("a.jpg 1x, b.jpg 2x"), ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(ImageCandidates("a.jpg"), ElementsAre("a.jpg"));
  EXPECT_THAT(ImageCandidates("a.jpg, b.jpg 480w"), ElementsAre("a.jpg", "b.jpg"));
}

TEST(WhatwgParsingASrcset, CommasInsideUrlsBelongToThem) {
  EXPECT_THAT(ImageCandidates("data:image/png;base64,AA 1x,b,c 2x"),
              ElementsAre("data:image/png;base64,AA", "b,c"));
}

TEST(WhatwgParsingASrcset, TrailingCommasEndACandidate) {
  EXPECT_THAT(ImageCandidates(" ,, a,,, \n b,"), ElementsAre("a", "b"));
}

TEST(WhatwgParsingASrcset, CommasInParenthesesEndNothing) {
  EXPECT_THAT(ImageCandidates("a (1, b) x, c 1x"), ElementsAre("a", "c"));
}

TEST(WhatwgParsingASrcset, NothingInNothing) {
  EXPECT_THAT(ImageCandidates(""), IsEmpty());
  EXPECT_THAT(ImageCandidates(" , ,\t"), IsEmpty());
}

TEST(LenientSrcset, ImpossibleDescriptorsDoNotLoseTheImage) {
  EXPECT_THAT(ImageCandidates("a 1x 2w banana, b -3w"), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace arsip::extractors
