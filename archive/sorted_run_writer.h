// SortedRunWriter: makes the file of a SortedRun (sorted_run.h). Not thread-safe.
//
// Memory: one block. The file is removed with its writer unless it was finished. Errors: kNoSpace,
// kIo, kInternal (rows out of order).
#ifndef ARSIP_ARCHIVE_SORTED_RUN_WRITER_H_
#define ARSIP_ARCHIVE_SORTED_RUN_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/file_descriptor.h"
#include "base/result.h"

namespace arsip::archive {

// How many of a value's last bytes look random: they are stored as they are.
using RandomTail = std::function<size_t(std::string_view key, std::string_view value)>;

// Of a block before compression. Part of what a look-up costs.
inline constexpr size_t kRunBlockBytes = 32u << 10;
// A row longer than this is refused: kInternal.
inline constexpr size_t kMaxRunRowBytes = 64u << 20;

class SortedRunWriter {
 public:
  // `random_tail` may be empty.
  static Result<std::unique_ptr<SortedRunWriter>> Create(const std::string& path,
                                                         RandomTail random_tail);
  ~SortedRunWriter();
  SortedRunWriter(const SortedRunWriter&) = delete;
  SortedRunWriter& operator=(const SortedRunWriter&) = delete;

  // REQUIRES: above all keys before.
  Status Add(std::string_view key, std::string_view value);
  // The file is whole and synced; its directory is not.
  Status Finish();
  uint64_t rows() const { return rows_; }
  uint64_t bytes() const { return written_; }

 private:
  struct Compressor;
  SortedRunWriter(FileDescriptor file, std::string path, RandomTail random_tail);
  Status EndBlock();
  Status Write(std::string_view bytes);

  FileDescriptor file_;
  const std::string path_;
  const RandomTail random_tail_;
  std::unique_ptr<Compressor> compressor_;
  std::string lengths_;  // streams of the block at hand
  std::string keys_;
  std::string values_;
  std::string tails_;
  uint32_t block_rows_ = 0;
  std::string last_key_;
  std::string separator_;  // of the block at hand
  std::string index_;
  uint64_t blocks_ = 0;
  uint64_t rows_ = 0;
  uint64_t written_ = 0;
  bool finished_ = false;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SORTED_RUN_WRITER_H_
