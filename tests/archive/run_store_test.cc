#include "archive/run_store.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include "archive/merged_rows.h"
#include "archive/run_catalogue.h"
#include "archive/sorted_run.h"
#include "base/key_value_snapshot.h"
#include "capture_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "small_disk.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using testing::FilesIn;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Sync = KeyValueStore::Sync;
using Rows = std::map<std::string, std::string>;

RunStoreOptions Small(size_t recent_bytes = 2000) {
  RunStoreOptions options;
  options.recent_bytes = recent_bytes;
  options.cache_bytes = 100'000;
  options.runs_of_a_level = 3;
  return options;
}

Rows RowsIn(KeyValueStore& store) {
  Rows rows;
  const auto iterator = *store.NewIterator();
  for (iterator->Seek(""); iterator->Valid(); iterator->Next()) {
    EXPECT_TRUE(rows.emplace(iterator->key(), iterator->value()).second);
  }
  EXPECT_TRUE(iterator->status().has_value());
  return rows;
}

Rows RowsBackwards(KeyValueStore& store) {
  Rows rows;
  const auto iterator = *store.NewIterator();
  std::string above;
  for (iterator->SeekToLast(); iterator->Valid(); iterator->Prev()) {
    EXPECT_TRUE(above.empty() || iterator->key() < above);
    above = iterator->key();
    rows.emplace(iterator->key(), iterator->value());
  }
  return rows;
}

class RunStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(Small()); }
  void Open(const RunStoreOptions& options) {
    store_.reset();
    auto store = OpenRunStore(path(), options);
    ASSERT_TRUE(store.has_value()) << store.error().ToString();
    store_ = std::move(*store);
  }
  std::string path() const { return directory_.path() + "/store"; }
  void Put(const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.Put(key, value);
    ASSERT_TRUE(store_->Write(batch, Sync::kNo).has_value());
  }
  size_t Runs() const {
    size_t runs = 0;
    for (const std::string& name : FilesIn(path())) runs += name.ends_with(".run") ? 1 : 0;
    return runs;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<KeyValueStore> store_;
};

// Whatever is put, deleted, put again, spilled, merged and reopened: the rows are those of a map.
TEST_F(RunStoreTest, HoldsWhatAMapHolds) {
  std::mt19937 random(7);
  Rows model;
  for (int round = 0; round < 400; ++round) {
    WriteBatch batch;
    for (int i = 0; i < 12; ++i) {
      const std::string key = "k" + std::to_string(random() % 500);
      if (random() % 4 == 0) {
        batch.Delete(key);
        model.erase(key);
      } else {
        std::string value = testing::RandomBytes(random() % 40, static_cast<uint32_t>(random()));
        if (random() % 8 == 0) value.insert(0, 1, kRowMark);
        batch.Put(key, value);
        model[key] = value;
      }
    }
    ASSERT_TRUE(store_->Write(batch, round % 5 == 0 ? Sync::kYes : Sync::kNo).has_value());
    if (round % 97 == 96) Open(Small());
    if (round % 149 == 148) {
      ASSERT_TRUE(store_->Compact().has_value());
    }
    if (round % 40 != 39) continue;
    ASSERT_EQ(RowsIn(*store_), model) << round;
    ASSERT_EQ(RowsBackwards(*store_), model) << round;
    for (int i = 0; i < 500; ++i) {
      const std::string key = "k" + std::to_string(i);
      const auto expected = model.find(key);
      const auto found = *store_->Get(key);
      ASSERT_EQ(found.has_value(), expected != model.end()) << key;
      if (found.has_value()) {
        ASSERT_EQ(*found, expected->second) << key;
      }
    }
  }
  EXPECT_GE(Runs(), 1u);
}

