// The head of an answer as bytes: RFC 9112 section 4 and 6. Pure; thread-safe.
#ifndef ARSIP_PORTAL_RESPONSE_HEAD_H_
#define ARSIP_PORTAL_RESPONSE_HEAD_H_

#include <string>
#include <string_view>

#include "base/clock.h"
#include "portal/http_exchange.h"

namespace arsip::portal {

// How the reader learns where the content ends.
enum class Framing {
  kNone,     // there is no content: 204, 304
  kLength,   // Content-Length
  kChunked,  // the chunked transfer coding
  kClose,    // the end of the connection (HTTP/1.0)
};
Framing FramingOf(const HttpResponse& response, bool http11);

// Status line, fields, Date, framing, Connection, blank line. A field whose name or value holds CR,
// LF or NUL is left out.
std::string FormatResponseHead(const HttpResponse& response, Framing framing, bool keep_alive,
                               UtcTime now);
// One chunk (RFC 9112 section 7.1); of no bytes: nothing.
std::string FormatChunk(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_RESPONSE_HEAD_H_
