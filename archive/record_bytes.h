// RecordBytes and PayloadBytes: a record, or the payload of a capture, pulled piece by piece.
//
// For readers that are slower than the disk: what is pulled next is read next, so memory is bounded
// (a piece, ~1 MiB, and an HTTP head) whatever the record's length and however slow the reader.
// record_payload.h pushes the same bytes into a sink. Digests are checked by Open, before the first
// byte. Not thread-safe. Errors as in record_payload.h.
#ifndef ARSIP_ARCHIVE_RECORD_BYTES_H_
#define ARSIP_ARCHIVE_RECORD_BYTES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "archive/capture.h"
#include "archive/payload_stream.h"
#include "archive/record_at.h"
#include "archive/warc_header_parser.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// As CopyRecord gives it: header, block, CRLF CRLF, before compression.
class RecordBytes {
 public:
  static Result<RecordBytes> Open(const std::string& archive_directory,
                                  const RecordLocation& location);
  const WarcHeader& header() const { return header_; }
  uint64_t length() const { return length_; }
  const Sha256& sha256() const { return sha256_; }  // of all its bytes
  // The next piece; empty at the end.
  Result<std::string> Read();

 private:
  RecordLocation location_;
  WarcHeader header_;
  uint64_t length_ = 0;
  Sha256 sha256_{};
  RecordAt at_;
  enum class Next : uint8_t { kHeader, kBlock, kEnd } next_ = Next::kHeader;
};

// As stored: the transfer coding is removed, the content coding is left.
class PayloadBytes {
 public:
  static Result<PayloadBytes> Open(const std::string& archive_directory, const Capture& capture);
  const RecordLocation& location() const { return location_; }  // of the record that holds it
  // That the capture's own record stores (a revisit may store none), and that which is stored with
  // the payload. Either may be empty.
  const std::string& own_head() const { return own_head_; }
  const std::string& payload_head() const { return stream_->http_head(); }
  const std::string& content_type() const { return content_type_; }  // of the record
  uint64_t length() const { return length_; }
  // The next piece; empty at the end.
  Result<std::string> Read();

 private:
  Status Fill();

  RecordLocation location_;
  std::string own_head_;
  std::string content_type_;
  uint64_t length_ = 0;
  RecordAt at_;
  bool over_ = false;
  std::unique_ptr<std::string> ready_ = std::make_unique<std::string>();  // the stream writes here
  std::unique_ptr<PayloadStream> stream_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_BYTES_H_
