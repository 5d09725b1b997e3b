#include "archive/stored_hash_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "capture_samples.h"
#include "faulty_directory.h"
#include "hash_samples.h"
#include "small_disk.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::Faults;
using testing::FaultyDirectory;
using testing::HashSource;
using ::testing::HasSubstr;
using testing::NamesIn;
using testing::Operation;
using testing::ReadBytes;
using testing::TemporaryDirectory;
using testing::WriteBytes;

std::unique_ptr<StoredHashIndex> OpenIndex(const std::string& directory) {
  auto index = StoredHashIndex::Open(directory);
  if (!index.has_value()) ADD_FAILURE() << index.error().ToString();
  return index.has_value() ? std::move(*index) : nullptr;
}

ErrorCode OpeningFails(const std::string& directory) {
  const auto index = StoredHashIndex::Open(directory);
  return index.has_value() ? ErrorCode::kInternal : index.error().code;
}

std::vector<HashEntry> EntriesIn(const std::string& directory) {
  const auto index = OpenIndex(directory);
  return index == nullptr ? std::vector<HashEntry>() : index->index().Entries();
}

std::vector<HashEntry> Sorted(std::vector<HashEntry> entries) {
  std::sort(entries.begin(), entries.end());
  return entries;
}

TEST(StoredHashIndex, IsAfterOpeningWhatItWas) {
  const TemporaryDirectory temporary;
  const std::string directory = temporary.path() + "/hashes";
  const std::vector<HashEntry> entries = HashSource(40).Entries(1000);
  const std::span all(entries);
  {
    const auto index = OpenIndex(directory);
    ASSERT_TRUE(index->Add(all.first(600)).has_value());
    ASSERT_TRUE(index->Remove(all.first(100)).has_value());
    ASSERT_TRUE(index->Seal().has_value());
    EXPECT_EQ(index->logged(), 0u);
    ASSERT_TRUE(index->Add(all.subspan(500)).has_value());  // a hundred are there
    ASSERT_TRUE(index->Remove(all.subspan(100, 100)).has_value());
    ASSERT_TRUE(index->Add(all.first(50)).has_value());
    EXPECT_EQ(index->logged(), 550u);
  }
  std::vector<HashEntry> expected(entries.begin(), entries.begin() + 50);
  expected.insert(expected.end(), entries.begin() + 200, entries.end());
  const auto index = OpenIndex(directory);
  EXPECT_EQ(index->index().Entries(), expected);
  EXPECT_EQ(index->logged(), 550u);
  EXPECT_EQ(index->torn_bytes(), 0u);
  EXPECT_THAT(NamesIn(directory),
              ElementsAre("hashes-0000000001.log", "hashes-0000000001.sealed", "lock"));
}

