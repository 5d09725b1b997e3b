// ImportSource: the bytes of one WARC file to be imported, wherever they lie: in a file of their
// own or in a WACZ file, where they are read in place.
#ifndef ARSIP_ARCHIVE_IMPORT_SOURCE_H_
#define ARSIP_ARCHIVE_IMPORT_SOURCE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// What a WACZ file says of a WARC file in it.
struct WaczListing {
  bool deflated = false;         // against the rule that it is stored
  std::optional<Sha256> sha256;  // none: not listed in datapackage.json, or that cannot be read
  // The other files of the WACZ file, which are not imported: with its first WARC file.
  std::vector<std::string> others = {};
};

struct ImportSource {
  std::string path;  // as it is told: "FILE" or "FILE.wacz:archive/NAME.warc.gz"
  std::string name;  // of the WARC file, without directories
  uint64_t bytes = 0;
  std::optional<WaczListing> listing = {};  // of an entry of a WACZ file
  // From the first byte to the last, each time it is called. Errors: kNotFound, kPermission, kIo,
  // kInvalidInput (an entry that is not what its ZIP file says), and the sink's.
  std::function<Status(const std::function<Status(std::string_view)>& sink)> read;
};

// The WARC files that `path` stands for: itself, or, of a ZIP file (it begins as one, whatever its
// name), the WARC files below its archive/, in their order. Errors: kNotFound, kPermission, kIo,
// kInvalidInput (a ZIP file that is damaged or holds no WARC file).
Result<std::vector<ImportSource>> ImportSourcesOf(const std::string& path);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORT_SOURCE_H_
