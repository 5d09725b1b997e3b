#include "archive/run_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "archive/file_descriptor.h"
#include "archive/merged_rows.h"
#include "archive/recent_rows.h"
#include "archive/run_catalogue.h"
#include "archive/sorted_run.h"
#include "base/mutex.h"

namespace arsip::archive {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Rows = KeyValueStore::Iterator;
using SharedRun = std::shared_ptr<SortedRun>;

constexpr std::chrono::seconds kFullDiskRetry{1};
constexpr uint64_t kRowsBetweenStops = 4096;

// What there is to read; never changed once others see it.
struct Sources {
  std::shared_ptr<RecentRows> recent;
  std::vector<SharedMemoryRun> memory;  // its rows
  RunCatalogue catalogue;
  std::vector<SharedRun> runs;  // as in the catalogue
};
using SharedSources = std::shared_ptr<const Sources>;

// Keeps what it reads.
class SourceRows : public Rows {
 public:
  SourceRows(SharedSources sources, std::unique_ptr<Rows> rows)
      : sources_(std::move(sources)), rows_(std::move(rows)) {}
  void Seek(std::string_view key) override { rows_->Seek(key); }
  void SeekToLast() override { rows_->SeekToLast(); }
  bool Valid() const override { return rows_->Valid(); }
  void Next() override { rows_->Next(); }
  void Prev() override { rows_->Prev(); }
  std::string_view key() const override { return rows_->key(); }
  std::string_view value() const override { return rows_->value(); }
  Status status() const override { return rows_->status(); }

 private:
  SharedSources sources_;
  std::unique_ptr<Rows> rows_;
};

Status SyncDirectory(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.open() || fsync(file.get()) != 0) return ErrnoError(errno, "sync", path);
  return Ok();
}

Error Stopped() { return Error{ErrorCode::kUnavailable, "the index is being closed", ""}; }

class RunStore : public KeyValueStore {
 public:
  RunStore(std::string directory, const RunStoreOptions& options)
      : directory_(std::move(directory)), options_(options), cache_(options.cache_bytes) {}
  ~RunStore() override;

  Status OpenAll();

  Result<std::optional<std::string>> Get(std::string_view key) override;
  Status Write(const WriteBatch& batch, Sync sync) override EXCLUDES_LOCK(write_mutex_);
  Result<std::unique_ptr<Iterator>> NewIterator() override;
  uint64_t ApproximateBytes() override;
  Result<uint64_t> ApproximateBytes(std::string_view prefix) override;
  Status Compact() override EXCLUDES_LOCK(write_mutex_);

 private:
  SharedSources Now() EXCLUDES_LOCK(mutex_) {
    const MutexLock lock(mutex_);
    return sources_;
  }
  void Show(SharedSources sources) EXCLUDES_LOCK(mutex_) {
    const MutexLock lock(mutex_);
    sources_ = std::move(sources);
  }
  Result<std::shared_ptr<RecentRows>> OpenRecent(uint64_t number, bool must_exist) const {
    return RecentRows::Open(RecentPath(directory_, number), must_exist, options_.recent_bytes);
  }
  Result<RunCatalogue> FirstCatalogue();
  // Makes the recent rows a run.
  Status Spill() REQUIRES_LOCK(write_mutex_);
  Result<SharedRun> MakeRun(Rows& rows, bool keep_deleted, RunCatalogue::Run& run);
  // Puts `change` of the newest state into the catalogue, then before the readers.
  Status Install(const std::function<void(Sources&)>& change) EXCLUDES_LOCK(install_mutex_);
  uint64_t NextNumber() { return next_number_++; }

  // Runs first, ..., first + count - 1 become one.
  Status Merge(const SharedSources& sources, size_t first, size_t count)
      REQUIRES_LOCK(merge_mutex_);
  bool MergeSomething() EXCLUDES_LOCK(merge_mutex_);
  void MergeInBackground();

  const std::string directory_;
  const RunStoreOptions options_;
  RunBlockCache cache_;
  std::unique_ptr<KeyValueStore> catalogue_;
  std::atomic<uint64_t> next_number_{1};

  // Taken in this order.
  Mutex write_mutex_;
  Mutex merge_mutex_;    // one merge at a time
  Mutex install_mutex_;  // the catalogue
  Mutex mutex_;
  SharedSources sources_ GUARDED_BY(mutex_);
  bool stop_ GUARDED_BY(mutex_) = false;
  bool wake_ GUARDED_BY(mutex_) = true;
  Status merge_failed_ GUARDED_BY(mutex_);  // not for want of space
  CondVar work_;
  std::atomic<bool> stopping_{false};
  Clock::time_point no_spill_before_ GUARDED_BY(write_mutex_);
  std::thread merger_;
};

RunStore::~RunStore() {
  stopping_ = true;
  {
    const MutexLock lock(mutex_);
    stop_ = true;
  }
  work_.SignalAll();
  if (merger_.joinable()) merger_.join();
}

