#include "archive/record_cursor.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace arsip::archive {

bool RecordCursor::AtBlock() const {
  if (!rows_.Valid()) return false;
  const auto first = DecodeBlockKey(rows_.key());
  return first.has_value() && first->file == file_;
}

Status RecordCursor::Load() {
  block_.clear();
  at_ = 0;
  if (!AtBlock()) return rows_.status();
  auto records = DecodeRecordBlock(DecodeBlockKey(rows_.key())->offset, rows_.value());
  if (!records.has_value()) {
    return Error{ErrorCode::kCorruption,
                 "unreadable record block in the index; run `arsip index rebuild`",
                 "file " + std::to_string(file_)};
  }
  block_ = std::move(*records);
  return Ok();
}

Status RecordCursor::Seek(uint64_t offset) {
  const std::string key = BlockKey({file_, offset});
  rows_.Seek(key);
  if (!AtBlock() || rows_.key() != key) {
    rows_.Valid() ? rows_.Prev() : rows_.SeekToLast();
    if (!AtBlock()) rows_.Seek(BlockKey({file_, 0}));
  }
  ARSIP_TRY(Load());
  const auto behind = std::ranges::upper_bound(block_, offset, {}, &BlockRecord::offset);
  at_ = behind == block_.begin() ? 0 : static_cast<size_t>(behind - block_.begin()) - 1;
  return Ok();
}

Status RecordCursor::Next() { return ++at_ < block_.size() ? Ok() : NextBlock(); }

Status RecordCursor::NextBlock() {
  rows_.Next();
  return Load();
}

Status RecordCursor::Prev() {
  if (at_-- > 0) return Ok();
  rows_.Prev();
  ARSIP_TRY(Load());
  at_ = block_.size() - 1;  // of none: not valid
  return Ok();
}

}  // namespace arsip::archive
