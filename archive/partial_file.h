// PartialFile: an output while it is made, PATH.partial. It becomes PATH when it is whole and kept;
// otherwise it is removed with its owner. Not thread-safe.
#ifndef ARSIP_ARCHIVE_PARTIAL_FILE_H_
#define ARSIP_ARCHIVE_PARTIAL_FILE_H_

#include <string>

#include "base/result.h"

namespace arsip::archive {

// kInvalidInput: what is said when an output is there already.
Error OutputExists(const std::string& output);

class PartialFile {
 public:
  // Makes nothing: the file is its writer's to create, and to sync.
  explicit PartialFile(const std::string& output);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& path() const { return path_; }
  // Renames it and syncs the directory. OutputExists() when there is a file and not `overwrite`.
  Status Keep(bool overwrite);

 private:
  const std::string output_;
  std::string path_;  // empty: kept
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PARTIAL_FILE_H_
