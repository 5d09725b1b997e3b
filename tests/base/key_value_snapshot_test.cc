#include "base/key_value_snapshot.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/key_value_store.h"

namespace arsip {
namespace {

class KeyValueSnapshotTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "arsip-snapshot-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string from() const { return directory_ + "/store"; }
  std::string to() const { return directory_ + "/copies/1"; }
  static void Put(const std::string& directory, const std::string& key, size_t bytes) {
    KeyValueStoreOptions options;
    options.write_buffer_bytes = 64u << 10;  // tables come soon
    const auto store = KeyValueStore::Open(directory, options);
    ASSERT_TRUE(store.has_value());
    for (int i = 0; i < 40; ++i) {
      WriteBatch batch;
      batch.Put(key + std::to_string(i), std::string(bytes, static_cast<char>('a' + i % 26)));
      ASSERT_TRUE((*store)->Write(batch, KeyValueStore::Sync::kYes).has_value());
    }
  }
  static std::string Get(const std::string& directory, const std::string& key) {
    const auto store = KeyValueStore::Open(directory, {.must_exist = true});
    EXPECT_TRUE(store.has_value());
    return store.has_value() ? (*store)->Get(key)->value_or("(none)") : "(closed)";
  }

  std::string directory_;
};

TEST_F(KeyValueSnapshotTest, HoldsWhatTheStoreHeldAndShareItsTables) {
  Put(from(), "k", 10'000);
  ASSERT_TRUE(SnapshotKeyValueStore(from(), to()).has_value());
  EXPECT_EQ(Get(to(), "k39"), std::string(10'000, static_cast<char>('a' + 39 % 26)));
  size_t linked = 0;
  for (const auto& file : std::filesystem::directory_iterator(from())) {
    if (file.path().extension() == ".ldb" && file.hard_link_count() == 2) ++linked;
  }
  EXPECT_GT(linked, 0u);
}

TEST_F(KeyValueSnapshotTest, NeitherSideSeesTheOthersLaterWrites) {
  Put(from(), "k", 10);
  ASSERT_TRUE(SnapshotKeyValueStore(from(), to()).has_value());
  Put(from(), "later", 10'000);
  Put(to(), "copy", 10'000);
  EXPECT_EQ(Get(to(), "later1"), "(none)");
  EXPECT_EQ(Get(from(), "copy1"), "(none)");
  EXPECT_NE(Get(from(), "later39"), "(none)");
  EXPECT_NE(Get(to(), "copy39"), "(none)");
}

TEST_F(KeyValueSnapshotTest, AStoreThatAnotherProcessHasIsLeftAlone) {
  Put(from(), "k", 10);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto store = KeyValueStore::Open(from(), {});
    const char byte = store.has_value() ? 'y' : 'n';
    if (write(ready[1], &byte, 1) == 1) pause();
    _exit(1);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  EXPECT_EQ(SnapshotKeyValueStore(from(), to()).error().code, ErrorCode::kUnavailable);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  EXPECT_TRUE(SnapshotKeyValueStore(from(), to()).has_value());
}

TEST_F(KeyValueSnapshotTest, WhatIsNotThereAndWhatIsAlreadyThereAreErrors) {
  EXPECT_EQ(SnapshotKeyValueStore(from(), to()).error().code, ErrorCode::kNotFound);
  Put(from(), "k", 10);
  ASSERT_TRUE(SnapshotKeyValueStore(from(), to()).has_value());
  EXPECT_FALSE(SnapshotKeyValueStore(from(), to()).has_value());
  EXPECT_EQ(Get(to(), "k1"), std::string(10, 'b'));
}

TEST_F(KeyValueSnapshotTest, TheFingerprintChangesWithEveryWriterAndNotWithASnapshot) {
  EXPECT_EQ(KeyValueStoreFingerprint(from()), "");
  Put(from(), "k", 10);
  const std::string before = KeyValueStoreFingerprint(from());
  ASSERT_TRUE(SnapshotKeyValueStore(from(), to()).has_value());
  EXPECT_EQ(KeyValueStoreFingerprint(from()), before);
  Put(from(), "k", 10);
  EXPECT_NE(KeyValueStoreFingerprint(from()), before);
}

}  // namespace
}  // namespace arsip
