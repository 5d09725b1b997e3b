// One value of an application/warc-fields block (WARC 1.1 section 6.2): "software: Wget/1.21.3".
#ifndef ARSIP_ARCHIVE_WARC_FIELDS_H_
#define ARSIP_ARCHIVE_WARC_FIELDS_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "base/http_message.h"

namespace arsip::archive {

// The first of that name, case-insensitively; empty when there is none. LF alone ends a line too.
inline std::string WarcField(std::string_view block, std::string_view name) {
  while (!block.empty()) {
    std::string_view line = block.substr(0, block.find('\n'));
    block.remove_prefix(std::min(line.size() + 1, block.size()));
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !EqualsIgnoreCase(line.substr(0, colon), name)) continue;
    line.remove_prefix(colon + 1);
    while (line.starts_with(' ')) line.remove_prefix(1);
    return std::string(line);
  }
  return {};
}

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_FIELDS_H_
