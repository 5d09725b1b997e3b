// FetchTest: a fetcher with short time-outs on a loop of its own that may dial 127.0.0.0/8.
#ifndef ARSIP_TESTS_CRAWLER_FETCH_FIXTURE_H_
#define ARSIP_TESTS_CRAWLER_FETCH_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "crawler/fetcher.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::crawler {

class FetchTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // After a change of `options_` or `allowed_ranges_`; Fetch() calls it when there is no fetcher
  // yet.
  void MakeFetcher();
  FetchRequest Request(const std::string& url, std::vector<std::string> addresses = {"127.0.0.1"});
  // Runs the loop until the fetch ended. An Error fails the test.
  FetchResult Fetch(FetchRequest request);
  FetchResult Fetch(const std::string& url);
  Result<FetchResult> TryFetch(FetchRequest request);
  std::vector<FetchResult> FetchAll(std::vector<FetchRequest> requests);
  // Resident memory of this process now.
  static size_t ResidentBytes();

  std::string directory_;
  FetcherOptions options_;
  std::vector<std::string> allowed_ranges_{"127.0.0.0/8"};
  SystemClock clock_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<AddressGuard> guard_;
  std::unique_ptr<Fetcher> fetcher_;
};

std::string BodyOf(const FetchResult& result);
testing::Matcher<const FetchResult&> HasFlag(const std::string& flag);
testing::Matcher<const FetchResult&> FailedWith(FetchFailure failure);

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_FETCH_FIXTURE_H_
