#include "base/key_value_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <thread>

namespace arsip {
namespace {

using Sync = KeyValueStore::Sync;

class KeyValueStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "key_value_store_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    directory_ = root_ + "/db";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::unique_ptr<KeyValueStore> Open(const KeyValueStoreOptions& options = {}) {
    auto store = KeyValueStore::Open(directory_, options);
    EXPECT_TRUE(store.has_value()) << store.error().ToString();
    return store.has_value() ? std::move(*store) : nullptr;
  }
  static Status Put(KeyValueStore& store, std::string_view key, std::string_view value) {
    WriteBatch batch;
    batch.Put(key, value);
    return store.Write(batch, Sync::kYes);
  }
  static std::optional<std::string> Get(KeyValueStore& store, std::string_view key) {
    auto value = store.Get(key);
    EXPECT_TRUE(value.has_value()) << value.error().ToString();
    return value.value_or(std::nullopt);
  }
  static std::vector<std::pair<std::string, std::string>> Scan(KeyValueStore& store,
                                                               std::string_view from) {
    std::vector<std::pair<std::string, std::string>> out;
    auto it = store.NewIterator();
    EXPECT_TRUE(it.has_value());
    for ((*it)->Seek(from); (*it)->Valid(); (*it)->Next())
      out.emplace_back((*it)->key(), (*it)->value());
    EXPECT_TRUE((*it)->status().has_value());
    return out;
  }

  std::string root_;
  std::string directory_;
};

// Of some tables of an index only. Keys with and without it in one block, and blocks of the others
// alone.
TEST_F(KeyValueStoreTest, KeysThatTheFilterLeavesOutAreFoundAllTheSame) {
  KeyValueStoreOptions options;
  options.bloom_first_bytes = "BD";
  options.restart_interval = 64;
  const auto key = [](char table, int i) { return table + std::to_string(i); };
  {
    const auto store = Open(options);
    WriteBatch batch;
    for (const char table : {'A', 'B', 'C', 'D', 'E'}) {
      for (int i = 0; i < 1000; ++i) batch.Put(key(table, i), std::string(20, table));
    }
    batch.Put("", "nothing");
    ASSERT_TRUE(store->Write(batch, Sync::kYes).has_value());
    ASSERT_TRUE(store->Compact().has_value());
  }
  const auto store = Open(options);
  for (const char table : {'A', 'B', 'C', 'D', 'E'}) {
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(Get(*store, key(table, i)), std::string(20, table));
    EXPECT_EQ(Get(*store, key(table, 1000)), std::nullopt);
  }
  EXPECT_EQ(Get(*store, ""), "nothing");
  EXPECT_EQ(Scan(*store, "").size(), 5001u);
}

// The tables have a filter of another name, which is not asked.
TEST_F(KeyValueStoreTest, AnotherFilterThanThatOfTheTablesHidesNothing) {
  for (const char* first_bytes : {"", "A", "B"}) {
    KeyValueStoreOptions options;
    options.bloom_first_bytes = first_bytes;
    const auto store = Open(options);
    ASSERT_TRUE(Put(*store, std::string("A") + first_bytes, "a").has_value());
    ASSERT_TRUE(store->Compact().has_value());
    EXPECT_EQ(Get(*store, "A"), "a");
  }
}

TEST_F(KeyValueStoreTest, WhatWasPutIsReadBack) {
  auto store = Open();
  ASSERT_TRUE(Put(*store, "key", std::string("a\0b", 3)));
  EXPECT_EQ(Get(*store, "key"), std::string("a\0b", 3));
  EXPECT_EQ(Get(*store, "other"), std::nullopt);
}

