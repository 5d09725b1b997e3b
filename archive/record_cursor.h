// RecordCursor: the records of one file as the index has them, in order, either way.
//
// `rows` outlives it and is its alone meanwhile. Not thread-safe. Memory: one block. Errors:
// kCorruption (the message advises a rebuild), kIo.
#ifndef ARSIP_ARCHIVE_RECORD_CURSOR_H_
#define ARSIP_ARCHIVE_RECORD_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "archive/index_rows.h"
#include "archive/record_block.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class RecordCursor {
 public:
  RecordCursor(KeyValueStore::Iterator& rows, FileId file) : rows_(rows), file_(file) {}

  // To the last record that begins at `offset` or before it; when there is none, to the first.
  Status Seek(uint64_t offset);
  Status Next();
  Status Prev();
  Status NextBlock();
  bool Valid() const { return at_ < block_.size(); }
  // REQUIRES: Valid().
  const BlockRecord& record() const { return block_[at_]; }
  // The block that it lies in.
  RecordPosition position() const { return {file_, block_.front().offset}; }
  const std::vector<BlockRecord>& block() const { return block_; }

 private:
  bool AtBlock() const;
  // The block that the rows stand at; none when it is no block of the file.
  Status Load();

  KeyValueStore::Iterator& rows_;
  const FileId file_;
  std::vector<BlockRecord> block_;
  size_t at_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_CURSOR_H_
