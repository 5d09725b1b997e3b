#include "crawler/response_block.h"

#include <algorithm>
#include <string>

#include "base/http_message.h"

namespace arsip::crawler {
namespace {

std::string_view WithoutBlankLine(std::string_view head) {
  if (head.ends_with("\r\n\r\n")) return head.substr(0, head.size() - 2);
  if (head.ends_with("\n\n")) return head.substr(0, head.size() - 1);
  if (head.ends_with("\n\r\n")) return head.substr(0, head.size() - 2);
  return head;
}

bool SaysLength(std::string_view value, uint64_t bytes) { return value == std::to_string(bytes); }

}  // namespace

std::string StoredHead(std::string_view head, bool transfer_decoded, uint64_t body_bytes) {
  const HttpHead parsed = HttpHead::ParseResponse(head);
  const std::string_view lines = WithoutBlankLine(head);
  std::string stored;
  stored.reserve(head.size() + 80);
  size_t copied = 0;
  bool has_true_length = false;
  for (const HttpField& field : parsed.fields()) {
    const bool transfer = transfer_decoded && EqualsIgnoreCase(field.name, "Transfer-Encoding");
    bool wrong_length = false;
    if (EqualsIgnoreCase(field.name, "Content-Length")) {
      // A second, equal field would be a second claim: one is enough.
      wrong_length = has_true_length || !SaysLength(field.value, body_bytes);
      has_true_length = has_true_length || !wrong_length;
    }
    if (!transfer && !wrong_length) continue;
    stored += lines.substr(copied, field.line_begin - copied);
    stored += "X-Crawler-";
    copied = field.line_begin;
  }
  stored += lines.substr(copied);
  if (!stored.ends_with('\n')) stored += "\r\n";
  const int status = parsed.status_code();
  const bool bodiless = status == 304 || status == 204 || (status >= 100 && status < 200);
  if (!has_true_length && !(bodiless && body_bytes == 0)) {
    stored += "Content-Length: " + std::to_string(body_bytes) + "\r\n";
  }
  stored += "\r\n";
  return stored;
}

std::string VerbatimHead(std::string_view head, uint64_t body_bytes) {
  const HttpHead parsed = HttpHead::ParseResponse(head);
  // A transfer coding delimits the body whatever the length says (RFC 9112 section 6.3).
  if (parsed.Get("Transfer-Encoding") || !parsed.Get("Content-Length")) return std::string(head);
  const int status = parsed.status_code();
  if (status == 304 && body_bytes == 0) return std::string(head);  // the length of another body
  const auto lengths = parsed.GetAll("Content-Length");
  const bool lies = std::ranges::any_of(
      lengths, [&](std::string_view value) { return !SaysLength(value, body_bytes); });
  return lies ? StoredHead(head, false, body_bytes) : std::string(head);
}

}  // namespace arsip::crawler
