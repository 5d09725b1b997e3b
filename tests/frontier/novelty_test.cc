#include "frontier/novelty.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

TEST(Novelty, NothingIsSaidBefore500Pages) {
  Novelty novelty;
  for (int i = 0; i < 499; ++i) novelty.Count(false);
  EXPECT_EQ(novelty.Percent(), std::nullopt);
  novelty.Count(false);
  EXPECT_EQ(novelty.Percent(), 0);
}

TEST(Novelty, TheLast500PagesCount) {
  Novelty novelty;
  for (int i = 0; i < 500; ++i) novelty.Count(i % 10 == 0);
  EXPECT_EQ(novelty.Percent(), 10);
  for (int i = 0; i < 100; ++i) novelty.Count(true);
  EXPECT_EQ(novelty.Percent(), 28);
  for (int i = 0; i < 500; ++i) novelty.Count(false);
  EXPECT_EQ(novelty.Percent(), 0);
}

}  // namespace
}  // namespace arsip::frontier
