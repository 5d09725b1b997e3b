// The blank line that ends a WARC header (WARC 1.1 section 4) or an HTTP head (RFC 9112
// section 2.1).
#ifndef ARSIP_ARCHIVE_BLANK_LINE_H_
#define ARSIP_ARCHIVE_BLANK_LINE_H_

#include <cstddef>
#include <string_view>

namespace arsip::archive {

// Past the first empty line that begins at or after `from`; npos when there is none. CRLF and LF
// both end a line. To go on with more bytes, begin three bytes before the end of what was searched.
inline size_t BlankLineEnd(std::string_view bytes, size_t from) {
  for (size_t at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    const std::string_view rest = bytes.substr(at + 1);
    if (rest.starts_with('\n')) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return std::string_view::npos;
}

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_BLANK_LINE_H_
