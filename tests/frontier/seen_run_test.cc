#include "frontier/seen_run.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "frontier/seen_run_writer.h"
#include "seen_fixture.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

class SeenRunTest : public testing::Test {
 protected:
  // Keys 1 to `entries`, each with its number for an arrival.
  void Write(uint64_t entries, uint64_t number = 1) {
    std::vector<SeenEntry> sorted;
    for (uint64_t i = 1; i <= entries; ++i) sorted.push_back({KeyNumber(i), i});
    std::sort(sorted.begin(), sorted.end(),
              [](const SeenEntry& a, const SeenEntry& b) { return a.key < b.key; });
    auto writer = SeenRunWriter::Create(directory_.path(), number, entries);
    ASSERT_TRUE(writer.has_value());
    for (const SeenEntry& entry : sorted) ASSERT_TRUE((*writer)->Add(entry).has_value());
    const auto name = (*writer)->Finish();
    ASSERT_TRUE(name.has_value()) << name.error().ToString();
    name_ = *name;
  }
  Result<std::unique_ptr<SeenRun>> Open() { return SeenRun::Open(directory_.path(), name_); }
  std::string path() const { return SeenRunPath(directory_.path(), name_.number); }

  TemporaryDirectory directory_;
  SeenRunName name_;
};

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

TEST_F(SeenRunTest, AReaderGivesAllEntriesInOrder) {
  Write(20'000);
  const auto reader = SeenRunReader::Open(directory_.path(), name_);
  ASSERT_TRUE(reader.has_value());
  UrlKey last;
  uint64_t count = 0;
  for (;;) {
    const auto entry = (*reader)->Next();
    ASSERT_TRUE(entry.has_value());
    if (!entry->has_value()) break;
    EXPECT_LT(last, (*entry)->key);
    last = (*entry)->key;
    EXPECT_EQ((*entry)->key, KeyNumber((*entry)->arrival));
    ++count;
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

TEST_F(SeenRunTest, RotInFilterOrFencesIsFoundAtOpening) {
  Write(1000);
  Rot(path(), std::filesystem::file_size(path()) - 5);
  EXPECT_EQ(Open().error().code, ErrorCode::kCorruption);
}

TEST_F(SeenRunTest, RotInAPageIsFoundWhenThePageIsRead) {
  Write(kSeenPageEntries);
  for (const uint64_t offset : {uint64_t{0}, uint64_t{17}, uint64_t{kSeenPageBytes - 1}}) {
    Write(kSeenPageEntries);
    Rot(path(), offset);
    const auto run = Open();
    ASSERT_TRUE(run.has_value());
    const auto found = (*run)->Find(KeyNumber(1));
    ASSERT_FALSE(found.has_value()) << offset;
    EXPECT_EQ(found.error().code, ErrorCode::kCorruption);
  }
}

}  // namespace
}  // namespace arsip::frontier
