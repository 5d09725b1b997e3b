#include "archive/recent_rows.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace arsip::archive {

RecentRows::~RecentRows() {
  journal_.reset();
  std::error_code ignored;
  if (remove_) std::filesystem::remove_all(directory_, ignored);
}

Result<std::shared_ptr<RecentRows>> RecentRows::Open(const std::string& directory, bool must_exist,
                                                     size_t most_bytes) {
  KeyValueStoreOptions options;
  options.must_exist = must_exist;
  // It makes no table: its rows are in a run before.
  options.write_buffer_bytes = 2 * most_bytes;
  options.block_cache_bytes = 1u << 20;
  options.bloom_bits_per_key = 0;
  std::shared_ptr<RecentRows> rows(new RecentRows(directory));
  ARSIP_ASSIGN(rows->journal_, KeyValueStore::Open(directory, options));
  ARSIP_TRY(rows->Replay());
  return rows;
}

Status RecentRows::Replay() {
  const Error damaged{ErrorCode::kCorruption, "the journal of the index is damaged", directory_};
  ARSIP_ASSIGN(const auto batches, journal_->NewIterator());
  for (batches->Seek(""); batches->Valid(); batches->Next()) {
    std::string number;
    AppendBigEndian64(number, next_batch_);
    if (batches->key() != number) return damaged;
    ++next_batch_;
    auto run = MemoryRun::Of(std::string(batches->value()));
    if (!run.has_value()) return damaged;
    bytes_ += batches->value().size();
    Add(std::move(*run));
  }
  return batches->status();
}

Status RecentRows::Write(const WriteBatch& batch, KeyValueStore::Sync sync) {
  std::string bytes = MemoryRun::BytesOf(batch);
  std::string number;
  AppendBigEndian64(number, next_batch_);
  WriteBatch entry;
  entry.Put(number, bytes);
  ARSIP_TRY(journal_->Write(entry, sync));
  ++next_batch_;
  bytes_ += bytes.size();
  auto run = MemoryRun::Of(std::move(bytes));
  if (!run.has_value()) return Error{ErrorCode::kInternal, "a batch that cannot be read back", ""};
  Add(std::move(*run));
  return Ok();
}

// Each run is more than twice as large as the one after it: there are few, and a row is moved a few
// times.
void RecentRows::Add(MemoryRun run) {
  while (!runs_.empty() && runs_.front()->rows() <= 2 * run.rows()) {
    run = MemoryRun::Merge(run, *runs_.front());
    runs_.erase(runs_.begin());
  }
  runs_.insert(runs_.begin(), std::make_shared<const MemoryRun>(std::move(run)));
}

}  // namespace arsip::archive
