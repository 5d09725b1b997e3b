#include "archive/capture_cursor.h"

#include "archive/index_rows.h"

namespace arsip::archive {

Result<std::unique_ptr<CaptureCursor>> CaptureCursor::Open(CaptureIndex& index,
                                                           const QueryRange& range,
                                                           CursorOrder order) {
  std::unique_ptr<CaptureCursor> cursor(new CaptureCursor(index, order));
  cursor->begin_ = CaptureTableKey(range.begin);
  cursor->end_ = range.end.empty() ? CaptureTableEnd() : CaptureTableKey(range.end);
  ARSIP_ASSIGN(cursor->rows_, index.store().NewIterator());
  ARSIP_ASSIGN(cursor->originals_, index.store().NewIterator());
  cursor->Begin();
  return cursor;
}

void CaptureCursor::Begin() {
  if (order_ == CursorOrder::kForward) {
    rows_->Seek(begin_);
    return;
  }
  rows_->Seek(end_);
  if (rows_->Valid()) {
    rows_->Prev();
  } else {
    rows_->SeekToLast();
  }
}

bool CaptureCursor::InRange() const {
  return rows_->Valid() && rows_->key() >= begin_ && rows_->key() < end_;
}

void CaptureCursor::Step() {
  if (order_ == CursorOrder::kForward) {
    rows_->Next();
  } else {
    rows_->Prev();
  }
}

Result<std::optional<Capture>> CaptureCursor::Next() {
  if (!InRange()) {
    ARSIP_TRY(rows_->status());
    return std::optional<Capture>();
  }
  ARSIP_ASSIGN(Capture capture, index_.CaptureAt(*rows_, *originals_));
  Step();
  return std::optional(std::move(capture));
}

Result<bool> CaptureCursor::HasNext() {
  ARSIP_TRY(rows_->status());
  return InRange();
}

Result<uint64_t> CaptureCursor::Skip(uint64_t count) {
  uint64_t skipped = 0;
  for (; skipped < count && InRange(); ++skipped) Step();
  ARSIP_TRY(rows_->status());
  return skipped;
}

}  // namespace arsip::archive
