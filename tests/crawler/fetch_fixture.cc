#include "fetch_fixture.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

namespace arsip::crawler {

using std::chrono::milliseconds;

void FetchTest::SetUp() {
  std::string path = testing::TempDir() + "fetch-XXXXXX";
  ASSERT_NE(::mkdtemp(path.data()), nullptr);
  directory_ = path;
  options_.user_agent = "arsip-test/1 (+https://example.org/)";
  options_.spool_directory = directory_;
  options_.connect_timeout = milliseconds(700);
  options_.first_byte_timeout = milliseconds(400);
  options_.total_timeout = std::chrono::seconds(20);
  options_.low_speed_time = std::chrono::seconds(1);
  auto loop = EventLoop::Create();
  ASSERT_TRUE(loop);
  loop_ = std::move(*loop);
}

void FetchTest::TearDown() {
  fetcher_.reset();
  std::filesystem::remove_all(directory_);
}

void FetchTest::MakeFetcher() {
  fetcher_.reset();
  auto guard = AddressGuard::Create(allowed_ranges_);
  ASSERT_TRUE(guard);
  guard_ = std::make_unique<AddressGuard>(std::move(*guard));
  auto fetcher = Fetcher::Create(*loop_, clock_, *guard_, options_);
  ASSERT_TRUE(fetcher) << fetcher.error().ToString();
  fetcher_ = std::move(*fetcher);
}

FetchRequest FetchTest::Request(const std::string& url, std::vector<std::string> addresses) {
  auto parsed = Url::Parse(url);
  EXPECT_TRUE(parsed) << url;
  FetchRequest request;
  request.url = parsed.value_or(Url());
  request.addresses = std::move(addresses);
  return request;
}

Result<FetchResult> FetchTest::TryFetch(FetchRequest request) {
  if (!fetcher_) MakeFetcher();
  std::optional<Result<FetchResult>> ended;
  Spawn(fetcher_->Fetch(std::move(request)), [&](Result<FetchResult> result) {
    ended.emplace(std::move(result));
    loop_->Stop();
  });
  bool late = false;
  const auto limit = loop_->After(std::chrono::seconds(30), [&] {
    late = true;
    fetcher_->CancelAll();
  });
  if (!ended) {
    EXPECT_TRUE(loop_->Run());
  }
  loop_->Cancel(limit);
  EXPECT_FALSE(late) << "the fetch did not end by itself";
  EXPECT_EQ(fetcher_->in_flight(), 0U);
  return std::move(*ended);
}

FetchResult FetchTest::Fetch(FetchRequest request) {
  Result<FetchResult> result = TryFetch(std::move(request));
  if (result) return std::move(*result);
  ADD_FAILURE() << result.error().ToString();
  return {};
}

FetchResult FetchTest::Fetch(const std::string& url) { return Fetch(Request(url)); }

std::vector<FetchResult> FetchTest::FetchAll(std::vector<FetchRequest> requests) {
  if (!fetcher_) MakeFetcher();
  std::vector<FetchResult> results;
  const size_t expected = requests.size();
  for (FetchRequest& request : requests) {
    Spawn(fetcher_->Fetch(std::move(request)), [&](Result<FetchResult> result) {
      EXPECT_TRUE(result) << result.error().ToString();
      results.push_back(result ? std::move(*result) : FetchResult());
      if (results.size() == expected) loop_->Stop();
    });
  }
  if (results.size() < expected) {
    EXPECT_TRUE(loop_->Run());
  }
  return results;
}

size_t FetchTest::ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

std::string BodyOf(const FetchResult& result) {
  return result.body ? std::string(result.body->view()) : "(no body)";
}

testing::Matcher<const FetchResult&> HasFlag(const std::string& flag) {
  return testing::Field("flags", &FetchResult::flags, testing::Contains(flag));
}

testing::Matcher<const FetchResult&> FailedWith(FetchFailure failure) {
  return testing::Field("failure", &FetchResult::failure, failure);
}

}  // namespace arsip::crawler
