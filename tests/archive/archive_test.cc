#include "archive/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <thread>

#include "archive/capture_index.h"
#include "archive/writing_archive.h"
#include "capture_samples.h"
#include "small_disk.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using std::chrono::milliseconds;
using testing::AppendAsync;
using testing::CaptureOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::JudgeAsync;
using testing::NamesIn;
using testing::RandomBytes;
using testing::ReadBytes;
using testing::Ready;
using ::testing::SizeIs;
using testing::SmallDisk;
using testing::TemporaryDirectory;

constexpr const char* kUrl = "https://example.org/a";

ArchiveOptions Options() {
  ArchiveOptions options;
  options.min_free_bytes = 0;
  options.full_disk_retry = milliseconds(20);
  options.group_commit = milliseconds(2);
  return options;
}

Result<std::unique_ptr<Archive>> Open(const std::string& directory,
                                      const ArchiveOptions& options = Options()) {
  static const SystemClock clock;
  return Archive::Open(directory, options, clock);
}

DedupVerdict::Kind KindOf(Archive& archive, const std::string& body) {
  return JudgeAsync(archive, ComputeSha256(std::string_view(body))).get()->kind;
}

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

// Each id's record lies where the index says.
void ExpectIndexed(const std::string& directory, const std::set<std::string>& record_ids) {
  auto index = CaptureIndex::Open(directory + "/index", true);
  ASSERT_TRUE(index.has_value()) << index.error().ToString();
  for (const std::string& id : record_ids) {
    const auto found = (*index)->FindRecord(id);
    ASSERT_TRUE(found.has_value() && found->has_value()) << id;
    const RecordLocation& location = (*found)->location;
    const std::string bytes = ReadBytes(directory + "/warc/" + location.filename);
    const auto members =
        testing::ReadMembers(std::string_view(bytes).substr(location.offset, location.length));
    ASSERT_THAT(members.whole, SizeIs(1)) << id;
    EXPECT_EQ(testing::SplitRecord(members.whole[0].bytes).Get("WARC-Record-ID"), id);
  }
}

TEST(ArchiveOpen, MakesDirectoriesThatOthersCannotRead) {
  TemporaryDirectory temporary;
  const std::string directory = temporary.path() + "/archive";
  { ASSERT_TRUE(Open(directory).has_value()); }
  EXPECT_THAT(NamesIn(directory), ElementsAre("derived", "index", "lock", "warc"));
  for (const char* name : {"", "/warc", "/derived"}) {
    EXPECT_EQ(ModeOf(directory + name) & 0007, 0u) << name;
  }
  EXPECT_THAT(NamesIn(directory + "/warc"), ElementsAre());
}

TEST(ArchiveOpen, ASecondWriterIsRefusedByName) {
  TemporaryDirectory temporary;
  const auto first = Open(temporary.path());
  ASSERT_TRUE(first.has_value());
  const auto second = Open(temporary.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("pid " + std::to_string(getpid())));
}

TEST(ArchiveOpen, BadOptionsTouchNothing) {
  TemporaryDirectory temporary;
  ArchiveOptions options = Options();
  options.prefix = "a/b";
  EXPECT_FALSE(Open(temporary.path() + "/archive", options).has_value());
  EXPECT_FALSE(std::filesystem::exists(temporary.path() + "/archive"));
  EXPECT_EQ(Open("").error().code, ErrorCode::kInvalidInput);
}

TEST(ArchiveOpen, ReadOnlyAnswersAndRefusesToWrite) {
  TemporaryDirectory temporary;
  ArchiveOptions options = Options();
  options.read_only = true;
  const auto missing = Open(temporary.path(), options);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  {
    auto archive = Open(temporary.path());
    ASSERT_TRUE(AppendAsync(**archive, CaptureOf(kUrl, "hello")).get().has_value());
  }
  auto archive = Open(temporary.path(), options);
  ASSERT_TRUE(archive.has_value());
  EXPECT_TRUE((*archive)->Last(kUrl)->has_value());
  EXPECT_EQ(AppendAsync(**archive, CaptureOf(kUrl, "x")).get().error().code,
            ErrorCode::kPermission);
  EXPECT_EQ(JudgeAsync(**archive, Sha256{}).get().error().code, ErrorCode::kPermission);
  EXPECT_FALSE((*archive)->Full());
}

