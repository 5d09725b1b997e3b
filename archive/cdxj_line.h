// CdxjLine: a line of a CDXJ index, read back: "urlkey SP timestamp SP {json}".
// https://specs.webrecorder.net/cdxj/0.1.0/ Numbers may be strings (pywb) or numbers.
// Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_CDXJ_LINE_H_
#define ARSIP_ARCHIVE_CDXJ_LINE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::archive {

inline constexpr size_t kMaxCdxjLineBytes = 256u << 10;

struct CdxjLine {
  std::string urlkey;
  std::string timestamp;                            // 1 to 17 digits
  std::string url, mime, status, digest, filename;  // empty: absent
  uint64_t offset = 0;
  uint64_t length = 0;  // 0: absent
};

// kInvalidInput says what is wrong: too long, no three parts, no JSON object, no filename or
// offset.
Result<CdxjLine> ParseCdxjLine(std::string_view line);

// Lines out of pieces of any size. A line over kMaxCdxjLineBytes, or a last one without its line
// end: kInvalidInput. CR before LF is dropped. Not thread-safe.
class LineSplitter {
 public:
  using Sink = std::function<Status(std::string_view line)>;
  explicit LineSplitter(Sink sink) : sink_(std::move(sink)) {}
  Status Update(std::string_view bytes);
  Status Finish();

 private:
  Status Give(std::string_view line);

  const Sink sink_;
  std::string begun_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CDXJ_LINE_H_
