#include "archive/index_replacement.h"

#include <utility>
#include <vector>

#include "archive/block_rows.h"
#include "archive/index_rows.h"
#include "archive/record_cursor.h"
#include "archive/record_facts.h"
#include "archive/record_rows.h"
#include "archive/warc_reader.h"

namespace arsip::archive {
namespace {

class Replacement {
 public:
  Replacement(CaptureIndex& index, IndexedFile file)
      : index_(index), file_(std::move(file)), blocks_(file_.id) {}

  // Their places go with them.
  Status RemoveBlocks();

  Status Move(const WarcReader& reader, const RecordFacts& facts, const RecodedRecord& old);
  Status Write(const std::string& old_filename, const std::string& new_filename,
               const RecodedSegment& recoded);

 private:
  void Put(std::string key, std::string value) {
    puts_.emplace_back(std::move(key), std::move(value));
  }
  Status MoveContested(RecordRows& rows, const RecordPosition& old);

  CaptureIndex& index_;
  IndexedFile file_;
  WriteBatch batch_;  // deletions first: a new row may have the key of another record's old one
  std::vector<std::pair<std::string, std::string>> puts_;
  BlockRows blocks_;
};

Status Replacement::RemoveBlocks() {
  ARSIP_ASSIGN(const auto rows, index_.store().NewIterator());
  RecordCursor records(*rows, file_.id);
  ARSIP_TRY(records.Seek(0));
  while (records.Valid()) {
    for (const std::string& key : KeysOfBlock(records.position(), records.block())) {
      batch_.Delete(key);
    }
    ARSIP_TRY(records.NextBlock());
  }
  return Ok();
}

// Whether another record holds the row is as it was: the order within a file does not change, and
// the file keeps its id.
Status Replacement::MoveContested(RecordRows& rows, const RecordPosition& old) {
  for (auto& [key, value] : rows.contested) {
    ARSIP_ASSIGN(const auto held, index_.store().Get(key));
    if (!held.has_value()) continue;
    const auto holder = PositionOfRow(*held);
    if (!holder.has_value()) {
      return Error{ErrorCode::kCorruption,
                   "unreadable digest row in the index; run `arsip index rebuild`", "index"};
    }
    if (*holder == old) Put(std::move(key), std::move(value));
  }
  return Ok();
}

Status Replacement::Move(const WarcReader& reader, const RecordFacts& facts,
                         const RecodedRecord& old) {
  if (!reader.header().known_type()) return Ok();
  const FactsForIndex for_index(reader, facts);
  IndexedRecord record = for_index.record();
  auto rows = RowsOf(file_.id, file_.kind, record);
  if (!rows.has_value()) {
    // A record without a field that it must have is in no index.
    return rows.error().code == ErrorCode::kInvalidInput ? Ok() : Status(rows.error());
  }
  file_.indexed_bytes = record.offset + record.length;
  record.offset = old.offset;
  record.length = old.length;
  ARSIP_ASSIGN(const RecordRows old_rows, RowsOf(file_.id, file_.kind, record));
  for (const auto& [key, value] : old_rows.rows) batch_.Delete(key);
  blocks_.Add(rows->record, puts_);
  for (auto& [key, value] : rows->rows) Put(std::move(key), std::move(value));
  return MoveContested(*rows, {file_.id, old.offset});
}

Status Replacement::Write(const std::string& old_filename, const std::string& new_filename,
                          const RecodedSegment& recoded) {
  file_.filename = new_filename;
  file_.size = recoded.new_bytes;
  file_.sha256 = recoded.sha256;
  blocks_.AppendLast(puts_);
  batch_.Delete(FilenameKey(old_filename));
  std::string id;
  AppendBigEndian32(id, file_.id);
  Put(FilenameKey(new_filename), std::move(id));
  Put(FileKey(file_.id), EncodeFileRow(file_));
  for (const auto& [key, value] : puts_) batch_.Put(key, value);
  return index_.store().Write(batch_, KeyValueStore::Sync::kYes);
}

}  // namespace

Status ReplaceIndexedFile(CaptureIndex& index, const std::string& old_filename,
                          const std::string& new_filename, const std::string& new_path,
                          const RecodedSegment& recoded) {
  ARSIP_ASSIGN(auto file, index.FindFile(old_filename));
  if (!file.has_value()) {
    return Error{ErrorCode::kNotFound, "the index does not know this file", old_filename};
  }
  Replacement replacement(index, std::move(*file));
  ARSIP_TRY(replacement.RemoveBlocks());
  ReadProblems problems(1);
  ARSIP_ASSIGN(const auto reader, WarcReader::Open(new_path, {}, problems));
  for (const RecodedRecord& old : recoded.records) {
    ARSIP_ASSIGN(const bool more, reader->Next());
    if (!more) break;
    ARSIP_ASSIGN(const RecordFacts facts, ReadRecordFacts(*reader, {}));
    ARSIP_TRY(replacement.Move(*reader, facts, old));
  }
  ARSIP_ASSIGN(const bool more, reader->Next());
  if (more || problems.count() > 0) {
    return Error{ErrorCode::kCorruption, "this file does not hold the records of " + old_filename,
                 new_path};
  }
  return replacement.Write(old_filename, new_filename, recoded);
}

}  // namespace arsip::archive
