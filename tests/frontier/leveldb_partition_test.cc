#include "frontier/leveldb_partition.h"

#include <gtest/gtest.h>

#include <utility>

#include "frontier/store_keys.h"
#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

// Counts what is read of the database behind it.
class CountingDatabase : public KeyValueStore {
 public:
  explicit CountingDatabase(std::unique_ptr<KeyValueStore> behind) : behind_(std::move(behind)) {}

  uint64_t gets = 0;
  uint64_t steps = 0;  // of iterators

  Result<std::optional<std::string>> Get(std::string_view key) override {
    ++gets;
    return behind_->Get(key);
  }
  Status Write(const WriteBatch& batch, Sync sync) override { return behind_->Write(batch, sync); }
  Result<std::unique_ptr<Iterator>> NewIterator() override {
    ARSIP_ASSIGN(auto it, behind_->NewIterator());
    return std::unique_ptr<Iterator>(std::make_unique<CountingIterator>(std::move(it), steps));
  }
  uint64_t ApproximateBytes() override { return behind_->ApproximateBytes(); }
  Result<uint64_t> ApproximateBytes(std::string_view prefix) override {
    return behind_->ApproximateBytes(prefix);
  }
  Status Compact() override { return behind_->Compact(); }

 private:
  class CountingIterator : public Iterator {
   public:
    CountingIterator(std::unique_ptr<Iterator> behind, uint64_t& steps)
        : behind_(std::move(behind)), steps_(steps) {}
    void Seek(std::string_view key) override { behind_->Seek(key); }
    void SeekToLast() override { behind_->SeekToLast(); }
    bool Valid() const override { return behind_->Valid(); }
    void Next() override {
      ++steps_;
      behind_->Next();
    }
    void Prev() override { behind_->Prev(); }
    std::string_view key() const override { return behind_->key(); }
    std::string_view value() const override { return behind_->value(); }
    Status status() const override { return behind_->status(); }

   private:
    std::unique_ptr<Iterator> behind_;
    uint64_t& steps_;
  };

  std::unique_ptr<KeyValueStore> behind_;
};

FrontierBatch::Insert InsertNumber(uint64_t number) {
  FrontierBatch::Insert insert;
  insert.url.href = HrefNumber(number);
  insert.url.key = KeyNumber(number);
  insert.url.arrival = number;
  return insert;
}

class LevelDbPartitionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = KeyValueStore::Open(directory_.path(), {});
    ASSERT_TRUE(database.has_value());
    database_ = std::make_unique<CountingDatabase>(std::move(*database));
    Open();
  }
  void Open() {
    partition_.reset();
    auto partition = LevelDbPartition::Open(*database_, directory_.path(), 0, kTable);
    ASSERT_TRUE(partition.has_value()) << partition.error().ToString();
    partition_ = std::move(*partition);
  }
  // URLs 1 to `urls`, in batches of 100, as the store adds them.
  void Add(uint64_t urls) {
    for (uint64_t next = 1; next <= urls;) {
      std::vector<FrontierBatch::Insert> inserts;
      WriteBatch batch;
      for (; inserts.size() < 100 && next <= urls; ++next) {
        inserts.push_back(InsertNumber(next));
        batch.Put(UrlStoreKey(0, next), EncodeStoredUrl(inserts.back().url));
      }
      ASSERT_TRUE(partition_->Tend().has_value());
      ASSERT_TRUE(database_->Write(batch, KeyValueStore::Sync::kNo).has_value());
      partition_->Remember(inserts, std::vector<bool>(inserts.size(), true));
    }
  }
  uint64_t CountKnown(uint64_t first, uint64_t last) {
    std::vector<UrlKey> keys;
    for (uint64_t i = first; i <= last; ++i) keys.push_back(KeyNumber(i));
    uint64_t count = 0;
    for (const bool known : partition_->Known(keys)) count += known ? 1 : 0;
    return count;
  }

  static constexpr size_t kTable = 500;
  TemporaryDirectory directory_;
  std::unique_ptr<CountingDatabase> database_;
  std::unique_ptr<LevelDbPartition> partition_;
};

