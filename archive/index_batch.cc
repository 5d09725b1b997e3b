#include <algorithm>

#include "archive/capture_index.h"
#include "archive/cluster_log.h"
#include "archive/image_clusters.h"
#include "archive/index_rows.h"
#include "archive/record_rows.h"
#include "archive/row_bytes.h"

namespace arsip::archive {
namespace {

constexpr FileId kFirstForeignId = 0x80000000;

Error BadRow(std::string_view table) {
  return Error{ErrorCode::kCorruption,
               "unreadable " + std::string(table) + " row in the index; run `arsip index rebuild`",
               ""};
}

}  // namespace

IndexBatch::~IndexBatch() {
  // What was never written is not so: read it again.
  if (!image_rows_.empty()) index_.images_.reset();
}

Result<std::optional<std::string>> IndexBatch::Get(const std::string& key) {
  const auto pending = rows_.find(key);
  if (pending != rows_.end()) return std::optional(pending->second);
  return index_.store().Get(key);
}

void IndexBatch::Put(std::string key, std::string value) {
  bytes_ += key.size() + value.size();
  rows_.insert_or_assign(std::move(key), std::move(value));
}

Result<IndexedFile*> IndexBatch::PendingFile(FileId id) {
  const auto pending = files_.find(id);
  if (pending != files_.end()) return &pending->second;
  ARSIP_ASSIGN(auto value, index_.store().Get(FileKey(id)));
  if (!value.has_value()) return nullptr;
  auto file = DecodeFileRow(id, *value);
  if (!file.has_value()) return BadRow("file");
  bytes_ += value->size() + 5;
  return &files_.emplace(id, std::move(*file)).first->second;
}

Result<FileId> IndexBatch::AddFile(std::string_view filename, SegmentKind kind) {
  const std::string name_key = FilenameKey(filename);
  ARSIP_ASSIGN(const auto known, Get(name_key));
  if (known.has_value()) {
    if (known->size() != 4) return BadRow("filename");
    return ReadBigEndian32(*known);
  }
  FileId id = ForeignFileId(filename);
  // Another's serial says nothing here, and must not take the id of a segment of ours.
  if (kind != SegmentKind::kImported) id = SerialOfFilename(filename).value_or(id);
  ARSIP_ASSIGN(const IndexedFile* taken, PendingFile(id));
  if (taken != nullptr && id < kFirstForeignId) {
    id = ForeignFileId(filename);
    ARSIP_ASSIGN(taken, PendingFile(id));
  }
  while (taken != nullptr) {
    id = (id + 1) | kFirstForeignId;
    ARSIP_ASSIGN(taken, PendingFile(id));
  }
  IndexedFile file;
  file.id = id;
  file.filename = filename;
  file.kind = kind;
  files_.emplace(id, std::move(file));
  std::string value;
  AppendBigEndian32(value, id);
  Put(name_key, std::move(value));
  return id;
}

Result<BlockRows*> IndexBatch::BlocksOf(const IndexedFile& file) {
  const auto known = blocks_.find(file.id);
  if (known != blocks_.end()) return &known->second;
  BlockRows blocks(file.id);
  if (file.records > 0) {
    ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
    ARSIP_TRY(blocks.Resume(*rows));
  }
  return &blocks_.emplace(file.id, std::move(blocks)).first->second;
}

Status IndexBatch::Compete(std::string key, std::string value) {
  ARSIP_ASSIGN(const auto held, Get(key));
  if (held.has_value()) {
    if (!PositionOfRow(*held).has_value()) return BadRow("digest");
    if (*held <= value) return Ok();
  }
  Put(std::move(key), std::move(value));
  return Ok();
}

Status IndexBatch::AddImage(const IndexedRecord& record) {
  const std::optional<ImageFact> fact = ImageFactOf(record.metadata);
  if (!fact) return Ok();
  ARSIP_ASSIGN(ImageClusters * images, index_.Images());
  return images->Add(*fact, record.time, record.target_uri, image_rows_);
}

Status IndexBatch::AddRecord(FileId file_id, const IndexedRecord& record) {
  ARSIP_ASSIGN(IndexedFile * file, PendingFile(file_id));
  if (file == nullptr || file->sealed) {
    return Error{ErrorCode::kInternal, "record added to a file that is not open in the index",
                 file == nullptr ? std::to_string(file_id) : file->filename};
  }
  if (record.offset < file->indexed_bytes) return Ok();
  ARSIP_ASSIGN(RecordRows rows, RowsOf(file_id, file->kind, record));
  for (auto& row : rows.contested) {
    ARSIP_TRY(Compete(std::move(row.first), std::move(row.second)));
  }
  ARSIP_ASSIGN(BlockRows * blocks, BlocksOf(*file));
  const size_t before = own_rows_.size();
  blocks->Add(rows.record, own_rows_);
  for (auto& row : rows.rows) own_rows_.push_back(std::move(row));
  for (auto row = own_rows_.begin() + static_cast<ptrdiff_t>(before); row != own_rows_.end();
       ++row) {
    bytes_ += row->first.size() + row->second.size();
  }
  if (!record.metadata.empty()) ARSIP_TRY(AddImage(record));
  file->first = file->records == 0 ? record.time : std::min(file->first, record.time);
  file->last = file->records == 0 ? record.time : std::max(file->last, record.time);
  ++file->records;
  file->indexed_bytes = record.offset + record.length;
  return Ok();
}

Status IndexBatch::SealFile(FileId file_id, uint64_t size, const Sha256& sha256) {
  ARSIP_ASSIGN(IndexedFile * file, PendingFile(file_id));
  if (file == nullptr || size < file->indexed_bytes) {
    return Error{ErrorCode::kInternal, "sealing a file that the index does not know so",
                 file == nullptr ? std::to_string(file_id) : file->filename};
  }
  file->sealed = true;
  file->size = size;
  file->sha256 = sha256;
  return Ok();
}

}  // namespace arsip::archive
