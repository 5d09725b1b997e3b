#include "archive/sorted_run.h"

#include <map>

#include "archive/memory_run.h"
#include "archive/merged_rows.h"
#include "archive/sorted_run_writer.h"
#include "capture_samples.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using Rows = std::map<std::string, std::string>;

// Half of each value looks random.
size_t Tail(std::string_view /*key*/, std::string_view value) { return value.size() / 2; }

Rows ManyRows(int count) {
  Rows rows;
  for (int i = 0; i < count; ++i) {
    const auto seed = static_cast<uint32_t>(i);
    rows["key/" + std::to_string(i * 7919 % 100'000)] =
        std::string(20, 'v') + testing::RandomBytes(20 + seed % 5, seed);
  }
  rows["key"] = "";
  rows[std::string("key\0x", 5)] = std::string(100'000, 'z');  // more than a block
  return rows;
}

class SortedRunTest : public ::testing::Test {
 protected:
  void Write(const Rows& rows) {
    const auto writer = *SortedRunWriter::Create(path(), Tail);
    for (const auto& [key, value] : rows) ASSERT_TRUE(writer->Add(key, value).has_value());
    ASSERT_TRUE(writer->Finish().has_value());
    EXPECT_EQ(writer->rows(), rows.size());
    EXPECT_EQ(std::filesystem::file_size(path()), writer->bytes());
  }
  std::string path() const { return directory_.path() + "/1.run"; }
  static Rows RowsOf(const std::shared_ptr<SortedRun>& run) {
    Rows rows;
    const auto iterator = IterateRun(run);
    for (iterator->Seek(""); iterator->Valid(); iterator->Next()) {
      rows.emplace(iterator->key(), iterator->value());
    }
    if (!iterator->status().has_value()) return {{"error", iterator->status().error().message}};
    return rows;
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(SortedRunTest, GivesBackWhatWasAdded) {
  const Rows rows = ManyRows(5000);
  Write(rows);
  RunBlockCache cache(150'000);  // of a few blocks
  const auto run = *SortedRun::Open(path(), &cache);
  EXPECT_GT(run->blocks(), 3u);
  EXPECT_EQ(run->rows(), rows.size());
  EXPECT_EQ(RowsOf(run), rows);
  for (const auto& [key, value] : rows) {
    ASSERT_EQ(*run->Get(key), value);
    ASSERT_EQ(*run->Get(key + "!"), std::nullopt);
  }
  EXPECT_EQ(*run->Get(""), std::nullopt);
  EXPECT_EQ(*run->Get("zzz"), std::nullopt);
}

TEST_F(SortedRunTest, IsReadFromAnyKeyEitherWay) {
  const Rows rows = ManyRows(3000);
  Write(rows);
  const auto rows_of = IterateRun(*SortedRun::Open(path(), nullptr));
  for (auto it = rows.begin(); it != rows.end(); std::advance(it, 1)) {
    rows_of->Seek(it->first + '\x01');
    const auto next = rows.lower_bound(it->first + '\x01');
    ASSERT_EQ(rows_of->Valid(), next != rows.end());
    if (next == rows.end()) continue;
    ASSERT_EQ(rows_of->key(), next->first);
    rows_of->Prev();
    ASSERT_EQ(rows_of->key(), std::prev(next)->first);
  }
  rows_of->SeekToLast();
  ASSERT_EQ(rows_of->key(), rows.rbegin()->first);
  rows_of->Next();
  EXPECT_FALSE(rows_of->Valid());
  rows_of->Seek("");
  rows_of->Prev();
  EXPECT_FALSE(rows_of->Valid());
}

TEST_F(SortedRunTest, WithoutRowsItIsARunAllTheSame) {
  Write({});
  const auto run = *SortedRun::Open(path(), nullptr);
  EXPECT_EQ(RowsOf(run), Rows());
  EXPECT_EQ(*run->Get("x"), std::nullopt);
}

TEST_F(SortedRunTest, RowsOutOfOrderAreRefusedAndTheFileIsGone) {
  {
    const auto writer = *SortedRunWriter::Create(path(), {});
    ASSERT_TRUE(writer->Add("b", "").has_value());
    EXPECT_EQ(writer->Add("a", "").error().code, ErrorCode::kInternal);
    EXPECT_EQ(writer->Add("b", "").error().code, ErrorCode::kInternal);
    ASSERT_TRUE(writer->Add("b\xff", "").has_value());
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

// Security item 88.
TEST_F(SortedRunTest, AFlippedBitOrAMissingEndIsCorruptionNotAnotherRow) {
  const Rows rows = ManyRows(700);
  Write(rows);
  const std::string whole = testing::ReadBytes(path());
  size_t refused = 0;
  const auto read = [&](const std::string& bytes) {
    testing::WriteBytes(path(), bytes);
    const auto run = SortedRun::Open(path(), nullptr);
    if (!run.has_value()) {
      EXPECT_EQ(run.error().code, ErrorCode::kCorruption);
      ++refused;
      return;
    }
    const auto iterator = IterateRun(*run);
    size_t seen = 0;
    for (iterator->Seek(""); iterator->Valid(); iterator->Next(), ++seen) {
      ASSERT_EQ(rows.at(std::string(iterator->key())), iterator->value());
    }
    EXPECT_TRUE(seen == rows.size() || !iterator->status().has_value());
    refused += iterator->status().has_value() ? 0 : 1;
  };
  size_t tries = 0;
  for (size_t at = 0; at < whole.size(); at += 1 + whole.size() / 300, ++tries) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    read(bytes);
  }
  for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 50, ++tries) {
    read(whole.substr(0, size));
  }
  EXPECT_EQ(refused, tries);
}

TEST(MemoryRunTest, OfTheLastPutOfEachKeyInOrder) {
  WriteBatch batch;
  batch.Put("b", "1");
  batch.Put("a", "2");
  batch.Put("b", "3");
  batch.Delete("c");
  batch.Put("d", "\xff");
  const std::string bytes = MemoryRun::BytesOf(batch);
  const auto run = MemoryRun::Of(bytes);
  ASSERT_TRUE(run.has_value());
  ASSERT_EQ(run->rows(), 4u);
  EXPECT_EQ(run->value(0), "2");
  EXPECT_EQ(run->value(1), "3");
  EXPECT_TRUE(IsDeletedRow(run->value(2)));
  EXPECT_EQ(RowOf(run->value(3)), "\xff");
  for (size_t length = 1; length < bytes.size(); ++length) {
    const auto cut = MemoryRun::Of(bytes.substr(0, length));
    EXPECT_TRUE(!cut.has_value() || cut->rows() < run->rows());
  }
  EXPECT_FALSE(MemoryRun::Of(bytes + bytes).has_value());  // not in order
}

}  // namespace
}  // namespace arsip::archive
