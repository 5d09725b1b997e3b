// ImportSource: the bytes of one WARC file to be imported, wherever they lie.
#ifndef ARSIP_ARCHIVE_IMPORT_SOURCE_H_
#define ARSIP_ARCHIVE_IMPORT_SOURCE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::archive {

struct ImportSource {
  std::string path;  // as it is told
  std::string name;  // of the WARC file, without directories
  uint64_t bytes = 0;
  // From the first byte to the last, each time it is called. Errors: kNotFound, kPermission, kIo,
  // and the sink's.
  std::function<Status(const std::function<Status(std::string_view)>& sink)> read;
};

// The WARC files that `path` stands for: itself. Errors: kNotFound, kPermission.
Result<std::vector<ImportSource>> ImportSourcesOf(const std::string& path);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORT_SOURCE_H_
