#include "portal/response_head.h"

#include <array>
#include <cstdio>

#include "base/http_date.h"

namespace arsip::portal {
namespace {

bool BreaksLines(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

Framing FramingOf(const HttpResponse& response, bool http11) {
  if (response.status == 204 || response.status == 304) return Framing::kNone;
  if (response.length.has_value() || response.body == nullptr) return Framing::kLength;
  return http11 ? Framing::kChunked : Framing::kClose;
}

std::string FormatResponseHead(const HttpResponse& response, Framing framing, bool keep_alive,
                               UtcTime now) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(ReasonPhrase(response.status)).append("\r\n");
  for (const auto& [name, value] : response.fields) {
    if (BreaksLines(name) || BreaksLines(value)) continue;
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (framing == Framing::kLength) {
    head.append("Content-Length: ").append(std::to_string(response.length.value_or(0)));
    head.append("\r\n");
  }
  if (framing == Framing::kChunked) head.append("Transfer-Encoding: chunked\r\n");
  head.append("Date: ").append(FormatHttpDate(now)).append("\r\n");
  head.append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
  return head;
}

std::string FormatChunk(std::string_view bytes) {
  if (bytes.empty()) return {};
  std::array<char, 24> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  std::string chunk = size.data();
  return chunk.append(bytes).append("\r\n");
}

}  // namespace arsip::portal
