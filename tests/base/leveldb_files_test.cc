// Rot in LevelDB's files: what is read is right, or it is kCorruption. Never a wrong answer.
#include "base/leveldb_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "base/key_value_store.h"

namespace arsip {
namespace {

namespace fs = std::filesystem;
constexpr int kKeys = 400;
constexpr int kFlips = 100;

std::string KeyAt(int i) { return "key" + std::to_string(10'000 + i); }
std::string ValueAt(int i) { return std::to_string(i) + std::string(60, char('a' + i % 26)); }

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void WriteAll(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

enum class Outcome { kRight, kNamedCorruption, kWrong };

class LevelDbFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "leveldb_files_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    whole_ = root_ / "whole";
    damaged_ = root_ / "damaged";
  }
  void TearDown() override { fs::remove_all(root_); }

  // Half of the keys end in a table, because a reopen makes the log one; half stay in the log.
  void MakeDatabase() {
    for (int half = 0; half < 2; ++half) {
      auto store = KeyValueStore::Open(whole_.string(), {});
      ASSERT_TRUE(store.has_value()) << store.error().ToString();
      for (int i = half * kKeys / 2; i < (half + 1) * kKeys / 2; ++i) {
        WriteBatch batch;
        batch.Put(KeyAt(i), ValueAt(i));
        ASSERT_TRUE((*store)->Write(batch, KeyValueStore::Sync::kNo).has_value());
      }
    }
    ASSERT_EQ(ReadDamaged([](const fs::path&) {}), Outcome::kRight);
  }

  // By key and by scan.
  static Outcome Read(const fs::path& directory) {
    auto store = KeyValueStore::Open(directory.string(), {});
    if (!store.has_value()) {
      return store.error().code == ErrorCode::kCorruption ? Outcome::kNamedCorruption
                                                          : Outcome::kWrong;
    }
    Outcome outcome = Outcome::kRight;
    for (int i = 0; i < kKeys; ++i) {
      auto value = (*store)->Get(KeyAt(i));
      if (!value.has_value()) {
        if (value.error().code != ErrorCode::kCorruption) return Outcome::kWrong;
        outcome = Outcome::kNamedCorruption;
      } else if (*value != ValueAt(i)) {
        return Outcome::kWrong;
      }
    }
    auto it = (*store)->NewIterator();
    if (!it.has_value()) return Outcome::kWrong;
    int seen = 0;
    for ((*it)->Seek(""); (*it)->Valid(); (*it)->Next()) ++seen;
    if ((*it)->status().has_value()) return seen == kKeys ? outcome : Outcome::kWrong;
    if ((*it)->status().error().code != ErrorCode::kCorruption) return Outcome::kWrong;
    return Outcome::kNamedCorruption;
  }

  Outcome ReadDamaged(const std::function<void(const fs::path&)>& damage) {
    fs::remove_all(damaged_);
    fs::copy(whole_, damaged_);
    damage(damaged_);
    return Read(damaged_);
  }

  // The only file of that kind that is not empty.
  static fs::path FileOf(const fs::path& directory, std::string_view part) {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(directory)) {
      const bool named = entry.path().filename().string().find(part) != std::string::npos;
      if (named && entry.file_size() > 0) found = entry.path();
    }
    EXPECT_FALSE(found.empty()) << part;
    return found;
  }

  // Flips random bits, one at a time; returns how many were named as corruption.
  int FlipBits(std::string_view part) {
    MakeDatabase();
    const fs::path original = FileOf(whole_, part);
    const std::string bytes = ReadAll(original);
    std::minstd_rand random(20261122);
    int named = 0;
    for (int i = 0; i < kFlips; ++i) {
      std::string flipped = bytes;
      const size_t at = random() % bytes.size();
      const int bit = static_cast<int>(random() % 8);
      flipped[at] = static_cast<char>(flipped[at] ^ 1 << bit);
      const Outcome outcome = ReadDamaged(
          [&](const fs::path& directory) { WriteAll(directory / original.filename(), flipped); });
      EXPECT_NE(outcome, Outcome::kWrong) << original << " byte " << at << " bit " << bit;
      if (outcome == Outcome::kNamedCorruption) ++named;
    }
    return named;
  }

  fs::path root_, whole_, damaged_;
};

TEST_F(LevelDbFilesTest, EveryFlippedBitOfTheLogIsNamed) { EXPECT_EQ(FlipBits(".log"), kFlips); }

// A flip in a table's filter or unused space does no harm, so not each one has to be named.
TEST_F(LevelDbFilesTest, FlippedBitOfATableIsNeverAWrongAnswer) {
  EXPECT_GT(FlipBits(".ldb"), kFlips * 8 / 10);
}

TEST_F(LevelDbFilesTest, FlippedBitOfTheManifestIsNeverAWrongAnswer) {
  EXPECT_GT(FlipBits("MANIFEST"), kFlips * 8 / 10);
}

TEST_F(LevelDbFilesTest, FlippedLengthsInTheLogAreNamed) {
  MakeDatabase();
  const fs::path log = FileOf(whole_, ".log");
  const std::string bytes = ReadAll(log);
  int records = 0;
  for (size_t at = 0; at + 7 <= bytes.size(); ++records) {
    const size_t next =
        at + 7 + static_cast<uint8_t>(bytes[at + 4]) + 256u * static_cast<uint8_t>(bytes[at + 5]);
    // Every tenth, and the last one, which nothing follows; a length too long by 64 or by 16384.
    if (records % 10 == 0 || next == bytes.size()) {
      for (const size_t byte : {at + 4, at + 5}) {
        std::string damaged = bytes;
        damaged[byte] = static_cast<char>(damaged[byte] ^ 0x40);
        const auto damage = [&](const fs::path& directory) {
          WriteAll(directory / log.filename(), damaged);
        };
        EXPECT_EQ(ReadDamaged(damage), Outcome::kNamedCorruption) << "record at " << at;
      }
    }
    at = next;
  }
  EXPECT_EQ(records, kKeys / 2);
}

TEST_F(LevelDbFilesTest, ZeroedHeaderInTheLogIsNamed) {
  MakeDatabase();
  const fs::path log = FileOf(whole_, ".log");
  EXPECT_EQ(ReadDamaged([&](const fs::path& directory) {
              WriteAll(directory / log.filename(), std::string(7, '\0') + ReadAll(log).substr(7));
            }),
            Outcome::kNamedCorruption);
}

TEST_F(LevelDbFilesTest, TornEndOfTheLogIsNoCorruption) {
  MakeDatabase();
  const fs::path log = FileOf(whole_, ".log");
  const std::string bytes = ReadAll(log);
  for (size_t cut = 1; cut <= 100; ++cut) {
    fs::remove_all(damaged_);
    fs::copy(whole_, damaged_);
    WriteAll(damaged_ / log.filename(), bytes.substr(0, bytes.size() - cut));
    auto store = KeyValueStore::Open(damaged_.string(), {});
    ASSERT_TRUE(store.has_value()) << cut << ": " << store.error().ToString();
    EXPECT_EQ((*store)->Get(KeyAt(0)).value(), ValueAt(0));
    EXPECT_EQ((*store)->Get(KeyAt(kKeys - 3)).value(), ValueAt(kKeys - 3));
  }
}

TEST_F(LevelDbFilesTest, EachMissingFileIsNamed) {
  MakeDatabase();
  for (const char* part : {"CURRENT", "MANIFEST", ".ldb", ".log"}) {
    EXPECT_EQ(ReadDamaged([&](const fs::path& directory) { fs::remove(FileOf(directory, part)); }),
              Outcome::kNamedCorruption)
        << part;
  }
}

TEST_F(LevelDbFilesTest, EmptiedFilesAreNamed) {
  MakeDatabase();
  for (const char* part : {"CURRENT", "MANIFEST", ".ldb"}) {
    EXPECT_EQ(
        ReadDamaged([&](const fs::path& directory) { WriteAll(FileOf(directory, part), ""); }),
        Outcome::kNamedCorruption)
        << part;
  }
}

TEST_F(LevelDbFilesTest, TableThatVanishesWhileOpenIsNotAMissingKey) {
  MakeDatabase();
  auto store = KeyValueStore::Open(whole_.string(), {});
  ASSERT_TRUE(store.has_value());
  for (const auto& entry : fs::directory_iterator(whole_)) {
    if (entry.path().extension() == ".ldb") fs::remove(entry.path());
  }
  const auto value = (*store)->Get(KeyAt(0));
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().code, ErrorCode::kCorruption);
}

TEST_F(LevelDbFilesTest, DirectoryWithoutADatabaseIsFine) {
  EXPECT_TRUE(CheckLevelDbFiles(whole_.string()).has_value());
  EXPECT_FALSE(LevelDbExists(whole_.string()));
  fs::create_directories(whole_);
  WriteAll(whole_ / "MANIFEST-000001", "half a first open");
  EXPECT_TRUE(CheckLevelDbFiles(whole_.string()).has_value());
}

TEST_F(LevelDbFilesTest, FirstOpenCutShortBeforeItsLogIsFinished) {
  MakeDatabase();
  fs::remove_all(damaged_);
  { ASSERT_TRUE(KeyValueStore::Open(damaged_.string(), {}).has_value()); }
  fs::rename(FileOf(damaged_, "MANIFEST"), damaged_ / "MANIFEST-000001");
  WriteAll(damaged_ / "CURRENT", "MANIFEST-000001\n");
  for (const auto& entry : fs::directory_iterator(damaged_)) {
    if (entry.path().extension() == ".log") fs::remove(entry.path());
  }
  EXPECT_TRUE(KeyValueStore::Open(damaged_.string(), {}).has_value());
}

TEST(LogBlock, ShortOrEmptyBlocksHideNothing) {
  EXPECT_FALSE(LogBlockHidesRecords(""));
  EXPECT_FALSE(LogBlockHidesRecords("abc"));
  EXPECT_FALSE(LogBlockHidesRecords(std::string(kLevelDbLogBlockBytes, '\0')));
}

}  // namespace
}  // namespace arsip
