// ChunkedBody: a body in the chunked transfer coding (RFC 9112 section 7.1), kept twice: as it
// came, for the record, and what its chunks hold, for digests and the sandbox. What the chunks hold
// is decided by archive::PayloadStream, as it is whenever the record is read again. On the loop's
// thread.
#ifndef ARSIP_CRAWLER_CHUNKED_BODY_H_
#define ARSIP_CRAWLER_CHUNKED_BODY_H_

#include <string_view>

#include "archive/payload_stream.h"
#include "base/result.h"
#include "crawler/body.h"

namespace arsip::crawler {

class ChunkedBody {
 public:
  // `head` is the response's, whole; `chunks` and `payload` are empty and outlive this.
  ChunkedBody(std::string_view head, Body& chunks, Body& payload);
  ChunkedBody(const ChunkedBody&) = delete;
  ChunkedBody& operator=(const ChunkedBody&) = delete;

  // Errors are the bodies' own. Whatever the bytes are, they are kept, except those after the
  // message's end.
  Status Append(std::string_view bytes);
  // No more bytes follow. Once.
  Status Finish();

  bool ended() const { return stream_.chunked() && stream_.chunks_ended(); }
  // Bytes came after the end.
  bool extra_bytes() const { return extra_bytes_; }
  // After Finish(): every chunk was one, and the last one came.
  bool intact() const { return stream_.chunks_intact(); }

 private:
  Body& chunks_;
  archive::PayloadStream stream_;
  bool extra_bytes_ = false;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CHUNKED_BODY_H_
