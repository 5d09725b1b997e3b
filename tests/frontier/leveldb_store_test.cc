#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "base/key_value_store.h"
#include "frontier/frontier_store.h"
#include "frontier/store_keys.h"
#include "store_contract.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

class LevelDbUnderTest : public StoreUnderTest {
 public:
  LevelDbUnderTest() { Open(); }
  FrontierStore& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }

 private:
  void Open() {
    auto store = OpenLevelDbStore(directory_.path() + "/db");
    if (!store.has_value()) ADD_FAILURE() << store.error().ToString();
    store_ = std::move(*store);
  }
  TemporaryDirectory directory_;
  std::unique_ptr<FrontierStore> store_;
};

const StoreFactory kLevelDb{"LevelDb", [] { return std::make_unique<LevelDbUnderTest>(); }};
INSTANTIATE_TEST_SUITE_P(LevelDb, FrontierStoreContract, testing::Values(kLevelDb));
INSTANTIATE_TEST_SUITE_P(LevelDb, DurableStoreContract, testing::Values(kLevelDb));

TEST(LevelDbStore, ADirectoryBelongsToOneStoreAtATime) {
  const TemporaryDirectory directory;
  const auto first = OpenLevelDbStore(directory.path());
  ASSERT_TRUE(first.has_value());
  const auto second = OpenLevelDbStore(directory.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

// Puts a value of the caller's where the store keeps one of its own.
void Plant(const std::string& directory, const std::string& key, const std::string& value) {
  auto database = KeyValueStore::Open(directory, {});
  ASSERT_TRUE(database.has_value());
  WriteBatch batch;
  batch.Put(key, value);
  ASSERT_TRUE((*database)->Write(batch, KeyValueStore::Sync::kYes).has_value());
}

TEST(LevelDbStore, ADamagedRecordIsCorruptionAndNamesTheDirectory) {
  const TemporaryDirectory directory;
  Plant(directory.path(), HostKey(0, 0), "\xff");
  const auto store = OpenLevelDbStore(directory.path());
  ASSERT_TRUE(store.has_value());
  const auto hosts = (*store)->LoadHosts(0, 0, 10);
  ASSERT_FALSE(hosts.has_value());
  EXPECT_EQ(hosts.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(hosts.error().where, directory.path());
}

TEST(LevelDbStore, AQueueEntryWithoutItsUrlIsCorruption) {
  const TemporaryDirectory directory;
  Plant(directory.path(), QueueKey(0, QueuePosition{1, 2, 3}), std::string(16, 'k'));
  const auto store = OpenLevelDbStore(directory.path());
  ASSERT_TRUE(store.has_value());
  const auto queue = (*store)->LoadQueue(0, QueuePosition{1, 2, 0}, 10);
  ASSERT_FALSE(queue.has_value());
  EXPECT_EQ(queue.error().code, ErrorCode::kCorruption);
}

TEST(LevelDbStore, APartitionOfAnotherVersionIsNotTakenOver) {
  const TemporaryDirectory directory;
  Plant(directory.path(), TablePrefix(Table::kPartition, 0), "\x09");
  const auto store = OpenLevelDbStore(directory.path());
  ASSERT_TRUE(store.has_value());
  const auto owned = (*store)->TakeOver(0, "owner");
  ASSERT_FALSE(owned.has_value());
  EXPECT_EQ(owned.error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::frontier
