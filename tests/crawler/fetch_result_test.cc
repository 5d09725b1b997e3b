#include "crawler/fetch_result.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

TEST(FetchResultTest, EveryFailureHasItsOwnName) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(FetchFailure::kCancelled); ++i) {
    names.insert(FetchFailureName(static_cast<FetchFailure>(i)));
  }
  EXPECT_EQ(names.size(), 11U);
}

// Scripts read these.
TEST(FetchResultTest, NamesOfFailuresStayAsTheyAre) {
  EXPECT_STREQ(FetchFailureName(FetchFailure::kNone), "none");
  EXPECT_STREQ(FetchFailureName(FetchFailure::kAddressRefused), "address-refused");
  EXPECT_STREQ(FetchFailureName(FetchFailure::kNoResponse), "no-response");
  EXPECT_STREQ(FetchFailureName(FetchFailure::kBadHead), "bad-head");
}

}  // namespace
}  // namespace arsip::crawler
