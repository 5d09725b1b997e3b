// Body: received bytes, in memory while small, in an unlinked spool file when large; read as one
// view.
#ifndef ARSIP_CRAWLER_BODY_H_
#define ARSIP_CRAWLER_BODY_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::crawler {

// Not thread-safe while it grows; immutable and shareable after Finish().
class Body {
 public:
  // Bytes beyond `memory_bytes` go to an O_TMPFILE in `spool_directory`.
  Body(std::string spool_directory, size_t memory_bytes);
  ~Body();
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  // kNoSpace and kIo from the spool file.
  Status Append(std::string_view bytes);
  // A hint: `total_bytes` will come. Saves copies while they fit in memory; promises nothing.
  void Expect(size_t total_bytes);
  // Maps the spool file. An Append after it is kInternal.
  Status Finish();
  size_t size() const { return size_; }
  // REQUIRES: Finish() was called. Lives as long as the Body.
  std::string_view view() const;

 private:
  Status MoveToSpool();

  const std::string spool_directory_;
  const size_t memory_bytes_;
  std::string memory_;
  int spool_fd_ = -1;
  void* mapped_ = nullptr;
  size_t size_ = 0;
  bool finished_ = false;
};

// Whether `bytes` would fit into the spool now; kNoSpace (disk, quota, inodes), kIo. Keeps nothing.
Status CheckSpoolRoom(const std::string& spool_directory, size_t bytes);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_BODY_H_
