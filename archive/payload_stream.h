// PayloadStream: from the block of a record, in pieces of any size, to its HTTP head and its
// payload.
//
// WARC 1.1 section 5.9 with community annotation #22: the payload of an HTTP message is its entity
// body, after the transfer coding is removed and before the content coding is. One place says so,
// for digests (writing, rebuilding, verifying) and for reading. Not thread-safe. Memory: the head,
// at most kMaxHttpHeadBytes.
#ifndef ARSIP_ARCHIVE_PAYLOAD_STREAM_H_
#define ARSIP_ARCHIVE_PAYLOAD_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "archive/sha1_stream.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

// A longer head is taken for payload. Larger than any the fetcher accepts.
inline constexpr size_t kMaxHttpHeadBytes = 1u << 20;

// The length of the HTTP head that `block` begins with, its blank line included (CRLF or LF, RFC
// 9112 section 2.2); 0 when there is no blank line in the first kMaxHttpHeadBytes.
size_t HttpHeadLength(std::string_view block);

// Whether the block of a record with this Content-Type begins with an HTTP head
// ("application/http...").
bool HoldsHttpMessage(std::string_view record_content_type);

// The chunked transfer coding, RFC 9112 section 7.1, undone piece by piece.
// Lenient (tests in LenientChunked): LF line ends, chunk extensions and trailers skipped.
class ChunkedDecoder {
 public:
  using Sink = std::function<Status(std::string_view)>;
  explicit ChunkedDecoder(Sink sink) : sink_(std::move(sink)) {}
  // kInvalidInput: not a chunk where one should be. Bytes after the last chunk's trailer are
  // ignored.
  Status Update(std::string_view bytes);
  bool finished() const { return state_ == State::kDone; }
  // Up to the end of the message; what follows its trailer does not count.
  uint64_t coded_bytes() const { return coded_bytes_; }
  // A first chunk-size line has been read: these are chunks indeed.
  bool begun() const { return begun_; }
  bool broken() const { return state_ == State::kInvalid; }

 private:
  enum class State : uint8_t { kSize, kSizeRest, kData, kDataEnd, kTrailer, kDone, kInvalid };
  Status SizeByte(char c);
  Status EndSizeLine();
  void TrailerByte(char c);
  Status Invalid(std::string_view what);

  Sink sink_;
  State state_ = State::kSize;
  uint64_t left_ = 0;
  uint32_t digits_ = 0;
  uint32_t line_bytes_ = 0;
  uint64_t coded_bytes_ = 0;
  bool begun_ = false;
};

class PayloadStream {
 public:
  using Sink = std::function<Status(std::string_view)>;
  // `http`: the block begins with an HTTP head (HoldsHttpMessage). `framed`, when given, gets the
  // body of a message in chunks with their framing.
  PayloadStream(bool http, Sink sink, Sink framed = {});

  // Errors are the sink's. A body that says it is chunked and is not is payload as it stands; one
  // whose chunks end in the middle is payload up to there, and `chunks_intact` says so.
  Status Update(std::string_view block_bytes);
  // No more bytes follow.
  Status Finish();

  // Valid once payload came or Finish was called. Empty when the block holds no head.
  const std::string& http_head() const { return head_; }
  bool chunked() const { return chunked_; }
  // The head names the chunked transfer coding, whatever the body is.
  bool says_chunked() const { return says_chunked_; }
  bool chunks_intact() const { return !chunked_ || chunks_intact_; }
  uint64_t payload_length() const { return payload_length_; }
  // With chunked(): the last chunk and its trailer have been read, after so many bytes of body.
  bool chunks_ended() const { return chunks_.finished(); }
  uint64_t chunks_length() const { return chunks_.coded_bytes(); }

 private:
  Status BeginBody(size_t head_length);
  Status Body(std::string_view bytes);
  Status Give(std::string_view payload);

  Sink sink_;
  Sink framed_;
  bool in_head_;
  std::string head_;    // while in_head_: everything so far
  std::string unsure_;  // body bytes before the first chunk-size line has been read
  size_t scanned_ = 0;  // no blank line ends before here
  bool chunked_ = false;
  bool says_chunked_ = false;
  bool chunks_intact_ = false;
  uint64_t payload_length_ = 0;
  ChunkedDecoder chunks_;
};

// SHA-1, SHA-256 and length of a payload, from the pieces of its block. Of a body in chunks also
// the digests of the body as it stands, framing included: wget takes those for the payload's.
class PayloadDigester {
 public:
  explicit PayloadDigester(bool http);
  PayloadDigester(const PayloadDigester&) = delete;
  PayloadDigester& operator=(const PayloadDigester&) = delete;
  void Update(std::string_view block_bytes);
  struct Digests {
    uint64_t length = 0;
    Sha1 sha1{};
    Sha256 sha256{};
    struct Framed {
      Sha1 sha1{};
      Sha256 sha256{};
    };
    std::optional<Framed> framed;
    std::string start;  // the first two bytes: whether a content coding is there
  };
  // Once. http_head() is complete afterwards.
  Digests Finish();
  const PayloadStream& stream() const { return stream_; }

 private:
  Sha1Stream sha1_;
  Sha256Stream sha256_;
  std::string start_;
  Sha1Stream framed_sha1_;
  Sha256Stream framed_sha256_;
  PayloadStream stream_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PAYLOAD_STREAM_H_