TEST_F(KeyValueStoreTest, CompactingTakesTheSpaceOfWhatIsGoneAndKeepsTheRest) {
  // Within one buffer LevelDB keeps what was overwritten: each round is larger than one.
  auto store =
      Open({.write_buffer_bytes = 64u << 10, .block_bytes = 16u << 10, .table_bytes = 4u << 20});
  std::mt19937_64 random(1);
  const auto noise = [&] {
    std::string bytes(100, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
  };
  const std::string kept = noise();
  for (int round = 0; round < 4; ++round) {
    WriteBatch batch;
    for (int i = 0; i < 2000; ++i) batch.Put("a" + std::to_string(i), noise());
    for (int i = 0; i < 1000; ++i) batch.Put("b" + std::to_string(i), kept);
    ASSERT_TRUE(store->Write(batch, Sync::kNo).has_value());
  }
  ASSERT_TRUE(store->Compact().has_value());
  EXPECT_EQ(Get(*store, "b7"), kept);
  EXPECT_EQ(Scan(*store, "").size(), 3000u);
  // Rows of noise cannot take less than they are; those of one value compress.
  const auto of_a = store->ApproximateBytes("a");
  const auto of_b = store->ApproximateBytes("b");
  ASSERT_TRUE(of_a.has_value() && of_b.has_value());
  EXPECT_GT(*of_a, 2000u * 100);
  EXPECT_LT(*of_a, 2000u * 130);
  EXPECT_LT(*of_b, *of_a / 4);
}

TEST_F(KeyValueStoreTest, EmptyValueIsNotAMissingKey) {
  auto store = Open();
  ASSERT_TRUE(Put(*store, "key", ""));
  EXPECT_EQ(Get(*store, "key"), "");
}

TEST_F(KeyValueStoreTest, LastOperationOfABatchWins) {
  auto store = Open();
  WriteBatch batch;
  batch.Put("a", "1");
  batch.Put("a", "2");
  batch.Put("b", "1");
  batch.Delete("b");
  EXPECT_EQ(batch.count(), 4u);
  ASSERT_TRUE(store->Write(batch, Sync::kNo));
  EXPECT_EQ(Get(*store, "a"), "2");
  EXPECT_EQ(Get(*store, "b"), std::nullopt);
}

TEST_F(KeyValueStoreTest, ClearedAndMovedFromBatchesAreEmpty) {
  auto store = Open();
  WriteBatch batch;
  EXPECT_TRUE(batch.empty());
  const size_t empty_bytes = batch.bytes();
  batch.Put("key", std::string(1000, 'x'));
  EXPECT_GE(batch.bytes(), empty_bytes + 1000);
  batch.Clear();
  EXPECT_TRUE(batch.empty());
  ASSERT_TRUE(store->Write(batch, Sync::kYes));
  EXPECT_EQ(Get(*store, "key"), std::nullopt);

  batch.Put("key", "1");
  WriteBatch moved(std::move(batch));
  EXPECT_EQ(moved.count(), 1u);
  EXPECT_EQ(batch.count(), 0u);  // NOLINT(bugprone-use-after-move): that is the promise tested
  batch.Put("other", "2");
  ASSERT_TRUE(store->Write(batch, Sync::kYes));
  EXPECT_EQ(Get(*store, "other"), "2");
  EXPECT_EQ(Get(*store, "key"), std::nullopt);
}

TEST_F(KeyValueStoreTest, KeysComeInOrderOfUnsignedBytes) {
  auto store = Open();
  WriteBatch batch;
  for (const char* key : {"b", "\xff", "a", "\x7f", "ab"}) batch.Put(key, key);
  ASSERT_TRUE(store->Write(batch, Sync::kNo));
  std::vector<std::string> keys;
  for (auto& [key, value] : Scan(*store, "")) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"a", "ab", "b", "\x7f", "\xff"}));
}

TEST_F(KeyValueStoreTest, SeekFindsTheFirstKeyOfAPrefix) {
  auto store = Open();
  WriteBatch batch;
  for (const char* key : {"org,a)/1", "org,b)/1", "org,b)/2", "org,c)/1"}) batch.Put(key, "v");
  ASSERT_TRUE(store->Write(batch, Sync::kNo));
  auto it = store->NewIterator();
  ASSERT_TRUE(it.has_value());
  std::vector<std::string> keys;
  for ((*it)->Seek("org,b)"); (*it)->Valid() && (*it)->key().starts_with("org,b)"); (*it)->Next()) {
    keys.emplace_back((*it)->key());
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"org,b)/1", "org,b)/2"}));
  (*it)->SeekToLast();
  EXPECT_EQ((*it)->key(), "org,c)/1");
  (*it)->Prev();
  EXPECT_EQ((*it)->key(), "org,b)/2");
}

TEST_F(KeyValueStoreTest, IteratorSeesTheMomentOfItsCreation) {
  auto store = Open();
  ASSERT_TRUE(Put(*store, "a", "1"));
  auto it = store->NewIterator();
  ASSERT_TRUE(Put(*store, "b", "2"));
  (*it)->Seek("");
  ASSERT_TRUE((*it)->Valid());
  (*it)->Next();
  EXPECT_FALSE((*it)->Valid());
  EXPECT_EQ(Scan(*store, "").size(), 2u);
}

TEST_F(KeyValueStoreTest, WritesOutliveTheStore) {
  {
    auto store = Open({.write_buffer_bytes = 64u << 10});
    for (int i = 0; i < 2000; ++i) ASSERT_TRUE(store->Get("x").has_value());
    WriteBatch batch;
    for (int i = 0; i < 2000; ++i) batch.Put("key" + std::to_string(i), std::string(100, 'v'));
    ASSERT_TRUE(store->Write(batch, Sync::kYes));
    EXPECT_GT(store->ApproximateBytes(), 2000u);
  }
  EXPECT_EQ(Scan(*Open(), "").size(), 2000u);
}

TEST_F(KeyValueStoreTest, MustExistRefusesAndCreatesNothing) {
  auto store = KeyValueStore::Open(directory_, {.must_exist = true});
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(directory_));
  ASSERT_NE(Open(), nullptr);
  EXPECT_TRUE(KeyValueStore::Open(directory_, {.must_exist = true}).has_value());
}

