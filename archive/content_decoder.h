// ContentDecoder: the content codings gzip and deflate (RFC 9110 section 8.4.1) undone piece by
// piece, within limits.
//
// Lenient (tests in LenientContentCoding): "deflate" without the zlib wrapper, "x-gzip", several
// gzip members, bytes after the last one. A cut-off stream gives what it holds. Not thread-safe.
// Memory: 64 KiB and zlib's window a coding.
#ifndef ARSIP_ARCHIVE_CONTENT_DECODER_H_
#define ARSIP_ARCHIVE_CONTENT_DECODER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace arsip::archive {

class ContentDecoder {
 public:
  struct Limits {
    uint64_t max_bytes = 256u << 20;
    uint64_t max_ratio = 200;  // decoded to coded, once more than kFreeBytes are decoded
  };
  static constexpr uint64_t kFreeBytes = 1u << 20;
  using Sink = std::function<Status(std::string_view)>;

  // `codings`: the Content-Encoding field ("gzip", "deflate, gzip"); identity and nothing pass
  // bytes through. kInvalidInput: an unknown coding, or more than three.
  static Result<std::unique_ptr<ContentDecoder>> Make(std::string_view codings,
                                                      const Limits& limits, Sink sink);
  virtual ~ContentDecoder() = default;

  // kInvalidInput: the stream is broken or passes a limit. Other errors are the sink's.
  virtual Status Update(std::string_view coded) = 0;
  // No more bytes follow. kInvalidInput: the stream is cut off.
  virtual Status Finish() = 0;
  virtual uint64_t decoded_bytes() const = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CONTENT_DECODER_H_