TEST(ArchiveOpen, SerialsGoOnAfterARestart) {
  TemporaryDirectory temporary;
  for (int run = 0; run < 3; ++run) {
    auto archive = Open(temporary.path());
    ASSERT_TRUE(archive.has_value());
    ASSERT_TRUE(AppendAsync(**archive, CaptureOf(kUrl, std::to_string(run))).get().has_value());
  }
  EXPECT_THAT(NamesIn(temporary.path() + "/warc"),
              ElementsAre(HasSubstr("-00001-"), HasSubstr("-00002-"), HasSubstr("-00003-")));
}

TEST(ArchiveOpen, AnotherRunRevisitsWhatTheFirstStored) {
  TemporaryDirectory temporary;
  {
    auto archive = Open(temporary.path());
    ASSERT_TRUE(AppendAsync(**archive, CaptureOf(kUrl, "hello")).get().has_value());
  }
  auto archive = Open(temporary.path());
  EXPECT_EQ(KindOf(**archive, "hello"), DedupVerdict::Kind::kRevisit);
  EXPECT_EQ(KindOf(**archive, "other"), DedupVerdict::Kind::kNew);
}

TEST(ArchiveOpen, WhatTheIndexLacksIsReplayed) {
  TemporaryDirectory temporary;
  {
    auto archive = Open(temporary.path());
    ASSERT_TRUE(AppendAsync(**archive, CaptureOf(kUrl, "hello")).get().has_value());
  }
  std::filesystem::remove_all(temporary.path() + "/index");
  auto archive = Open(temporary.path());
  ASSERT_TRUE(archive.has_value());
  EXPECT_EQ(KindOf(**archive, "hello"), DedupVerdict::Kind::kRevisit);
}

TEST(ArchiveOpen, ATornSegmentIsCutSealedAndReplayed) {
  TemporaryDirectory temporary;
  const std::string warc = temporary.path() + "/warc/";
  {
    auto archive = Open(temporary.path());
    ASSERT_TRUE(AppendAsync(**archive, CaptureOf(kUrl, "hello")).get().has_value());
  }
  const std::string name = NamesIn(warc).at(0);
  const std::string bytes = ReadBytes(warc + name);
  std::filesystem::remove_all(temporary.path() + "/index");
  testing::WriteBytes(warc + name + ".open", bytes + bytes.substr(0, 100));
  std::filesystem::remove(warc + name);
  auto archive = Open(temporary.path());
  ASSERT_TRUE(archive.has_value());
  EXPECT_EQ(ReadBytes(warc + name), bytes);
  EXPECT_THAT(NamesIn(warc), ElementsAre(name, EndsWith(".torn-" + std::to_string(bytes.size()))));
  EXPECT_EQ(KindOf(**archive, "hello"), DedupVerdict::Kind::kRevisit);
}