TEST_F(RunStoreTest, AnIteratorTurnsRoundAtEveryRow) {
  for (int i = 0; i < 60; ++i) Put("a" + std::to_string(100 + i), std::string(60, 'x'));
  for (int i = 0; i < 60; i += 7) Put("a" + std::to_string(100 + i), "new");
  const auto rows = *store_->NewIterator();
  for (int i = 1; i < 59; ++i) {
    rows->Seek("a" + std::to_string(100 + i));
    rows->Prev();
    ASSERT_EQ(rows->key(), "a" + std::to_string(99 + i));
    rows->Next();
    rows->Next();
    ASSERT_EQ(rows->key(), "a" + std::to_string(101 + i));
    ASSERT_EQ(rows->value() == "new", (i + 1) % 7 == 0);
    rows->Prev();
    ASSERT_EQ(rows->key(), "a" + std::to_string(100 + i));
  }
}

TEST_F(RunStoreTest, AnIteratorSeesWhatThereWasWhenItWasMade) {
  for (int i = 0; i < 100; ++i) Put("k" + std::to_string(100 + i), std::string(50, 'a'));
  const auto rows = *store_->NewIterator();
  for (int i = 0; i < 300; ++i) Put("k" + std::to_string(100 + i), std::string(50, 'b'));
  ASSERT_TRUE(store_->Compact().has_value());
  int seen = 0;
  for (rows->Seek(""); rows->Valid(); rows->Next()) {
    EXPECT_EQ(rows->value(), std::string(50, 'a'));
    ++seen;
  }
  EXPECT_EQ(seen, 100);
  EXPECT_TRUE(rows->status().has_value());
}

TEST_F(RunStoreTest, CompactedItIsOneRunWithoutWhatWasDeleted) {
  for (int i = 0; i < 200; ++i) Put("k" + std::to_string(i), std::string(40, 'x'));
  WriteBatch batch;
  for (int i = 0; i < 199; ++i) batch.Delete("k" + std::to_string(i));
  ASSERT_TRUE(store_->Write(batch, Sync::kNo).has_value());
  ASSERT_TRUE(store_->Compact().has_value());
  store_.reset();
  EXPECT_EQ(Runs(), 1u);
  Open(Small());
  EXPECT_EQ(RowsIn(*store_), (Rows{{"k199", std::string(40, 'x')}}));
}

TEST_F(RunStoreTest, WhatACrashLeftBesideTheCatalogueIsRemoved) {
  for (int i = 0; i < 100; ++i) Put("k" + std::to_string(i), std::string(40, 'x'));
  const Rows before = RowsIn(*store_);
  store_.reset();
  testing::WriteBytes(path() + "/runs/999.run", "half of a run");
  std::filesystem::create_directory(path() + "/recent-998");
  Open(Small());
  EXPECT_EQ(RowsIn(*store_), before);
  EXPECT_FALSE(std::filesystem::exists(path() + "/runs/999.run"));
  EXPECT_FALSE(std::filesystem::exists(path() + "/recent-998"));
}

TEST_F(RunStoreTest, ASnapshotHoldsItAllAndSharesItsRuns) {
  for (int i = 0; i < 100; ++i) Put("k" + std::to_string(i), std::string(40, 'x'));
  const Rows before = RowsIn(*store_);
  store_.reset();
  const std::string to = directory_.path() + "/copy";
  ASSERT_TRUE(SnapshotKeyValueStore(path(), to).has_value());
  size_t shared = 0;
  for (const std::string& name : FilesIn(to)) {
    shared += std::filesystem::hard_link_count(to + "/" + name) == 2 ? 1 : 0;
  }
  EXPECT_GE(shared, 1u);
  Open(Small());
  ASSERT_TRUE(store_->Compact().has_value());
  RunStoreOptions existing = Small();
  existing.must_exist = true;
  EXPECT_EQ(RowsIn(**OpenRunStore(to, existing)), before);
}

TEST_F(RunStoreTest, RunsWithoutACatalogueAreRefused) {
  for (int i = 0; i < 100; ++i) Put("k" + std::to_string(i), std::string(40, 'x'));
  ASSERT_TRUE(store_->Compact().has_value());
  store_.reset();
  for (const std::string& name : testing::NamesIn(path())) {
    if (!std::filesystem::is_directory(path() + "/" + name)) {
      std::filesystem::remove(path() + "/" + name);
    }
  }
  const auto store = OpenRunStore(path(), Small());
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(Runs(), 1u);
}

