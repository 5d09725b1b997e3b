#include "frontier/crawl_url.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace arsip::frontier {
namespace {

TEST(CrawlUrl, EveryStateHasANameOfItsOwn) {
  std::set<std::string> names;
  for (uint8_t state = 0; state <= static_cast<uint8_t>(UrlState::kDormant); ++state) {
    names.insert(UrlStateName(static_cast<UrlState>(state)));
  }
  EXPECT_EQ(names, (std::set<std::string>{"discovered", "queued", "leased", "captured", "failed",
                                          "refused", "dormant"}));
}

TEST(CrawlUrl, EveryRefusalHasANameOfItsOwn) {
  std::set<std::string> names;
  for (uint8_t refusal = 0; refusal <= static_cast<uint8_t>(Refusal::kGate); ++refusal) {
    names.insert(RefusalName(static_cast<Refusal>(refusal)));
  }
  EXPECT_EQ(names, (std::set<std::string>{"none", "scope", "robots", "trap", "budget", "gate"}));
}

TEST(CrawlUrl, WhatIsNoStateOrRefusalIsUnknown) {
  EXPECT_STREQ(UrlStateName(static_cast<UrlState>(99)), "unknown");
  EXPECT_STREQ(RefusalName(static_cast<Refusal>(99)), "unknown");
}

}  // namespace
}  // namespace arsip::frontier
