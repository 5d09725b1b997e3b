// CDXJ as pywb writes and reads it: urlkey SP timestamp SP {json}, numbers as strings, unknown
// fields left out.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "archive/capture.h"
#include "archive/capture_fields.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

bool NeedsEscape(char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; }

// Pure ASCII, so that no archived text reaches a terminal as it is. Bytes that are no UTF-8 become
// U+FFFD.
void AppendJsonString(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (!NeedsEscape(c)) continue;
    out += nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return;
  }
  out.push_back('"');
  out.append(text);
  out.push_back('"');
}

void AppendMember(std::string_view name, std::string_view value, std::string& out) {
  if (value.empty()) return;
  out.append(out.back() == '{' ? "\"" : ", \"").append(name).append("\": ");
  AppendJsonString(value, out);
}

}  // namespace

std::string FormatCdxj(const Capture& capture) {
  std::string line;
  line.reserve(400);
  for (const char c : capture.urlkey) {
    if (c <= ' ' || c > '~') {
      AppendPercentEncoded(c, &line);
    } else {
      line.push_back(c);
    }
  }
  line.append(" ").append(FormatTimestamp14(capture.time)).append(" {");
  for (const std::string_view name : kCdxjMembers) {
    AppendMember(name, CaptureField(capture, name), line);
  }
  return line.append("}");
}

}  // namespace arsip::archive
