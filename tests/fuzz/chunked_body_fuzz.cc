// ChunkedBody under arbitrary chunks: the first byte is the size of the pieces. What is kept is
// what came, up to the end; its payload does not depend on the pieces, and is no longer than the
// chunks.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crawler/chunked_body.h"

namespace {

using arsip::crawler::Body;
using arsip::crawler::ChunkedBody;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string PayloadOf(std::string_view wire, size_t piece) {
  constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  Body chunks("/nonexistent", 1u << 20);
  Body payload("/nonexistent", 1u << 20);
  ChunkedBody body(kHead, chunks, payload);
  for (size_t at = 0; at < wire.size(); at += piece) {
    Require(body.Append(wire.substr(at, piece)).has_value());
  }
  Require(body.Finish() && chunks.Finish() && payload.Finish());
  Require(wire.starts_with(chunks.view()));
  Require(chunks.size() == wire.size() || (body.ended() && body.extra_bytes()));
  Require(payload.size() <= chunks.size());
  return std::string(payload.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0 || size > (1u << 19)) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  Require(PayloadOf(wire, bytes[0] + size_t{1}) == PayloadOf(wire, size));
  return 0;
}