// A process that is killed at any moment leaves the batches up to one of them, whole, and none that
// was synced is missing.
TEST_F(RunStoreTest, AKilledWriterLosesNothingThatItHadSynced) {
  constexpr int kKills = 12;
  store_.reset();
  int written = 0;
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto store = OpenRunStore(path(), Small());
      if (!store.has_value()) _exit(1);
      for (int number = written;; ++number) {
        WriteBatch batch;
        for (int i = 0; i < 20; ++i) {
          batch.Put(std::to_string(number) + "/" + std::to_string(i), std::string(30, 'x'));
        }
        batch.Put("last", std::to_string(number));
        if (!(*store)->Write(batch, Sync::kYes).has_value()) _exit(1);
        if (write(pipes[1], &number, sizeof number) != sizeof number) _exit(1);
      }
    }
    close(pipes[1]);
    int synced = -1;
    const int until = written + 3 + 5 * kill_number;
    while (synced < until && read(pipes[0], &synced, sizeof synced) == sizeof synced) {
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    while (read(pipes[0], &synced, sizeof synced) == sizeof synced) {
    }
    close(pipes[0]);
    Open(Small());
    const int last = std::stoi(store_->Get("last")->value_or("-1"));
    EXPECT_GE(last, synced);
    EXPECT_EQ(RowsIn(*store_).size(), static_cast<size_t>(last + 1) * 20 + 1);
    written = last + 1;
    store_.reset();
  }
  EXPECT_GT(written, kKills);
}

TEST(RunStoreOnAFullDisk, WhatWasWrittenStaysAndGoesOnWhenThereIsSpace) {
  const testing::SmallDisk disk("size=4m");
  ASSERT_TRUE(disk.mounted());
  const std::string path = disk.path() + "/store";
  auto store = std::move(*OpenRunStore(path, Small(100'000)));
  testing::WriteBytes(disk.path() + "/ballast", std::string(2'500'000, 'b'));
  Rows model;
  uint32_t number = 0;
  const auto write = [&] {
    WriteBatch batch;
    Rows rows;
    for (int i = 0; i < 20; ++i) {
      const std::string key = std::to_string(number) + "/" + std::to_string(i);
      rows[key] = testing::RandomBytes(1000, ++number);
      batch.Put(key, rows[key]);
    }
    Status written = store->Write(batch, Sync::kYes);
    if (written.has_value()) model.merge(rows);
    return written;
  };
  Status refused;
  for (int i = 0; i < 1000 && refused.has_value(); ++i) refused = write();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace);
  ASSERT_GT(model.size(), 20u);
  std::filesystem::remove(disk.path() + "/ballast");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(write().has_value());
  EXPECT_EQ(RowsIn(*store), model);
  store.reset();
  store = std::move(*OpenRunStore(path, Small(100'000)));
  EXPECT_EQ(RowsIn(*store), model);
}

TEST(RunCatalogueRow, HasOneEncoding) {
  const RunCatalogue catalogue{.recent = 9, .next = 300, .runs = {{8, 0, 100}, {7, 2, 1u << 20}}};
  const std::string bytes = EncodeRunCatalogue(catalogue);
  EXPECT_EQ(bytes, std::string("\x01\x09\xac\x02\x02\x08\x00\x64\x07\x02\x80\x80\x40", 13));
  EXPECT_EQ(DecodeRunCatalogue(bytes), catalogue);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_EQ(DecodeRunCatalogue(bytes.substr(0, length)), std::nullopt);
  }
  EXPECT_EQ(DecodeRunCatalogue(bytes + "x"), std::nullopt);
  RunCatalogue falling = catalogue;
  std::swap(falling.runs[0].level, falling.runs[1].level);
  EXPECT_EQ(DecodeRunCatalogue(EncodeRunCatalogue(falling)), std::nullopt);
}

}  // namespace
}  // namespace arsip::archive
