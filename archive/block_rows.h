// BlockRows: the P and R rows of one file, whose records are added in order.
//
//   BlockRows blocks(file);
//   ARSIP_TRY(blocks.Resume(rows));          // when the index has records of the file already
//   blocks.Add(record, done);                // rows that can no longer change go to `done`
//   blocks.AppendLast(done);                 // those of the block that may still grow
//
// Not thread-safe. Memory: one block.
#ifndef ARSIP_ARCHIVE_BLOCK_ROWS_H_
#define ARSIP_ARCHIVE_BLOCK_ROWS_H_

#include <string>
#include <utility>
#include <vector>

#include "archive/index_rows.h"
#include "archive/record_block.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class BlockRows {
 public:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  explicit BlockRows(FileId file) : file_(file) {}
  // Goes on with the last block of the file. kCorruption: it cannot be read.
  Status Resume(KeyValueStore::Iterator& rows);
  // REQUIRES: it lies behind those that were added before.
  void Add(const BlockRecord& record, Rows& done);
  // Of the last block, as far as they changed since Resume.
  void AppendLast(Rows& rows) const;

 private:
  struct Ids {
    LookupId any{};  // one of those that share all but the last byte
    LastBytes last;
    bool changed = false;
  };
  void Begin();
  void Learn(const BlockRecord& record, bool changed);
  RecordPosition position() const { return {file_, block_.first_offset()}; }

  FileId file_;
  RecordBlockWriter block_;
  std::vector<Ids> ids_;  // of the block; at most kMaxBlockRecords
  bool changed_ = false;
};

// The keys of the rows of one block.
std::vector<std::string> KeysOfBlock(const RecordPosition& position,
                                     const std::vector<BlockRecord>& records);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_BLOCK_ROWS_H_