TEST(StoredHashIndex, RebuiltInAnyOrderIsTheSameByteForByte) {
  const TemporaryDirectory temporary;
  HashSource source(41);
  std::vector<HashEntry> entries = source.Entries(20'000);
  for (uint64_t id = 0; id < 100; ++id) entries.push_back({id, source.Random()});
  const std::vector<HashEntry> expected = Sorted(entries);
  std::vector<std::string> sealed;
  for (const std::string name : {"/a", "/b"}) {
    const auto index = OpenIndex(temporary.path() + name);
    for (size_t i = entries.size(); i > 1; --i)
      std::swap(entries[i - 1], entries[source.Number(i)]);
    for (size_t i = 0; i < entries.size(); i += 3000) {
      const size_t count = std::min<size_t>(3000, entries.size() - i);
      ASSERT_TRUE(index->Add(std::span(entries).subspan(i, count)).has_value());
    }
    EXPECT_EQ(index->index().Entries(), expected);
    ASSERT_TRUE(index->Seal().has_value());
    sealed.push_back(ReadBytes(temporary.path() + name + "/hashes-0000000001.sealed"));
  }
  EXPECT_EQ(sealed[0], sealed[1]);
  EXPECT_EQ(EntriesIn(temporary.path() + "/b"), expected);
}

TEST(StoredHashIndex, SearchesAfterOpeningAsBefore) {
  const TemporaryDirectory temporary;
  HashSource source(42);
  const std::vector<HashEntry> entries = source.Entries(12'000);
  { ASSERT_TRUE(OpenIndex(temporary.path())->Add(entries).has_value()); }
  const auto index = OpenIndex(temporary.path());
  for (int i = 0; i < 200; ++i) {
    const std::vector<Hash256> query{source.At(20, entries[source.Number(entries.size())].hash)};
    EXPECT_EQ(index->index().Search(query, {})->nearest,
              testing::CompareAll(entries, query, 31, 100).nearest);
  }
}

TEST(StoredHashIndex, ATornTailIsCutAndKept) {
  const TemporaryDirectory temporary;
  const std::string log = temporary.path() + "/hashes-0000000000.log";
  const std::vector<HashEntry> entries = HashSource(43).Entries(20);
  const std::span all(entries);
  { ASSERT_TRUE(OpenIndex(temporary.path())->Add(all.first(10)).has_value()); }
  const std::string whole = ReadBytes(log);
  for (const size_t length : {1u, 31u, 32u, 40u, 400u}) {
    const std::string block =
        EncodeHashBlock({HashFileKind::kLog, 0}, 10, HashOperation::kAdd, all.subspan(10));
    const std::string tail = block.substr(0, length);
    for (int time = 1; time <= 2; ++time) {
      WriteBytes(log, whole + tail);
      const auto index = OpenIndex(temporary.path());
      EXPECT_EQ(index->torn_bytes(), length);
      EXPECT_EQ(ReadBytes(index->torn_file()), tail);
      EXPECT_EQ(index->index().size(), 10u);
      EXPECT_EQ(ReadBytes(log), whole);
      ASSERT_TRUE(index->Add(all.subspan(10, 1)).has_value());
      ASSERT_TRUE(index->Remove(all.subspan(10, 1)).has_value());
    }
  }
  EXPECT_EQ(EntriesIn(temporary.path()), std::vector(entries.begin(), entries.begin() + 10));
}

TEST(StoredHashIndex, RefusesDamageAndMissingFilesAndNamesThem) {
  const TemporaryDirectory temporary;
  const std::vector<HashEntry> entries = HashSource(44).Entries(20);
  {
    const auto index = OpenIndex(temporary.path());
    ASSERT_TRUE(index->Add(entries).has_value());
    ASSERT_TRUE(index->Seal().has_value());
    ASSERT_TRUE(index->Remove(std::span(entries).first(1)).has_value());
  }
  const std::string sealed = temporary.path() + "/hashes-0000000001.sealed";
  const std::string log = temporary.path() + "/hashes-0000000001.log";
  const std::string sealed_bytes = ReadBytes(sealed);
  std::string damaged = sealed_bytes;
  damaged[100] ^= 1;
  WriteBytes(sealed, damaged);
  const auto opened = StoredHashIndex::Open(temporary.path());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(opened.error().where, sealed + "@32");
  // Entries that do not ascend.
  const std::vector<HashEntry> falling{entries[1], entries[0]};
  WriteBytes(sealed,
             EncodeHashFileHeader({HashFileKind::kSealed, 1}) +
                 EncodeHashBlock({HashFileKind::kSealed, 1}, 0, HashOperation::kAdd, falling) +
                 EncodeHashBlock({HashFileKind::kSealed, 1}, 2, HashOperation::kEnd, {}));
  EXPECT_EQ(OpeningFails(temporary.path()), ErrorCode::kCorruption);
  std::filesystem::remove(sealed);
  EXPECT_EQ(OpeningFails(temporary.path()), ErrorCode::kCorruption);
  EXPECT_EQ(OpeningFails(temporary.path()), ErrorCode::kCorruption);
  WriteBytes(sealed, sealed_bytes);
  EXPECT_EQ(EntriesIn(temporary.path()), std::vector(entries.begin() + 1, entries.end()));
  std::filesystem::remove(log);
  EXPECT_EQ(OpeningFails(temporary.path()), ErrorCode::kCorruption);
}

TEST(StoredHashIndex, BelongsToOneProcess) {
  const TemporaryDirectory temporary;
  const auto index = OpenIndex(temporary.path());
  EXPECT_EQ(OpeningFails(temporary.path()), ErrorCode::kUnavailable);
}

struct FaultyIndex {
  explicit FaultyIndex(const std::string& path) {
    auto directory = OpenSegmentDirectory(path);
    index =
        *StoredHashIndex::Open(std::make_unique<FaultyDirectory>(std::move(*directory), faults));
  }
  Faults faults;
  std::unique_ptr<StoredHashIndex> index;
};

TEST(StoredHashIndex, AFailedAppendNamesFileAndOffsetAndLeavesNothingOfItsBlock) {
  const TemporaryDirectory temporary;
  const std::vector<HashEntry> entries = HashSource(45).Entries(20);
  const std::span all(entries);
  {
    FaultyIndex faulty(temporary.path());
    ASSERT_TRUE(faulty.index->Add(all.first(5)).has_value());
    for (const ErrorCode code : {ErrorCode::kNoSpace, ErrorCode::kIo}) {
      faulty.faults.Fail(Operation::kAppend, 1, code);
      const Status status = faulty.index->Add(all.subspan(5, 5));
      ASSERT_FALSE(status.has_value());
      EXPECT_EQ(status.error().code, code);
      EXPECT_EQ(status.error().where, temporary.path() + "/hashes-0000000000.log@264");
      EXPECT_EQ(faulty.index->index().size(), 5u);
    }
    ASSERT_TRUE(faulty.index->Add(all.subspan(10)).has_value());
  }
  const auto index = OpenIndex(temporary.path());
  EXPECT_EQ(index->torn_bytes(), 0u);
  EXPECT_EQ(index->index().size(), 15u);
}

TEST(StoredHashIndex, AfterAFailedSyncOrTruncationNothingIsWrittenUntilItIsOpenedAgain) {
  for (const Operation operation : {Operation::kSync, Operation::kTruncate}) {
    const TemporaryDirectory temporary;
    const std::vector<HashEntry> entries = HashSource(46).Entries(20);
    const std::span all(entries);
    {
      FaultyIndex faulty(temporary.path());
      ASSERT_TRUE(faulty.index->Add(all.first(5)).has_value());
      faulty.faults.Fail(operation, 1, ErrorCode::kIo);
      if (operation == Operation::kTruncate) {
        faulty.faults.Fail(Operation::kAppend, 1, ErrorCode::kIo);
      }
      EXPECT_FALSE(faulty.index->Add(all.subspan(5, 5)).has_value());
      faulty.faults.Heal();
      EXPECT_FALSE(faulty.index->Add(all.subspan(5, 5)).has_value());
      EXPECT_FALSE(faulty.index->Remove(all.first(1)).has_value());
      EXPECT_FALSE(faulty.index->Seal().has_value());
      EXPECT_EQ(faulty.index->index().size(), 5u);
    }
    const auto index = OpenIndex(temporary.path());
    EXPECT_GE(index->index().size(), 5u);
    ASSERT_TRUE(index->Add(all).has_value());
    EXPECT_EQ(index->index().Entries(), entries);
  }
}

TEST(StoredHashIndex, ASealThatFailsAnywhereLosesNothing) {
  const std::vector<HashEntry> entries = HashSource(47).Entries(30);
  const std::span all(entries);
  int failed = 0;
  for (const Operation operation :
       {Operation::kCreate, Operation::kAppend, Operation::kSync, Operation::kRename,
        Operation::kRemove, Operation::kSyncDirectory}) {
    for (int nth = 1; nth <= 4; ++nth) {
      const TemporaryDirectory temporary;
      {
        FaultyIndex faulty(temporary.path());
        ASSERT_TRUE(faulty.index->Add(all.first(20)).has_value());
        faulty.faults.Fail(operation, nth, ErrorCode::kNoSpace);
        const bool sealed = faulty.index->Seal().has_value();
        if (!sealed) ++failed;
        faulty.faults.Heal();
        EXPECT_EQ(faulty.index->index().size(), 20u);
        // Refused only when it is unknown which files a crash would leave.
        const bool added = faulty.index->Add(all.subspan(20)).has_value();
        EXPECT_EQ(added, operation != Operation::kSyncDirectory || sealed || nth != 2);
        if (added) {
          EXPECT_TRUE(faulty.index->Seal().has_value());
        }
      }
      const std::vector<HashEntry> found = EntriesIn(temporary.path());
      EXPECT_THAT(found.size(), ::testing::AnyOf(20u, 30u));
      EXPECT_EQ(found,
                std::vector(entries.begin(), entries.begin() + static_cast<long>(found.size())));
    }
  }
  EXPECT_GE(failed, 12);
}

TEST(StoredHashIndex, AFullDiskIsAnErrorAndNothingThatWasDurableIsLost) {
  testing::SmallDisk disk("size=1m");
  ASSERT_TRUE(disk.mounted());
  const std::string directory = disk.path() + "/hashes";
  HashSource source(48);
  std::vector<HashEntry> kept;
  {
    const auto index = OpenIndex(directory);
    Status status = Ok();
    for (uint64_t i = 0; i < 100 && status.has_value(); ++i) {
      std::vector<HashEntry> more;
      for (uint64_t j = 0; j < 500; ++j) more.push_back({i * 500 + j, source.Random()});
      status = index->Add(more);
      if (status.has_value()) kept.insert(kept.end(), more.begin(), more.end());
    }
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
    EXPECT_THAT(status.error().where, HasSubstr("hashes-0000000000.log@"));
    EXPECT_EQ(index->Seal().error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(index->index().Entries(), kept);
    disk.Remount("size=4m");
    EXPECT_TRUE(index->Seal().has_value());
    ASSERT_TRUE(index->Add({{HashEntry{1'000'000, source.Random()}}}).has_value());
  }
  EXPECT_GE(kept.size(), 10'000u);
  EXPECT_EQ(EntriesIn(directory).size(), kept.size() + 1);
}

// The child: adds, removes and seals until it is killed; writes a byte for each step that is done.
constexpr uint64_t kStepEntries = 40;

std::vector<HashEntry> EntriesOfStep(uint64_t step) {
  HashSource source(1000 + step);
  std::vector<HashEntry> entries;
  for (uint64_t i = 0; i < kStepEntries; ++i) {
    entries.push_back({step * kStepEntries + i, source.Random()});
  }
  return entries;
}

// Adds its entries, and takes away the first half of those before.
Status TakeStep(StoredHashIndex& index, uint64_t step) {
  ARSIP_TRY(index.Add(EntriesOfStep(step)));
  if (step % 5 == 4) ARSIP_TRY(index.Seal());
  if (step == 0) return Ok();
  const std::vector<HashEntry> before = EntriesOfStep(step - 1);
  return index.Remove(std::span(before).first(kStepEntries / 2));
}

[[noreturn]] void StepUntilKilled(const std::string& directory, uint64_t first, int done) {
  auto index = StoredHashIndex::Open(directory);
  if (!index.has_value()) {
    std::fprintf(stderr, "child: %s\n", index.error().ToString().c_str());
    _exit(1);
  }
  for (uint64_t step = first;; ++step) {
    if (!TakeStep(**index, step).has_value()) _exit(2);
    if (write(done, "+", 1) != 1) _exit(3);
  }
}

// Returns how many steps were acknowledged before the kill.
// `later`: `after` begins with the first of them.
uint64_t RunAndKill(const std::string& directory, uint64_t first, std::chrono::microseconds after,
                    bool later) {
  int done[2];
  EXPECT_EQ(pipe(done), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(done[0]);
    StepUntilKilled(directory, first, done[1]);
  }
  close(done[1]);
  pollfd ready{.fd = done[0], .events = POLLIN, .revents = 0};
  if (later) {
    EXPECT_EQ(poll(&ready, 1, 20'000), 1);
  }
  std::this_thread::sleep_for(after);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  uint64_t steps = 0;
  char piece[4096];
  for (ssize_t length = 0; (length = read(done[0], piece, sizeof piece)) > 0;) {
    steps += static_cast<uint64_t>(length);
  }
  close(done[0]);
  return steps;
}

TEST(StoredHashIndexKilled, AcknowledgedChangesSurviveAnyMomentOfDeath) {
  constexpr int kKills = 50;
  const TemporaryDirectory temporary;
  HashSource source(49);
  uint64_t steps = 0;
  uint64_t acknowledged = 0;
  int torn = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    // Every other one dies while it opens the index, as likely as later.
    const std::chrono::microseconds after(500 + source.Number(25'000));
    const uint64_t done = RunAndKill(temporary.path(), steps, after, kill % 2 == 0);
    steps += done;
    acknowledged += done;
    const auto index = OpenIndex(temporary.path());
    ASSERT_NE(index, nullptr);
    torn += index->torn_bytes() > 0 ? 1 : 0;
    // What every step that was acknowledged leaves; of the next, what came before the kill.
    std::vector<HashEntry> expected;
    for (uint64_t step = 0; step < steps; ++step) {
      const std::vector<HashEntry> entries = EntriesOfStep(step);
      const bool halved = step + 1 < steps;
      expected.insert(expected.end(), entries.begin() + (halved ? kStepEntries / 2 : 0),
                      entries.end());
    }
    std::vector<std::vector<HashEntry>> possible{expected};
    const std::vector<HashEntry> next = EntriesOfStep(steps);
    expected.insert(expected.end(), next.begin(), next.end());
    possible.push_back(expected);
    if (steps > 0) {
      const auto last = expected.end() - 2 * static_cast<long>(kStepEntries);
      expected.erase(last, last + static_cast<long>(kStepEntries / 2));
      possible.push_back(expected);
    }
    ASSERT_THAT(possible, ::testing::Contains(index->index().Entries())) << "kill " << kill;
    // The step that was cut short is made whole.
    ASSERT_TRUE(TakeStep(*index, steps).has_value());
    ++steps;
  }
  EXPECT_GE(acknowledged, kKills / 2u);
  RecordProperty("acknowledged", static_cast<int>(acknowledged));
  RecordProperty("torn_tails", torn);
}

}  // namespace
}  // namespace arsip::archive
