#include "frontier/host_counts.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontier/frontier_store.h"
#include "frontier/record_codec.h"
#include "frontier/store_keys.h"
#include "store_contract.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

using Sync = KeyValueStore::Sync;
constexpr HostNumber kHosts = 9'000;  // two writes full, and one

// Fails at one of its writes.
class FailingStore : public KeyValueStore {
 public:
  explicit FailingStore(KeyValueStore& behind) : behind_(behind) {}
  int writes_left = 1'000;

  Result<std::optional<std::string>> Get(std::string_view key) override { return behind_.Get(key); }
  Status Write(const WriteBatch& batch, Sync sync) override {
    if (writes_left-- == 0) return Error{ErrorCode::kNoSpace, "the disk is full", ""};
    return behind_.Write(batch, sync);
  }
  Result<std::unique_ptr<Iterator>> NewIterator() override { return behind_.NewIterator(); }
  uint64_t ApproximateBytes() override { return behind_.ApproximateBytes(); }
  Result<uint64_t> ApproximateBytes(std::string_view prefix) override {
    return behind_.ApproximateBytes(prefix);
  }
  Status Compact() override { return behind_.Compact(); }

 private:
  KeyValueStore& behind_;
};

class HostCountsTest : public testing::Test {
 protected:
  HostCountsTest() {
    auto store = KeyValueStore::Open(directory_.path(), {});
    if (!store.has_value()) ADD_FAILURE() << store.error().ToString();
    store_ = std::move(*store);
    WriteBatch batch;
    for (HostNumber host = 0; host < kHosts; ++host) {
      batch.Put(HostKey(0, host), EncodeHost(SomeHost(host)));
    }
    EXPECT_TRUE(store_->Write(batch, Sync::kYes));
  }
  void PutCounts(uint64_t sequence, const std::vector<HostCounts>& counts) {
    WriteBatch batch;
    batch.Put(CountsKey(0, sequence), EncodeCounts(counts));
    EXPECT_TRUE(store_->Write(batch, Sync::kYes));
  }
  // Of its own row.
  uint32_t Counted(HostNumber host) {
    const auto value = store_->Get(HostKey(0, host));
    return DecodeHost(host, **value)->queued[0];
  }

  TemporaryDirectory directory_;
  std::unique_ptr<KeyValueStore> store_;
};

TEST_F(HostCountsTest, TheLatestBatchHasTheWord) {
  PutCounts(256, {{1, {3}}, {2, {4}}});
  PutCounts(255, {{1, {2}}, {7, {5}}});
  const auto counts = ReadCounts(*store_, 0);
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(*counts, (CountsByHost{{1, {3}}, {2, {4}}, {7, {5}}}));
  EXPECT_TRUE(ReadCounts(*store_, 1)->empty());
}

