// ClusterLog: DIR/reports/image-clusters.jsonl, what became of clusters because an image came late:
// one JSON object a line, with what, when and why. docs/near-duplicates.md. Evidence of what a
// reader saw before; nothing is read from it, and a rebuild adds nothing to it.
//
// Not thread-safe. Appends are durable when they return.
#ifndef ARSIP_ARCHIVE_CLUSTER_LOG_H_
#define ARSIP_ARCHIVE_CLUSTER_LOG_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/image_clusters.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

class ClusterLog {
 public:
  // The file and its directory are made with the first change. `clock` outlives the log.
  ClusterLog(std::string path, const Clock& clock) : path_(std::move(path)), clock_(clock) {}

  // Takes the changes of `images`. After an error (kNoSpace, kIo) they are kept, and written by the
  // next call.
  Status Append(ImageClusters& images);

 private:
  const std::string path_;
  const Clock& clock_;
  std::string unwritten_;
};

// That of the archive in that directory, on the system's clock.
std::unique_ptr<ClusterLog> ClusterLogIn(const std::string& archive_directory);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CLUSTER_LOG_H_
