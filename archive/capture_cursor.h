// CaptureCursor: captures of a range of urlkeys, one at a time, forwards or backwards.
//
// Sees the index as it was when the cursor was made; must be destroyed before the index. Memory:
// two LevelDB iterators. Not thread-safe. Errors: kCorruption (the message advises a rebuild), kIo.
#ifndef ARSIP_ARCHIVE_CAPTURE_CURSOR_H_
#define ARSIP_ARCHIVE_CAPTURE_CURSOR_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/query_range.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

enum class CursorOrder : uint8_t { kForward, kBackward };

class CaptureCursor {
 public:
  static Result<std::unique_ptr<CaptureCursor>> Open(CaptureIndex& index, const QueryRange& range,
                                                     CursorOrder order);
  // nullopt at the end of the range, and ever after. `original` is resolved.
  Result<std::optional<Capture>> Next();
  Result<bool> HasNext();
  // Passes over up to `count` captures without reading them; how many there were.
  Result<uint64_t> Skip(uint64_t count);

 private:
  CaptureCursor(CaptureIndex& index, CursorOrder order) : index_(index), order_(order) {}
  void Begin();
  bool InRange() const;
  void Step();

  CaptureIndex& index_;
  const CursorOrder order_;
  std::string begin_;  // keys of the index
  std::string end_;
  std::unique_ptr<KeyValueStore::Iterator> rows_;
  std::unique_ptr<KeyValueStore::Iterator> originals_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_CURSOR_H_
