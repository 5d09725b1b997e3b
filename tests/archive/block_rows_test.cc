#include "archive/block_rows.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "archive/record_cursor.h"
#include "capture_index_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

using ::testing::SizeIs;
using RowMap = std::map<std::string, std::string>;

constexpr FileId kFile = 3;

BlockRecord Numbered(uint64_t i) {
  const RecordUuid run{0xb2d5f3a1c4978e60, 0xa400000000000000};
  // Others come between; every 50th is none of ours.
  const std::string foreign = "<http://example.org/" + std::to_string(i) + ">";
  return {
      RecordType::kResponse, i * 9000, 8000,
      i % 50 == 49 ? BlockRecordId::Of(foreign) : BlockRecordId{run.WithCounter(1000 + i * 3), {}}};
}

class BlockRowsTest : public testing::CaptureIndexFixture {
 protected:
  void Write(const BlockRows::Rows& rows) {
    WriteBatch batch;
    for (const auto& [key, value] : rows) batch.Put(key, value);
    ASSERT_TRUE(index_->store().Write(batch, KeyValueStore::Sync::kNo).has_value());
  }
  // Records [begin, end), added to what the index has.
  void AddRecords(uint64_t begin, uint64_t end) {
    BlockRows blocks(kFile);
    const auto rows = index_->store().NewIterator();
    ASSERT_TRUE(blocks.Resume(**rows).has_value());
    BlockRows::Rows done;
    for (uint64_t i = begin; i < end; ++i) blocks.Add(Numbered(i), done);
    blocks.AppendLast(done);
    Write(done);
  }
  RowMap Written() {
    RowMap rows;
    for (const auto& [key, value] : testing::DumpOf(*index_)) {
      if (key[0] == 'P' || key[0] == 'R') rows.emplace(key, value);
    }
    return rows;
  }
};

TEST_F(BlockRowsTest, AreTheSameHoweverTheRecordsCame) {
  BlockRows::Rows at_once;
  BlockRows blocks(kFile);
  for (uint64_t i = 0; i < 1000; ++i) blocks.Add(Numbered(i), at_once);
  blocks.AppendLast(at_once);
  const RowMap expected(at_once.begin(), at_once.end());
  for (const uint64_t batch : {1u, 7u, 116u, 117u, 500u}) {
    index_.reset();
    std::filesystem::remove_all(path());
    Reopen(false);
    for (uint64_t i = 0; i < 1000; i += batch) AddRecords(i, std::min<uint64_t>(1000, i + batch));
    EXPECT_EQ(Written(), expected) << batch;
  }
}

TEST_F(BlockRowsTest, TakeFewBytesARecord) {
  BlockRows::Rows rows;
  BlockRows blocks(kFile);
  for (uint64_t i = 0; i < 40; ++i) blocks.Add(Numbered(i), rows);
  blocks.AppendLast(rows);
  uint64_t bytes = 0;
  for (const auto& [key, value] : rows) bytes += key.size() + value.size();
  EXPECT_LT(bytes, 40u * 9);
}

TEST_F(BlockRowsTest, WhatDidNotChangeIsNotWrittenAgain) {
  AddRecords(0, 10);
  BlockRows blocks(kFile);
  const auto rows = index_->store().NewIterator();
  ASSERT_TRUE(blocks.Resume(**rows).has_value());
  BlockRows::Rows done;
  blocks.AppendLast(done);
  EXPECT_THAT(done, SizeIs(0));
  blocks.Add(Numbered(10), done);
  blocks.AppendLast(done);
  EXPECT_THAT(done, SizeIs(2));
}

TEST_F(BlockRowsTest, TheirKeysAreThoseThatARecordHas) {
  AddRecords(0, 300);
  RowMap rows = Written();
  const auto iterator = *index_->store().NewIterator();
  RecordCursor records(*iterator, kFile);
  ASSERT_TRUE(records.Seek(0).has_value());
  while (records.Valid()) {
    for (const std::string& key : KeysOfBlock(records.position(), records.block())) rows.erase(key);
    ASSERT_TRUE(records.NextBlock().has_value());
  }
  EXPECT_THAT(rows, SizeIs(0));
}

TEST_F(BlockRowsTest, ABlockThatCannotBeReadIsCorruption) {
  Write({{BlockKey({kFile, 0}), "x"}});
  BlockRows blocks(kFile);
  const auto rows = index_->store().NewIterator();
  EXPECT_EQ(blocks.Resume(**rows).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::archive
