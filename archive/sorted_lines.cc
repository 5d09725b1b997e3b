#include "archive/sorted_lines.h"

namespace arsip::archive {
namespace {

constexpr size_t kFlushBytes = 1u << 20;

std::string KeyOfLine(char group, std::string_view line) {
  std::string key(1, group);
  return key.append(line);
}

}  // namespace

Result<std::unique_ptr<SortedLines>> SortedLines::Open(const std::string& directory) {
  ARSIP_ASSIGN(auto store, KeyValueStore::Open(directory, {}));
  return std::unique_ptr<SortedLines>(new SortedLines(std::move(store)));
}

Status SortedLines::Flush() {
  if (batch_.empty()) return Ok();
  ARSIP_TRY(store_->Write(batch_, KeyValueStore::Sync::kNo));
  batch_.Clear();
  pending_.clear();
  return Ok();
}

Status SortedLines::Add(char group, std::string_view line, std::string_view value) {
  std::string key = KeyOfLine(group, line);
  batch_.Put(key, value);
  pending_.insert_or_assign(std::move(key), std::string(value));
  return batch_.bytes() < kFlushBytes ? Ok() : Flush();
}

Result<std::optional<std::string>> SortedLines::Find(char group, std::string_view line) {
  const std::string key = KeyOfLine(group, line);
  const auto pending = pending_.find(key);
  if (pending != pending_.end()) return std::optional(pending->second);
  return store_->Get(key);
}

Status SortedLines::ForEach(char group,
                            const std::function<Status(std::string_view, std::string_view)>& each) {
  ARSIP_TRY(Flush());
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek({&group, 1}); rows->Valid() && rows->key().front() == group; rows->Next()) {
    ARSIP_TRY(each(rows->key().substr(1), rows->value()));
  }
  return rows->status();
}

}  // namespace arsip::archive