TEST_F(HostCountsTest, AFoldThatFailsLosesNothingAndTheNextOneEndsIt) {
  std::vector<HostCounts> all;
  for (HostNumber host = 0; host < kHosts; ++host) all.push_back({host, {host + 1}});
  PutCounts(1, all);
  FailingStore failing(*store_);
  for (const int writes : {0, 1, 2}) {
    failing.writes_left = writes;
    WriteBatch last;
    const auto folded = FoldCounts(failing, 0, last);
    ASSERT_FALSE(folded.has_value());
    EXPECT_EQ(folded.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(ReadCounts(*store_, 0)->size(), kHosts) << "they hold until all are folded";
    EXPECT_EQ(Counted(kHosts - 1), 0U);
  }
  failing.writes_left = 1'000;
  WriteBatch last;
  ASSERT_TRUE(FoldCounts(failing, 0, last));
  for (HostNumber host = 0; host < kHosts; ++host) ASSERT_EQ(Counted(host), host + 1);
  EXPECT_EQ(ReadCounts(*store_, 0)->size(), kHosts);
  ASSERT_TRUE(store_->Write(last, Sync::kYes));
  EXPECT_TRUE(ReadCounts(*store_, 0)->empty());
}

TEST_F(HostCountsTest, OnlyHostsThatWereCountedAreWrittenAnew) {
  PutCounts(1, {{5, {9}}, {kHosts - 1, {8}}});
  WriteBatch planted;
  planted.Put(HostKey(0, 6), "damaged");
  ASSERT_TRUE(store_->Write(planted, Sync::kYes));
  WriteBatch last;
  ASSERT_TRUE(FoldCounts(*store_, 0, last)) << "what is not folded is not read";
  EXPECT_EQ(Counted(5), 9U);
  EXPECT_EQ(Counted(kHosts - 1), 8U);
  EXPECT_EQ(last.count(), 1U);
}

TEST_F(HostCountsTest, CountsOfAHostWithoutARecordAreCorruption) {
  PutCounts(1, {{5, {9}}, {kHosts, {8}}});
  WriteBatch last;
  const auto folded = FoldCounts(*store_, 0, last);
  ASSERT_FALSE(folded.has_value());
  EXPECT_EQ(folded.error().code, ErrorCode::kCorruption);
}

TEST_F(HostCountsTest, DamagedCountsAreCorruptionAndNoOwnerTakesOver) {
  WriteBatch planted;
  planted.Put(CountsKey(0, 1), "\xff");
  ASSERT_TRUE(store_->Write(planted, Sync::kYes));
  EXPECT_EQ(ReadCounts(*store_, 0).error().code, ErrorCode::kCorruption);
  store_.reset();
  const auto store = OpenLevelDbStore(directory_.path());
  ASSERT_TRUE(store.has_value());
  for (const Error& error :
       {(*store)->TakeOver(0, "owner").error(), (*store)->LoadHosts(0, 0, 10).error()}) {
    EXPECT_EQ(error.code, ErrorCode::kCorruption);
    EXPECT_EQ(error.where, directory_.path());
  }
}

// What a program from before there were counts has left.
TEST_F(HostCountsTest, AnOlderStoreOpensAndIsCountedOn) {
  PartitionRecord record;
  record.epoch = 3;
  record.sequence = 1'000'000;
  std::string bytes = EncodePartition(record);
  ASSERT_EQ(bytes[0], 5);
  bytes[0] = 4;
  bytes.pop_back();
  WriteBatch planted;
  planted.Put(TablePrefix(Table::kPartition, 0), bytes);
  ASSERT_TRUE(store_->Write(planted, Sync::kYes));
  store_.reset();
  const auto store = OpenLevelDbStore(directory_.path());
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->LoadHosts(0, 0, kHosts)->size(), kHosts);
  const auto owned = (*store)->TakeOver(0, "owner");
  ASSERT_TRUE(owned.has_value());
  FrontierBatch batch;
  batch.counts = {{3, {0, 0, 4}}};
  batch.counts_from = 999'000;
  ASSERT_TRUE((*store)->Apply({0, owned->epoch, owned->sequence + 1}, batch).has_value());
  EXPECT_EQ((*store)->LoadHosts(0, 3, 1)->front().queued[2], 4U);
}

TEST_F(HostCountsTest, ANewOwnerFoldsAndABatchForgets) {
  store_.reset();
  auto store = OpenLevelDbStore(directory_.path());
  ASSERT_TRUE(store.has_value());
  const auto apply = [&](const Ownership& owned, uint64_t batches, uint64_t from) {
    for (uint64_t i = 1; i <= batches; ++i) {
      FrontierBatch batch;
      batch.counts = {{static_cast<HostNumber>(i), {1}}};
      if (i == batches) batch.counts_from = from;
      ASSERT_TRUE((*store)->Apply({0, owned.epoch, owned.sequence + i}, batch).has_value());
    }
  };
  const auto rows = [&] {
    store->reset();
    store_ = std::move(*KeyValueStore::Open(directory_.path(), {}));
    size_t count = 0;
    for (uint64_t sequence = 0; sequence < 100; ++sequence) {
      count += store_->Get(CountsKey(0, sequence))->has_value() ? 1 : 0;
    }
    store_.reset();
    store = OpenLevelDbStore(directory_.path());
    return count;
  };
  apply(*(*store)->TakeOver(0, "owner"), 10, 4);
  EXPECT_EQ(rows(), 7U) << "of batches 4 to 10";
  const auto owned = (*store)->TakeOver(0, "next");
  EXPECT_EQ(rows(), 0U);
  EXPECT_EQ((*store)->LoadHosts(0, 9, 1)->front().queued[0], 1U);
  apply(*owned, 5, 3);
  EXPECT_EQ(rows(), 5U) << "those before the owner's first are gone already";
}

}  // namespace
}  // namespace arsip::frontier
