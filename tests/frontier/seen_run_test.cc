#include "frontier/seen_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/key_value_store.h"
#include "frontier/seen_run_writer.h"
#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

class SeenRunTest : public testing::Test {
 protected:
  // Keys 1 to `entries`, each with its number for an arrival.
  void Write(uint64_t entries, uint64_t number = 1) {
    std::vector<SeenEntry> all;
    for (uint64_t i = 1; i <= entries; ++i) all.push_back({KeyNumber(i), i});
    WriteAll(std::move(all), number);
  }
  void WriteAll(std::vector<SeenEntry> entries, uint64_t number = 1) {
    std::sort(entries.begin(), entries.end(),
              [](const SeenEntry& a, const SeenEntry& b) { return SeenBefore(a.key, b.key); });
    auto writer = SeenRunWriter::Create(directory_.path(), number, entries.size());
    ASSERT_TRUE(writer.has_value());
    for (const SeenEntry& entry : entries) ASSERT_TRUE((*writer)->Add(entry).has_value());
    const auto name = (*writer)->Finish();
    ASSERT_TRUE(name.has_value()) << name.error().ToString();
    name_ = *name;
  }
  Result<std::unique_ptr<SeenRun>> Open() { return SeenRun::Open(directory_.path(), name_); }
  std::string path() const { return SeenRunPath(directory_.path(), name_.number); }

  TemporaryDirectory directory_;
  SeenRunName name_;
};

// Of keys with this hash; the smaller the host, the earlier.
UrlKey KeyOfHash(uint64_t hash, uint64_t host) {
  std::string bytes;
  AppendBigEndian64(bytes, host);
  AppendBigEndian64(bytes, hash);
  return *UrlKey::FromBytes(bytes);
}

TEST_F(SeenRunTest, FindsEveryKeyWithItsArrivalAndNoOther) {
  for (const uint64_t entries : {uint64_t{1}, uint64_t{kSeenPageEntries}, uint64_t{1000}}) {
    Write(entries);
    const auto run = Open();
    ASSERT_TRUE(run.has_value()) << run.error().ToString();
    for (uint64_t i = 1; i <= entries; ++i) EXPECT_EQ(**(*run)->Find(KeyNumber(i)), i);
    for (uint64_t i = entries + 1; i <= entries + 1000; ++i) {
      EXPECT_FALSE((*run)->Find(KeyNumber(i))->has_value());
    }
  }
}

