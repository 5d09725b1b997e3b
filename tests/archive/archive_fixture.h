// ArchiveFixture: an archive whose disk fails when told to. Does not repair or catch up: see
// archive_test.cc.
#ifndef ARSIP_TESTS_ARCHIVE_ARCHIVE_FIXTURE_H_
#define ARSIP_TESTS_ARCHIVE_ARCHIVE_FIXTURE_H_

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "archive/writing_archive.h"
#include "capture_samples.h"
#include "faulty_directory.h"
#include "warc_bytes.h"

namespace arsip::archive::testing {

// An index store that fails the next writes.
class FaultyStore : public KeyValueStore {
 public:
  FaultyStore(std::unique_ptr<KeyValueStore> store, std::atomic<int>& failing, ErrorCode& code)
      : store_(std::move(store)), failing_(failing), code_(code) {}
  Result<std::optional<std::string>> Get(std::string_view key) override { return store_->Get(key); }
  Status Write(const WriteBatch& batch, Sync sync) override {
    if (failing_ > 0) {
      --failing_;
      return Error{code_, "injected", "index"};
    }
    return store_->Write(batch, sync);
  }
  Result<std::unique_ptr<Iterator>> NewIterator() override { return store_->NewIterator(); }
  uint64_t ApproximateBytes() override { return store_->ApproximateBytes(); }
  Result<uint64_t> ApproximateBytes(std::string_view prefix) override {
    return store_->ApproximateBytes(prefix);
  }
  Status Compact() override { return store_->Compact(); }

 private:
  std::unique_ptr<KeyValueStore> store_;
  std::atomic<int>& failing_;
  ErrorCode& code_;
};

class ArchiveFixture : public ::testing::Test {
 protected:
  static ArchiveOptions Options() {
    ArchiveOptions options;
    options.min_free_bytes = 0;
    options.full_disk_retry = std::chrono::milliseconds(20);
    options.group_commit = std::chrono::milliseconds(2);
    return options;
  }

  void Start(const ArchiveOptions& options) {
    ASSERT_TRUE(CheckArchiveOptions(options).has_value());
    ArchiveParts parts;
    parts.directory = path();
    auto captures =
        std::make_unique<FaultyDirectory>(*OpenSegmentDirectory(path() + "/warc"), faults_);
    captures_directory_ = captures.get();
    parts.captures = std::move(captures);
    parts.derived = *OpenSegmentDirectory(path() + "/derived");
    // The first open writes the schema rows.
    ASSERT_TRUE(CaptureIndex::Open(path() + "/index", false).has_value());
    auto store = KeyValueStore::Open(path() + "/index", {});
    ASSERT_TRUE(store.has_value());
    parts.index = std::make_unique<CaptureIndex>(
        std::make_unique<FaultyStore>(std::move(*store), index_failing_, index_code_));
    index_ = parts.index.get();
    auto archive = std::make_unique<WritingArchive>(std::move(parts), options, clock_);
    archive->OnPause([this](const std::string& sentence) {
      const MutexLock lock(mutex_);
      pauses_.push_back(sentence);
    });
    archive_ = std::move(archive);
  }
  void Stop() { archive_.reset(); }

  std::vector<std::string> Pauses() {
    const MutexLock lock(mutex_);
    return pauses_;
  }
  // Bounded: a minute.
  static bool Eventually(const std::function<bool()>& condition) {
    for (int i = 0; i < 6000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  const std::string& path() const { return temporary_.path(); }
  std::vector<std::string> Segments() const { return NamesIn(path() + "/warc"); }
  // Of every segment in the order of names, open or not; fails the test when one holds torn bytes.
  std::vector<RawRecord> WrittenRecords(const std::string& folder = "/warc") const {
    std::vector<RawRecord> records;
    for (const std::string& name : NamesIn(path() + folder)) {
      const std::string bytes = ReadBytes(path() + folder + "/" + name);
      const Members members = ReadMembers(bytes);
      EXPECT_EQ(members.end, bytes.size()) << name;
      for (const Member& member : members.whole) records.push_back(SplitRecord(member.bytes));
    }
    return records;
  }
  int CountOf(const std::string& type) const {
    int count = 0;
    for (const RawRecord& record : WrittenRecords()) {
      if (record.Get("WARC-Type") == type) ++count;
    }
    return count;
  }

  TemporaryDirectory temporary_;
  Faults faults_;
  std::atomic<int> index_failing_{0};
  ErrorCode index_code_ = ErrorCode::kNoSpace;
  SystemClock clock_;
  FaultyDirectory* captures_directory_ = nullptr;
  CaptureIndex* index_ = nullptr;
  Mutex mutex_;
  std::vector<std::string> pauses_ GUARDED_BY(mutex_);
  std::unique_ptr<Archive> archive_;  // last: its callbacks touch what stands above
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_ARCHIVE_FIXTURE_H_
