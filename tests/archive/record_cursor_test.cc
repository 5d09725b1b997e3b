#include "archive/record_cursor.h"

#include "archive/block_rows.h"
#include "capture_index_fixture.h"
#include "gtest/gtest.h"

namespace arsip::archive {
namespace {

// A file of 1000 records at 0, 5000, ... between two others.
class RecordCursorTest : public testing::CaptureIndexFixture {
 protected:
  static constexpr uint64_t kEach = 5000, kRecords = 1000;

  void SetUp() override {
    CaptureIndexFixture::SetUp();
    for (const FileId file : {1u, 2u, 3u}) {
      BlockRows blocks(file);
      BlockRows::Rows rows;
      for (uint64_t i = 0; i < kRecords; ++i) {
        const RecordUuid id{file, i};
        blocks.Add({RecordType::kResponse, i * kEach, 4000, {id, {}}}, rows);
      }
      blocks.AppendLast(rows);
      WriteBatch batch;
      for (const auto& [key, value] : rows) batch.Put(key, value);
      ASSERT_TRUE(index_->store().Write(batch, KeyValueStore::Sync::kNo).has_value());
    }
    rows_ = *index_->store().NewIterator();
  }
  void TearDown() override { rows_.reset(); }
  std::optional<uint64_t> At(RecordCursor& cursor) {
    if (!cursor.Valid()) return std::nullopt;
    EXPECT_EQ(cursor.record().id.uuid.low, cursor.record().offset / kEach);
    return cursor.record().offset;
  }

  std::unique_ptr<KeyValueStore::Iterator> rows_;
};

TEST_F(RecordCursorTest, SeeksTheRecordThatReachesThere) {
  RecordCursor cursor(*rows_, 2);
  for (const uint64_t offset :
       {uint64_t{0}, uint64_t{1}, kEach - 1, kEach, 211 * kEach, 212 * kEach + 7, kBlockWindowBytes,
        (kRecords - 1) * kEach, UINT64_MAX}) {
    ASSERT_TRUE(cursor.Seek(offset).has_value());
    EXPECT_EQ(At(cursor), std::min(offset / kEach, kRecords - 1) * kEach) << offset;
    EXPECT_EQ(cursor.record().id.uuid.high, 2u);
  }
}

TEST_F(RecordCursorTest, GoesThroughTheFileBothWaysAndNoFurther) {
  for (const FileId file : {1u, 2u, 3u}) {
    RecordCursor cursor(*rows_, file);
    ASSERT_TRUE(cursor.Seek(0).has_value());
    for (uint64_t i = 0; i < kRecords; ++i) {
      ASSERT_EQ(At(cursor), i * kEach);
      ASSERT_TRUE(cursor.Next().has_value());
    }
    EXPECT_FALSE(cursor.Valid());
    ASSERT_TRUE(cursor.Seek(UINT64_MAX).has_value());
    for (uint64_t i = kRecords; i-- > 0;) {
      ASSERT_EQ(At(cursor), i * kEach);
      ASSERT_TRUE(cursor.Prev().has_value());
    }
    EXPECT_FALSE(cursor.Valid());
  }
}

TEST_F(RecordCursorTest, OfAFileWithoutRecordsIsNowhere) {
  for (const FileId file : {0u, 4u}) {
    RecordCursor cursor(*rows_, file);
    ASSERT_TRUE(cursor.Seek(100).has_value());
    EXPECT_FALSE(cursor.Valid());
  }
}

TEST_F(RecordCursorTest, SaysThatABlockCannotBeRead) {
  WriteBatch batch;
  batch.Put(BlockKey({2, 0}), "x");
  ASSERT_TRUE(index_->store().Write(batch, KeyValueStore::Sync::kNo).has_value());
  rows_ = *index_->store().NewIterator();
  RecordCursor cursor(*rows_, 2);
  EXPECT_EQ(cursor.Seek(0).error().code, ErrorCode::kCorruption);
  EXPECT_FALSE(cursor.Valid());
}

}  // namespace
}  // namespace arsip::archive
