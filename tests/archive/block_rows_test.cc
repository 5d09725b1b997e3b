#include "archive/block_rows.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

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

// Ids that share their first 15 bytes, each in a block of its own: made up, for whoever looks for
// one that is not there, or only in the last, to read them all.
TEST_F(BlockRowsTest, NoMoreThanABoundedNumberIsSearchedForAnId) {
  const RecordUuid run{0xb2d5f3a1c4978e60, 0xa400000000000000};
  IndexBatch batch(*index_);
  const auto file = batch.AddFile(testing::kFirst, SegmentKind::kCaptures);
  ASSERT_TRUE(file.has_value());
  constexpr uint64_t kBlocks = CaptureIndex::kMaxBlocksAlike + 1;
  BlockRows blocks(*file);
  BlockRows::Rows rows;
  for (uint64_t i = 0; i < kBlocks; ++i) {
    const uint64_t last_byte = i < 2 ? i : i + 1 < kBlocks ? 2 : 3;
    blocks.Add({RecordType::kResponse, i << 20, 8000, {run.WithCounter(last_byte), {}}}, rows);
  }
  blocks.AppendLast(rows);
  ASSERT_TRUE(index_->Write(batch, KeyValueStore::Sync::kNo).has_value());
  Write(rows);
  const auto offset_of = [&](uint64_t last_byte) -> std::optional<uint64_t> {
    const auto found = *index_->FindRecord(FormatRecordUuid(run.WithCounter(last_byte)));
    return found.has_value() ? std::optional(found->location.offset) : std::nullopt;
  };
  EXPECT_EQ(offset_of(0), 0u);
  EXPECT_EQ(offset_of(1), 1u << 20);
  EXPECT_EQ(offset_of(2), 2u << 20);
  EXPECT_EQ(offset_of(3), std::nullopt) << "in the block behind the last that is searched";
}

TEST_F(BlockRowsTest, ABlockThatCannotBeReadIsCorruption) {
  Write({{BlockKey({kFile, 0}), "x"}});
  BlockRows blocks(kFile);
  const auto rows = index_->store().NewIterator();
  EXPECT_EQ(blocks.Resume(**rows).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::archive