Result<RunCatalogue> RunStore::FirstCatalogue() {
  RunCatalogue catalogue;
  std::error_code none;
  if (!fs::is_empty(directory_ + "/runs", none) && !none) {
    return Error{ErrorCode::kCorruption, "runs are here, and no catalogue names them", directory_};
  }
  RemoveUnnamed(directory_, catalogue);
  catalogue.recent = catalogue.next++;
  std::error_code error;
  fs::create_directories(directory_ + "/runs", error);
  if (error) return ErrnoError(error.value(), "create", directory_ + "/runs");
  ARSIP_TRY(OpenRecent(catalogue.recent, false));
  ARSIP_TRY(SyncDirectory(directory_));
  ARSIP_TRY(KeepRunCatalogue(*catalogue_, catalogue));
  return catalogue;
}

Status RunStore::OpenAll() {
  KeyValueStoreOptions small;
  small.must_exist = options_.must_exist;
  small.write_buffer_bytes = 1u << 20;
  small.block_cache_bytes = 1u << 20;
  ARSIP_ASSIGN(catalogue_, KeyValueStore::Open(directory_, small));
  ARSIP_ASSIGN(auto catalogue, LoadRunCatalogue(*catalogue_, directory_));
  if (!catalogue.has_value()) {
    ARSIP_ASSIGN(catalogue, FirstCatalogue());
  }
  RemoveUnnamed(directory_, *catalogue);
  auto sources = std::make_shared<Sources>();
  const auto missing = [](Error error) {
    if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kCorruption;
    return error;
  };
  for (const auto& run : catalogue->runs) {
    auto opened = SortedRun::Open(RunPath(directory_, run.number), &cache_);
    if (!opened.has_value()) return missing(opened.error());
    sources->runs.push_back(std::move(*opened));
  }
  auto recent = OpenRecent(catalogue->recent, true);
  if (!recent.has_value()) return missing(recent.error());
  sources->recent = std::move(*recent);
  sources->memory = sources->recent->rows();
  next_number_ = catalogue->next;
  sources->catalogue = std::move(*catalogue);
  Show(std::move(sources));
  merger_ = std::thread([this] { MergeInBackground(); });
  return Ok();
}

Result<std::optional<std::string>> RunStore::Get(std::string_view key) {
  const SharedSources sources = Now();
  std::optional<std::string> stored;
  for (const SharedMemoryRun& run : sources->memory) {
    const size_t at = run->LowerBound(key);
    if (at == run->rows() || run->key(at) != key) continue;
    stored = run->value(at);
    break;
  }
  for (size_t i = 0; !stored.has_value() && i < sources->runs.size(); ++i) {
    ARSIP_ASSIGN(stored, sources->runs[i]->Get(key));
  }
  if (!stored.has_value() || IsDeletedRow(*stored)) return std::optional<std::string>();
  if (NeedsRowMark(*stored)) return std::optional(std::string(RowOf(*stored)));
  return stored;
}

Result<std::unique_ptr<Rows>> RunStore::NewIterator() {
  SharedSources sources = Now();
  std::vector<std::unique_ptr<Rows>> all;
  for (const SharedMemoryRun& run : sources->memory) all.push_back(IterateMemory(run));
  for (const SharedRun& run : sources->runs) all.push_back(IterateRun(run));
  return std::unique_ptr<Rows>(std::make_unique<SourceRows>(
      std::move(sources), MergeRows(std::move(all), DeletedRows::kHide)));
}

Status RunStore::Write(const WriteBatch& batch, Sync sync) {
  const MutexLock writing(write_mutex_);
  {
    const MutexLock lock(mutex_);
    ARSIP_TRY(merge_failed_);
  }
  if (batch.empty()) return Ok();
  const std::shared_ptr<RecentRows> recent = Now()->recent;
  ARSIP_TRY(recent->Write(batch, sync));
  {
    // Merges change the rest.
    const MutexLock installing(install_mutex_);
    auto next = std::make_shared<Sources>(*Now());
    next->memory = recent->rows();
    Show(std::move(next));
  }
  if (recent->bytes() < options_.recent_bytes || Clock::now() < no_spill_before_) return Ok();
  Status spilled = Spill();
  if (spilled.has_value() || spilled.error().code != ErrorCode::kNoSpace) return spilled;
  no_spill_before_ = Clock::now() + kFullDiskRetry;
  return Ok();
}

Result<SharedRun> RunStore::MakeRun(Rows& rows, bool keep_deleted, RunCatalogue::Run& run) {
  run.number = NextNumber();
  const std::string path = RunPath(directory_, run.number);
  {
    ARSIP_ASSIGN(const auto writer, SortedRunWriter::Create(path, options_.random_tail));
    uint64_t seen = 0;
    for (rows.Seek(""); rows.Valid(); rows.Next()) {
      if (++seen % kRowsBetweenStops == 0 && stopping_) return Stopped();
      if (!keep_deleted && IsDeletedRow(rows.value())) continue;
      ARSIP_TRY(writer->Add(rows.key(), rows.value()));
    }
    ARSIP_TRY(rows.status());
    ARSIP_TRY(writer->Finish());
    run.rows = writer->rows();
  }
  ARSIP_TRY(SyncDirectory(directory_ + "/runs"));
  return SortedRun::Open(path, &cache_);
}

