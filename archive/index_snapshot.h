// IndexSnapshot: the capture index of an archive, read beside whoever writes it.
//
// LevelDB lets one process in. A long-lived reader must not keep crawls out, so it takes a copy of
// the index while the archive rests (base/key_value_snapshot.h: hard links), adds to the copy what
// the WARC files hold beyond it, and lets go. The copy lies in DIR/serving/PID-N and is removed
// with its snapshot; copies of processes that are gone are removed when the next is made.
//
// Thread-safe. Must outlive what reads from its index.
#ifndef ARSIP_ARCHIVE_INDEX_SNAPSHOT_H_
#define ARSIP_ARCHIVE_INDEX_SNAPSHOT_H_

#include <memory>
#include <string>

#include "archive/capture_index.h"
#include "base/result.h"

namespace arsip::archive {

class IndexSnapshot {
 public:
  // kUnavailable: another process has the index now, a crawl; try again when it has ended.
  // kNotFound: there is no index. kCorruption: rebuild it.
  static Result<std::unique_ptr<IndexSnapshot>> Take(const std::string& archive_directory);
  ~IndexSnapshot();
  IndexSnapshot(const IndexSnapshot&) = delete;
  IndexSnapshot& operator=(const IndexSnapshot&) = delete;

  CaptureIndex& index() const { return *index_; }
  // Whether the archive's index has been written to, or replaced, since.
  bool Outdated() const;
  // For files that live as long as the snapshot.
  const std::string& directory() const { return directory_; }

 private:
  IndexSnapshot() = default;
  std::string source_;
  std::string fingerprint_;
  std::string directory_;
  std::unique_ptr<CaptureIndex> index_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_INDEX_SNAPSHOT_H_
