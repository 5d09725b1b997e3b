#include "frontier/seen_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

UrlKey KeyNumber(int number) {
  return KeyOf(*Url::Parse("http://a.example/" + std::to_string(number)));
}

TEST(SeenCacheTest, RemembersWhatItWasTold) {
  SeenCache cache(1024);
  EXPECT_FALSE(cache.SeenBefore(KeyNumber(1)));
  EXPECT_TRUE(cache.SeenBefore(KeyNumber(1)));
  EXPECT_FALSE(cache.SeenBefore(KeyNumber(2)));
}

TEST(SeenCacheTest, NeverClaimsToHaveSeenWhatItWasNotTold) {
  SeenCache cache(64);
  for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(cache.SeenBefore(KeyNumber(i))) << i;
}

// Half full: of the sets of four slots one in twenty has to hold five keys or more.
TEST(SeenCacheTest, RemembersNineOfTenKeysWhenHalfFull) {
  SeenCache cache(1024);
  for (int i = 0; i < 512; ++i) cache.SeenBefore(KeyNumber(i));
  int remembered = 0;
  for (int i = 0; i < 512; ++i) remembered += cache.SeenBefore(KeyNumber(i)) ? 1 : 0;
  // Sets of four at a mean of two keys overflow for four keys in a hundred.
  EXPECT_GT(remembered, 460);
}

TEST(SeenCacheTest, WhatIsSeenOftenOutlivesAFloodOfNewKeys) {
  SeenCache cache(256);
  const UrlKey popular = KeyNumber(-1);
  cache.SeenBefore(popular);
  cache.SeenBefore(popular);
  int missed = 0;
  for (int i = 0; i < 20'000; ++i) {
    cache.SeenBefore(KeyNumber(i));
    if (i % 20 == 0 && !cache.SeenBefore(popular)) ++missed;
  }
  EXPECT_LT(missed, 10);
}

TEST(SeenCacheTest, TheKeyOfZeroBytesIsAKeyLikeAnyOther) {
  SeenCache cache(64);
  EXPECT_FALSE(cache.SeenBefore(UrlKey{}));
  EXPECT_TRUE(cache.SeenBefore(UrlKey{}));
}

}  // namespace
}  // namespace arsip::frontier
