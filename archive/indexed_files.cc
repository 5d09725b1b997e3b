// The file rows of CaptureIndex.
#include "archive/capture_index.h"
#include "archive/index_rows.h"

namespace arsip::archive {

namespace {

Error BadFileRow(const std::string& where) {
  return Error{ErrorCode::kCorruption,
               "unreadable file row in the index; run `arsip index rebuild`", where};
}

}  // namespace

Result<std::optional<IndexedFile>> CaptureIndex::FindFile(std::string_view filename) {
  ARSIP_ASSIGN(const auto id, store_->Get(FilenameKey(filename)));
  if (!id.has_value()) return std::optional<IndexedFile>();
  if (id->size() != 4) return BadFileRow(std::string(filename));
  ARSIP_ASSIGN(auto file, File(ReadBigEndian32(*id)));
  return std::optional(std::move(file));
}

Result<bool> CaptureIndex::HasFile(FileId id) {
  ARSIP_ASSIGN(const auto value, store_->Get(FileKey(id)));
  return value.has_value();
}

Result<IndexedFile> CaptureIndex::File(FileId id) {
  ARSIP_ASSIGN(const auto value, store_->Get(FileKey(id)));
  auto file = DecodeFileRow(id, value.value_or(std::string()));
  if (!file.has_value()) return BadFileRow("file " + std::to_string(id));
  return std::move(*file);
}

Status CaptureIndex::ForEachFile(const std::function<bool(const IndexedFile&)>& each) {
  const std::string table(1, static_cast<char>(Table::kFile));
  ARSIP_ASSIGN(const auto rows, store_->NewIterator());
  for (rows->Seek(table); rows->Valid() && rows->key().starts_with(table); rows->Next()) {
    if (rows->key().size() != 5) return BadFileRow("key");
    const FileId id = ReadBigEndian32(rows->key().substr(1));
    const auto file = DecodeFileRow(id, rows->value());
    if (!file.has_value()) return BadFileRow("file " + std::to_string(id));
    if (!each(*file)) break;
  }
  return rows->status();
}

Result<CaptureIndex::FileName> CaptureIndex::NameOf(FileId id) {
  {
    MutexLock lock(mutex_);
    const auto known = filenames_.find(id);
    if (known != filenames_.end()) return known->second;
  }
  ARSIP_ASSIGN(auto file, File(id));
  MutexLock lock(mutex_);
  return filenames_.emplace(id, FileName{std::move(file.filename), file.kind}).first->second;
}

Result<std::string> CaptureIndex::FilenameOf(FileId id) {
  ARSIP_ASSIGN(FileName name, NameOf(id));
  return std::move(name.filename);
}

}  // namespace arsip::archive
