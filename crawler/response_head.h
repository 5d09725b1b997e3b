// ResponseHead: the head of the final response, put together from the lines libcurl hands over,
// byte for byte, and what its framing fields say. RFC 9112 sections 2.1, 6 and 7.1.2; RFC 9110
// section 15.2.
//
// Interim (1xx) heads before it are dropped and counted; field lines after it are trailers, counted
// only. Never holds more than `max_bytes`. Not thread-safe.
#ifndef ARSIP_CRAWLER_RESPONSE_HEAD_H_
#define ARSIP_CRAWLER_RESPONSE_HEAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"

namespace arsip::crawler {

// RFC 9112 section 6.3: how long the body is said to be.
struct Framing {
  std::optional<uint64_t> content_length;  // the last readable one
  bool chunked = false;
  bool other_transfer_coding = false;  // anything but chunked
  bool ambiguous_length = false;       // two different lengths, or a length and a transfer coding
  bool bad_length = false;             // not a decimal number below 2^63
};
Framing FramingOf(const HttpHead& head);

class ResponseHead {
 public:
  explicit ResponseHead(uint64_t max_bytes) : max_bytes_(max_bytes) {}

  // `line` with its line end. False when it would pass max_bytes: stop the transfer. All heads
  // together count against it, so endless interim responses are cut as an endless head is; trailers
  // count on their own.
  [[nodiscard]] bool Add(std::string_view line);
  // Forgets everything: the request is sent again on another connection.
  void Reset();

  bool begun() const { return total_bytes_ > 0; }
  bool complete() const { return complete_; }
  // So far; all of it, with its blank line, once complete().
  const std::string& bytes() const { return bytes_; }
  // REQUIRES: complete().
  int status_code() const { return status_code_; }
  const Framing& framing() const { return framing_; }

  uint32_t interim_responses() const { return interim_responses_; }
  uint64_t trailer_lines() const { return trailer_lines_; }

 private:
  bool AddTrailer(std::string_view line);
  void EndBlock();

  const uint64_t max_bytes_;
  uint64_t total_bytes_ = 0;
  uint64_t trailer_bytes_ = 0;
  uint64_t trailer_lines_ = 0;
  uint32_t interim_responses_ = 0;
  std::string bytes_;
  bool complete_ = false;
  int status_code_ = 0;
  Framing framing_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RESPONSE_HEAD_H_