TEST_F(KeyValueStoreTest, DirectoryThatCannotBeMadeIsNamed) {
  std::ofstream(directory_) << "a file in the way";
  auto store = KeyValueStore::Open(directory_, {});
  ASSERT_FALSE(store.has_value());
  EXPECT_NE(store.error().ToString().find(directory_), std::string::npos);
}

TEST_F(KeyValueStoreTest, SecondOpenInThisProcessIsUnavailable) {
  auto store = Open();
  auto second = KeyValueStore::Open(directory_, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable) << second.error().ToString();
  EXPECT_TRUE(Put(*store, "a", "1").has_value());
}

TEST_F(KeyValueStoreTest, DatabaseOfAnotherProcessIsUnavailable) {
  int ready[2];
  int finish[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(finish), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = KeyValueStore::Open(directory_, {});
    char byte = store.has_value() ? '1' : '0';
    if (write(ready[1], &byte, 1) != 1) _exit(1);
    close(finish[1]);
    if (read(finish[0], &byte, 1) < 0) _exit(1);
    _exit(0);
  }
  char opened = 0;
  ASSERT_EQ(read(ready[0], &opened, 1), 1);
  EXPECT_EQ(opened, '1');
  auto second = KeyValueStore::Open(directory_, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable) << second.error().ToString();
  close(finish[1]);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(KeyValueStore::Open(directory_, {}).has_value());
  for (const int fd : {ready[0], ready[1], finish[0]}) close(fd);
}

TEST_F(KeyValueStoreTest, ParallelWritersAndReadersLoseNothing) {
  auto store = Open({.write_buffer_bytes = 64u << 10});
  constexpr int kThreads = 4;
  constexpr int kWrites = 500;
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kWrites; ++i) {
        const std::string key = std::to_string(t) + "/" + std::to_string(i);
        WriteBatch batch;
        batch.Put(key, std::string(200, 'v'));
        if (!store->Write(batch, Sync::kNo).has_value()) ++failures;
        const auto value = store->Get(key);
        if (!value.has_value() || !value->has_value()) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Scan(*store, "").size(), size_t{kThreads} * kWrites);
}

// A file size limit makes every append beyond it fail, as a full disk does, without a mount.
class FailingWrites {
 public:
  FailingWrites() {
    previous_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &previous_);
    rlimit tight = previous_;
    tight.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FailingWrites() {
    setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_handler_);
  }

 private:
  rlimit previous_{};
  void (*previous_handler_)(int);
};

TEST_F(KeyValueStoreTest, FailedWriteLeavesNothingAndTheNextReopens) {
  auto store = Open();
  ASSERT_TRUE(Put(*store, "before", "1"));
  {
    FailingWrites failing;
    const Status failed = Put(*store, "failed", "1");
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, ErrorCode::kIo) << failed.error().ToString();
    EXPECT_FALSE(Put(*store, "failed too", "1").has_value());  // it cannot reopen either
    EXPECT_FALSE(store->Get("before").has_value());
    EXPECT_FALSE(store->NewIterator().has_value());
  }
  EXPECT_EQ(Get(*store, "before"), "1");
  ASSERT_TRUE(Put(*store, "after", "1"));
  store.reset();
  store = Open();
  EXPECT_EQ(Scan(*store, "").size(), 2u);
}

TEST_F(KeyValueStoreTest, LiveIteratorHoldsTheClosedDatabaseAndReadsGoOn) {
  auto store = Open();
  ASSERT_TRUE(Put(*store, "a", "1"));
  auto it = store->NewIterator();
  {
    FailingWrites failing;
    ASSERT_FALSE(Put(*store, "b", "2").has_value());
  }
  EXPECT_EQ(Get(*store, "a"), "1");
  const Status held = Put(*store, "b", "2");
  ASSERT_FALSE(held.has_value());
  EXPECT_EQ(held.error().code, ErrorCode::kUnavailable);
  (*it)->Seek("");
  ASSERT_TRUE((*it)->Valid());
  EXPECT_EQ((*it)->value(), "1");
  it->reset();
  EXPECT_TRUE(Put(*store, "b", "2").has_value());
  EXPECT_EQ(Get(*store, "b"), "2");
}

TEST(BigEndian, ByteOrderIsNumericOrder) {
  const auto key64 = [](uint64_t value) {
    std::string out;
    AppendBigEndian64(out, value);
    return out;
  };
  EXPECT_EQ(key64(0x0102030405060708), std::string("\1\2\3\4\5\6\7\10"));
  EXPECT_LT(key64(255), key64(256));
  EXPECT_LT(key64(UINT64_MAX - 1), key64(UINT64_MAX));
  for (const uint64_t value : {uint64_t{0}, uint64_t{1} << 63, UINT64_MAX}) {
    EXPECT_EQ(ReadBigEndian64(key64(value)), value);
  }
  std::string out = "x";
  AppendBigEndian32(out, 0x80000001);
  EXPECT_EQ(out, std::string("x\x80\0\0\1", 5));
  EXPECT_EQ(ReadBigEndian32(std::string_view(out).substr(1)), 0x80000001u);
}

}  // namespace
}  // namespace arsip