TEST_F(LevelDbPartitionTest, WhetherALinkIsKnownIsAnsweredWithoutTheDatabase) {
  Add(5'000);
  database_->gets = database_->steps = 0;
  EXPECT_EQ(CountKnown(1, 5'000), 5'000U);
  EXPECT_EQ(CountKnown(5'001, 10'000), 0U);
  const auto inserted = partition_->New({InsertNumber(17), InsertNumber(5'001)});
  EXPECT_EQ(*inserted, (std::vector<bool>{false, true}));
  EXPECT_EQ(database_->gets, 0U);
  EXPECT_EQ(database_->steps, 0U);
}

TEST_F(LevelDbPartitionTest, OpeningReadsOnlyTheUrlsThatNoRunCovers) {
  Add(5'250);
  database_->steps = 0;
  Open();
  EXPECT_LE(database_->steps, kTable + 200);
  EXPECT_EQ(CountKnown(1, 5'250), 5'250U);
}

TEST_F(LevelDbPartitionTest, OpeningWithoutItsRunsReadsAllUrls) {
  Add(5'000);
  partition_.reset();
  std::filesystem::remove_all(directory_.path() + "/seen");
  Open();
  EXPECT_GE(database_->steps, 5'000U);
  EXPECT_EQ(CountKnown(1, 5'000), 5'000U);
}

TEST_F(LevelDbPartitionTest, ARunThatRotsWhileItIsOpenIsMadeAgain) {
  Add(2'000);
  for (const std::string& file : FilesIn(directory_.path() + "/seen")) {
    for (uint64_t page = 0; page < 4; ++page) Rot(file, page * kSeenPageBytes + 40);
  }
  std::vector<FrontierBatch::Insert> inserts;
  for (uint64_t i = 1; i <= 2'001; ++i) inserts.push_back(InsertNumber(i));
  const auto inserted = partition_->New(inserts);
  ASSERT_TRUE(inserted.has_value()) << inserted.error().ToString();
  std::vector<bool> expected(2'001, false);
  expected.back() = true;
  EXPECT_EQ(*inserted, expected);
}

TEST_F(LevelDbPartitionTest, AnArrivalThatWasUsedIsRefused) {
  Add(10);
  FrontierBatch::Insert insert = InsertNumber(11);
  insert.url.arrival = 10;
  const auto inserted = partition_->New({insert});
  ASSERT_FALSE(inserted.has_value());
  EXPECT_EQ(inserted.error().code, ErrorCode::kInvalidInput);
}

TEST_F(LevelDbPartitionTest, UrlsOfVersionOneAreMovedAndFound) {
  WriteBatch batch;
  for (uint64_t i = 1; i <= 2'500; ++i) {
    std::string key = TablePrefix(Table::kUrlsByKey, 0);
    key += KeyNumber(i).view();
    batch.Put(key, EncodeUrl(InsertNumber(i).url));
  }
  ASSERT_TRUE(database_->Write(batch, KeyValueStore::Sync::kYes).has_value());
  Open();
  for (uint64_t i = 1; i <= 2'500; ++i) {
    const auto url = partition_->Find(KeyNumber(i));
    ASSERT_TRUE(url.has_value() && url->has_value()) << i;
    ASSERT_EQ(**url, InsertNumber(i).url);
  }
  const auto it = database_->NewIterator();
  (*it)->Seek(TablePrefix(Table::kUrlsByKey, 0));
  EXPECT_FALSE((*it)->Valid()) << "nothing of version 1 is left";
}

TEST_F(LevelDbPartitionTest, QueuesOfEarlierVersionsAreMoved) {
  constexpr uint64_t kPlaces = 5'000;
  const auto position = [](uint64_t i) {
    return QueuePosition{static_cast<HostNumber>(i % 7), 2, i << 12};
  };
  WriteBatch batch;
  for (uint64_t i = 1; i <= kPlaces; ++i) {
    std::string key = TablePrefix(Table::kQueuesByHost, 0);
    AppendBigEndian32(key, position(i).host);
    key.push_back(2);
    AppendBigEndian64(key, position(i).arrival);
    batch.Put(key, i % 2 == 0 ? std::string_view() : KeyNumber(i).view());
  }
  ASSERT_TRUE(database_->Write(batch, KeyValueStore::Sync::kYes).has_value());
  Open();
  for (uint64_t i = 1; i <= kPlaces; ++i) {
    const auto value = database_->Get(QueueKey(0, position(i)));
    ASSERT_TRUE(value.has_value() && value->has_value()) << i;
    EXPECT_EQ(**value, i % 2 == 0 ? std::string_view() : KeyNumber(i).view());
  }
  const std::string old = TablePrefix(Table::kQueuesByHost, 0);
  const auto it = database_->NewIterator();
  (*it)->Seek(old);
  EXPECT_FALSE((*it)->Valid() && (*it)->key().starts_with(old)) << "nothing of them is left";
}

}  // namespace
}  // namespace arsip::frontier