TEST_F(SeenRunTest, FindsKeysThatAllCrowdIntoOnePage) {
  for (const uint64_t first : {uint64_t{0}, uint64_t{1} << 63, ~uint64_t{0} - 9'999}) {
    std::vector<SeenEntry> entries;
    for (uint64_t i = 1; i <= 2'000; ++i) entries.push_back({KeyNumber(i), i});
    for (uint64_t i = 0; i < 5'000; ++i)
      entries.push_back({KeyOfHash(first + 2 * i, 7), 3'000 + i});
    WriteAll(entries);
    const auto run = Open();
    ASSERT_TRUE(run.has_value()) << run.error().ToString();
    for (const SeenEntry& entry : entries) ASSERT_EQ(**(*run)->Find(entry.key), entry.arrival);
    for (uint64_t i = 0; i < 5'000; ++i) {
      EXPECT_FALSE((*run)->Find(KeyOfHash(first + 2 * i + 1, 7))->has_value());
    }
  }
}

TEST_F(SeenRunTest, TellsKeysApartWhoseHashesAreTheSame) {
  std::vector<SeenEntry> entries;
  for (uint64_t i = 1; i <= 1'000; ++i) entries.push_back({KeyOfHash(5, 2 * i), i});
  WriteAll(entries);
  const auto run = Open();
  ASSERT_TRUE(run.has_value());
  for (uint64_t i = 1; i <= 1'000; ++i) {
    EXPECT_EQ(**(*run)->Find(KeyOfHash(5, 2 * i)), i);
    EXPECT_FALSE((*run)->Find(KeyOfHash(5, 2 * i + 1))->has_value());
  }
}

TEST_F(SeenRunTest, AReaderGivesAllEntriesInOrder) {
  Write(20'000);
  const auto reader = SeenRunReader::Open(directory_.path(), name_);
  ASSERT_TRUE(reader.has_value());
  UrlKey last;
  uint64_t count = 0;
  for (; !(*reader)->ended(); ++count) {
    const SeenEntry entry = (*reader)->entry();
    EXPECT_TRUE(SeenBefore(last, entry.key));
    last = entry.key;
    EXPECT_EQ(entry.key, KeyNumber(entry.arrival));
    ASSERT_TRUE((*reader)->Next().has_value());
  }
  EXPECT_EQ(count, 20'000U);
}

TEST_F(SeenRunTest, AMissingRunIsNotFound) {
  Write(100);
  std::filesystem::remove(path());
  EXPECT_EQ(Open().error().code, ErrorCode::kNotFound);
}

TEST_F(SeenRunTest, ATornRunIsCorruptionWhereverItEnds) {
  Write(1000);
  for (uint64_t size = std::filesystem::file_size(path()); size > 0; size = size * 2 / 3) {
    std::filesystem::resize_file(path(), size - 1);
    ASSERT_FALSE(Open().has_value()) << size;
    EXPECT_EQ(Open().error().code, ErrorCode::kCorruption);
  }
}

TEST_F(SeenRunTest, ARunOfAnotherSetIsCorruption) {
  Write(1000);
  const SeenRunName ours = name_;
  Write(1001);
  name_ = ours;
  EXPECT_EQ(Open().error().code, ErrorCode::kCorruption);
}

TEST_F(SeenRunTest, RotInTheFilterIsFoundAtOpening) {
  Write(1000);
  Rot(path(), std::filesystem::file_size(path()) - 5);
  EXPECT_EQ(Open().error().code, ErrorCode::kCorruption);
}

// Offsets of the one entry of the first page: its byte in the first line, its key, its arrival, and
// the check of that.
constexpr std::array<uint64_t, 4> kOfTheEntry = {8, 32, 48, 55};

TEST_F(SeenRunTest, RotInAnEntryIsFoundWhenItIsLookedUp) {
  const UrlKey key = KeyOfHash(0, 1);  // of the first page
  for (const uint64_t offset : kOfTheEntry) {
    WriteAll({{key, 1}, {KeyNumber(1), 2}});
    Rot(path(), offset);
    const auto run = Open();
    ASSERT_TRUE(run.has_value());
    const auto found = (*run)->Find(key);
    ASSERT_FALSE(found.has_value()) << offset;
    EXPECT_EQ(found.error().code, ErrorCode::kCorruption);
  }
}

TEST_F(SeenRunTest, RotAnywhereInAPageIsFoundWhenAKeyIsMissed) {
  // Passed by the filter, and of the first page: the same last 8 bytes, of another host.
  const UrlKey key = KeyOfHash(0, 1);
  const UrlKey missed = KeyOfHash(0, 2);
  for (const uint64_t offset : {0, 8, 31, 32, 48, 55, 200, 511}) {
    WriteAll({{key, 1}, {KeyNumber(1), 2}});
    EXPECT_FALSE((*Open())->Find(missed)->has_value());
    Rot(path(), offset);
    const auto run = Open();
    ASSERT_TRUE(run.has_value());
    const auto found = (*run)->Find(missed);
    ASSERT_FALSE(found.has_value()) << offset;
    EXPECT_EQ(found.error().code, ErrorCode::kCorruption);
  }
}

TEST_F(SeenRunTest, RotAnywhereInAPageIsFoundByAReader) {
  for (const uint64_t offset : {0, 8, 31, 32, 48, 55, 200, 511}) {
    WriteAll({{KeyOfHash(0, 1), 1}, {KeyNumber(1), 2}});
    Rot(path(), offset);
    EXPECT_FALSE(SeenRunReader::Open(directory_.path(), name_).has_value()) << offset;
  }
}

TEST_F(SeenRunTest, RotInAPageThatAnotherOneOverflowsIntoIsFound) {
  std::vector<SeenEntry> entries;
  for (uint64_t i = 0; i < 2 * kSeenPageEntries; ++i) entries.push_back({KeyOfHash(0, i), i + 1});
  WriteAll(entries);
  Rot(path(), kSeenPageBytes + 5);
  const auto run = Open();
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(**(*run)->Find(entries.front().key), 1U);
  const auto found = (*run)->Find(entries.back().key);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::frontier