class ArchiveOnASmallDisk : public ::testing::Test {
 protected:
  void Start(const std::string& directory, const ArchiveOptions& options) {
    auto archive = Open(directory, options);
    ASSERT_TRUE(archive.has_value()) << archive.error().ToString();
    archive_ = std::move(*archive);
    archive_->OnPause([this](const std::string& sentence) {
      const MutexLock lock(mutex_);
      if (first_pause_.empty()) first_pause_ = sentence;
      paused_ = !sentence.empty();
    });
  }
  bool PausedWithin(milliseconds time) {
    for (milliseconds waited{0}; waited < time; waited += milliseconds(10)) {
      {
        const MutexLock lock(mutex_);
        if (paused_) return true;
      }
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }
  void AppendMany(int count, size_t length) {
    for (int i = 0; i < count; ++i) {
      std::vector<WarcRecord> records = CaptureOf("https://e.org/" + std::to_string(i),
                                                  RandomBytes(length, static_cast<uint32_t>(i)));
      record_ids_.insert(records[0].record_id);
      futures_.push_back(AppendAsync(*archive_, std::move(records)));
    }
  }
  void ExpectAllWrittenOnce(const std::string& directory) {
    for (auto& future : futures_) {
      ASSERT_TRUE(Ready(future, milliseconds(60'000)));
      const Result<RecordLocation> location = future.get();
      EXPECT_TRUE(location.has_value()) << location.error().ToString();
    }
    archive_.reset();
    size_t responses = 0;
    for (const std::string& name : NamesIn(directory + "/warc")) {
      EXPECT_THAT(name, EndsWith(".warc.gz"));
      const std::string bytes = ReadBytes(directory + "/warc/" + name);
      const auto members = testing::ReadMembers(bytes);
      EXPECT_EQ(members.end, bytes.size());
      for (const auto& member : members.whole) {
        const auto record = testing::SplitRecord(member.bytes);
        if (record.Get("WARC-Type") == "response") ++responses;
      }
    }
    EXPECT_EQ(responses, record_ids_.size());
    ExpectIndexed(directory, record_ids_);
    EXPECT_TRUE(Open(directory).has_value());
  }

  std::set<std::string> record_ids_;
  std::vector<std::future<Result<RecordLocation>>> futures_;
  Mutex mutex_;
  std::string first_pause_ GUARDED_BY(mutex_);
  bool paused_ GUARDED_BY(mutex_) = false;
  std::unique_ptr<Archive> archive_;
};

TEST_F(ArchiveOnASmallDisk, PausesWhenItIsFullAndResumesWhenThereIsSpace) {
  const SmallDisk disk("size=12m");
  ASSERT_TRUE(disk.mounted());
  const std::string directory = disk.path() + "/archive";
  testing::WriteBytes(disk.path() + "/ballast", std::string(8u << 20, 'b'));
  Start(directory, Options());
  AppendMany(60, 100'000);
  ASSERT_TRUE(PausedWithin(milliseconds(30'000)));
  {
    const MutexLock lock(mutex_);
    EXPECT_THAT(first_pause_, HasSubstr(directory));
  }
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_FALSE(Ready(futures_.back(), milliseconds(0)));
  std::filesystem::remove(disk.path() + "/ballast");
  ExpectAllWrittenOnce(directory);
}

TEST_F(ArchiveOnASmallDisk, PausesBeforeTheReserveIsTouched) {
  const SmallDisk disk("size=12m");
  ASSERT_TRUE(disk.mounted());
  const std::string directory = disk.path() + "/archive";
  testing::WriteBytes(disk.path() + "/ballast", std::string(6u << 20, 'b'));
  ArchiveOptions options = Options();
  options.min_free_bytes = 2u << 20;
  Start(directory, options);
  AppendMany(60, 100'000);
  ASSERT_TRUE(PausedWithin(milliseconds(30'000)));
  EXPECT_GE(std::filesystem::space(disk.path()).available, 2u << 20);
  std::filesystem::remove(disk.path() + "/ballast");
  ExpectAllWrittenOnce(directory);
}

// LevelDB 1.23 forgets acknowledged writes after one ENOSPC; base/key_value_store must not.
TEST_F(ArchiveOnASmallDisk, AFullDiskUnderTheIndexAlonePausesToo) {
  const SmallDisk disk("size=4m");
  ASSERT_TRUE(disk.mounted());
  const TemporaryDirectory temporary;
  const std::string directory = temporary.path();
  std::filesystem::create_directory_symlink(disk.path(), directory + "/index");
  Start(directory, Options());
  AppendMany(5, 1000);
  ASSERT_TRUE(Ready(futures_.back(), milliseconds(30'000)));
  testing::WriteBytes(disk.path() + "/ballast", std::string(8u << 20, 'b'));  // as much as fits
  AppendMany(300, 1000);  // more rows than the last page of its log holds
  ASSERT_TRUE(PausedWithin(milliseconds(30'000)));
  {
    const MutexLock lock(mutex_);
    EXPECT_THAT(first_pause_, HasSubstr("writing the index is paused"));
  }
  EXPECT_FALSE(Ready(futures_.back(), milliseconds(100)));
  std::filesystem::remove(disk.path() + "/ballast");
  ExpectAllWrittenOnce(directory);
}

TEST_F(ArchiveOnASmallDisk, PausesWhenItIsOutOfInodes) {
  SmallDisk disk("size=32m,nr_inodes=30");
  ASSERT_TRUE(disk.mounted());
  const std::string directory = disk.path() + "/archive";
  ArchiveOptions options = Options();
  options.segment_bytes = 1;  // a segment for each capture
  Start(directory, options);
  AppendMany(60, 1000);
  ASSERT_TRUE(PausedWithin(milliseconds(30'000)));
  disk.Remount("size=32m,nr_inodes=1000");
  ExpectAllWrittenOnce(directory);
}

}  // namespace
}  // namespace arsip::archive
