#include "frontier/resolution_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

Resolution To(const std::string& address, Duration ttl) { return Resolution{{address}, "", ttl}; }

TEST(ResolutionCacheTest, AnAnswerHoldsForItsTtl) {
  ResolutionCache cache(10);
  const MonotonicTime begin{};
  cache.Put("a.example", To("192.0.2.1", seconds(60)), begin);
  const auto answer = cache.Get("a.example", begin + seconds(59));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->addresses.front(), "192.0.2.1");
  EXPECT_EQ(answer->ttl, seconds(1));
  EXPECT_FALSE(cache.Get("a.example", begin + seconds(60)).has_value());
  EXPECT_FALSE(cache.Get("b.example", begin).has_value());
}

TEST(ResolutionCacheTest, ANewAnswerReplacesTheOld) {
  ResolutionCache cache(10);
  cache.Put("a.example", To("192.0.2.1", seconds(60)), {});
  cache.Put("a.example", To("192.0.2.2", seconds(90)), {});
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(cache.Get("a.example", MonotonicTime(seconds(70)))->addresses.front(), "192.0.2.2");
}

TEST(ResolutionCacheTest, TheLongestUnusedIsForgottenFirst) {
  ResolutionCache cache(2);
  cache.Put("a.example", To("192.0.2.1", seconds(60)), {});
  cache.Put("b.example", To("192.0.2.2", seconds(60)), {});
  EXPECT_TRUE(cache.Get("a.example", {}).has_value());
  cache.Put("c.example", To("192.0.2.3", seconds(60)), {});
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_TRUE(cache.Get("a.example", {}).has_value());
  EXPECT_FALSE(cache.Get("b.example", {}).has_value());
}

}  // namespace
}  // namespace arsip::frontier