Status RunStore::Install(const std::function<void(Sources&)>& change) {
  const MutexLock installing(install_mutex_);
  auto next = std::make_shared<Sources>(*Now());
  change(*next);
  next->catalogue.next = next_number_;
  ARSIP_TRY(KeepRunCatalogue(*catalogue_, next->catalogue));
  Show(std::move(next));
  return Ok();
}

Status RunStore::Spill() {
  const SharedSources before = Now();
  std::vector<std::unique_ptr<Rows>> memory;
  for (const SharedMemoryRun& one : before->memory) memory.push_back(IterateMemory(one));
  const auto rows = MergeRows(std::move(memory), DeletedRows::kShow);
  RunCatalogue::Run run;
  ARSIP_ASSIGN(const SharedRun made, MakeRun(*rows, !before->runs.empty(), run));
  const uint64_t number = NextNumber();
  ARSIP_ASSIGN(const auto recent, OpenRecent(number, false));
  ARSIP_TRY(SyncDirectory(directory_));
  ARSIP_TRY(Install([&](Sources& sources) {
    sources.recent = recent;
    sources.memory.clear();
    sources.catalogue.recent = number;
    if (run.rows == 0) return;
    sources.catalogue.runs.insert(sources.catalogue.runs.begin(), run);
    sources.runs.insert(sources.runs.begin(), made);
  }));
  if (run.rows == 0) made->RemoveAtEnd();
  before->recent->RemoveAtEnd();
  const MutexLock lock(mutex_);
  wake_ = true;
  work_.Signal();
  return Ok();
}

Status RunStore::Merge(const SharedSources& sources, size_t first, size_t count) {
  std::vector<std::unique_ptr<Rows>> inputs;
  for (size_t i = first; i < first + count; ++i) inputs.push_back(IterateRun(sources->runs[i]));
  const auto rows = MergeRows(std::move(inputs), DeletedRows::kShow);
  const bool oldest = first + count == sources->runs.size();
  RunCatalogue::Run run;
  run.level = sources->catalogue.runs[first + count - 1].level + 1;
  ARSIP_ASSIGN(const SharedRun made, MakeRun(*rows, !oldest, run));
  const uint64_t newest = sources->catalogue.runs[first].number;
  ARSIP_TRY(Install([&](Sources& now) {
    auto& runs = now.catalogue.runs;
    const auto at = std::ranges::find(runs, newest, &RunCatalogue::Run::number) - runs.begin();
    const auto end = at + static_cast<ptrdiff_t>(count);
    runs.erase(runs.begin() + at, runs.begin() + end);
    runs.insert(runs.begin() + at, run);
    now.runs.erase(now.runs.begin() + at, now.runs.begin() + end);
    now.runs.insert(now.runs.begin() + at, made);
  }));
  for (size_t i = first; i < first + count; ++i) sources->runs[i]->RemoveAtEnd();
  return Ok();
}

// Whether there was something to merge, and it went well.
bool RunStore::MergeSomething() {
  const MutexLock merging(merge_mutex_);
  const SharedSources sources = Now();
  const auto& runs = sources->catalogue.runs;
  for (size_t first = 0, end = 0; first < runs.size(); first = end) {
    while (end < runs.size() && runs[end].level == runs[first].level) ++end;
    if (end - first < options_.runs_of_a_level) continue;
    const Status merged = Merge(sources, first, end - first);
    if (merged.has_value()) return true;
    const ErrorCode code = merged.error().code;
    if (code == ErrorCode::kNoSpace || code == ErrorCode::kUnavailable) return false;
    const MutexLock lock(mutex_);
    merge_failed_ = merged;
    return false;
  }
  return false;
}

void RunStore::MergeInBackground() {
  while (true) {
    {
      const MutexLock lock(mutex_);
      while (!wake_ && !stop_) work_.Wait(mutex_);
      if (stop_) return;
      wake_ = false;
    }
    while (!stopping_ && MergeSomething()) {
    }
  }
}

Status RunStore::Compact() {
  const MutexLock writing(write_mutex_);
  const MutexLock merging(merge_mutex_);
  ARSIP_TRY(Spill());
  const SharedSources sources = Now();
  const size_t runs = sources->runs.size();
  return runs < 2 ? Ok() : Merge(sources, 0, runs);
}

uint64_t RunStore::ApproximateBytes() {
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(directory_, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;  // a merge may delete a file while we look
    const uint64_t size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

Result<uint64_t> RunStore::ApproximateBytes(std::string_view prefix) {
  const SharedSources sources = Now();
  uint64_t bytes = 0;  // those in memory are on their way
  const std::string end = std::string(prefix) + '\xff';
  for (const SharedRun& run : sources->runs) bytes += run->BytesBetween(prefix, end);
  return bytes;
}

}  // namespace

Result<std::unique_ptr<KeyValueStore>> OpenRunStore(const std::string& directory,
                                                    const RunStoreOptions& options) {
  auto store = std::make_unique<RunStore>(directory, options);
  ARSIP_TRY(store->OpenAll());
  return std::unique_ptr<KeyValueStore>(std::move(store));
}

}  // namespace arsip::archive
