// The contract of frontier/frontier_store.h as a suite. Its cases are in frontier_store_test.cc;
// the test of each store instantiates them.
#ifndef ARSIP_TESTS_FRONTIER_STORE_CONTRACT_H_
#define ARSIP_TESTS_FRONTIER_STORE_CONTRACT_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "frontier/frontier_store.h"

namespace arsip::frontier {

// A store that a test may close and open again; what is not durable is gone then.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual FrontierStore& store() = 0;
  virtual void Reopen() = 0;
};

struct StoreFactory {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }

inline UrlRecord QueuedRecord(const std::string& href, uint64_t arrival) {
  UrlRecord url;
  url.key = KeyOf(*Url::Parse(href));
  url.href = href;
  url.arrival = arrival;
  return url;
}

inline HostRecord SomeHost(HostNumber number) {
  HostRecord host;
  host.number = number;
  host.origin = "http://h" + std::to_string(number) + ".example";
  return host;
}

inline FrontierBatch::Insert InsertOf(const UrlRecord& url, uint8_t lane) {
  return {url, QueuePosition{0, lane, url.arrival}};
}

class FrontierStoreContract : public testing::TestWithParam<StoreFactory> {
 protected:
  FrontierStore& store() { return under_test_->store(); }

  uint64_t TakeOver() {
    const auto owned = store().TakeOver(kPartition, "owner");
    EXPECT_TRUE(owned.has_value());
    sequence_ = owned->sequence;
    return owned->epoch;
  }
  Fence NextFence(uint64_t epoch) { return {kPartition, epoch, ++sequence_}; }

  // Three queued URLs of host 0, lanes 2, 0 and 2.
  void AddThree(uint64_t epoch) {
    FrontierBatch batch;
    batch.inserts = {InsertOf(QueuedRecord("http://h0.example/1", 1), 2),
                     InsertOf(QueuedRecord("http://h0.example/2", 2), 0),
                     InsertOf(QueuedRecord("http://h0.example/3", 3), 2)};
    batch.hosts = {SomeHost(0)};
    batch.counters.next_arrival = 4;
    const auto applied = store().Apply(NextFence(epoch), batch);
    ASSERT_TRUE(applied.has_value());
    EXPECT_EQ(applied->inserted, (std::vector<bool>{true, true, true}));
  }

  static constexpr uint32_t kPartition = 7;
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
  uint64_t sequence_ = 0;
};

// What a store that survives its process promises besides.
class DurableStoreContract : public FrontierStoreContract {};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_STORE_CONTRACT_H_
