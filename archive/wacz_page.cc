#include "archive/wacz_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "base/http_message.h"

namespace arsip::archive {
namespace {

constexpr size_t kMaxTitleBytes = 1000;

// The first field of that name, trimmed.
std::optional<std::string_view> FieldLine(std::string_view fields, std::string_view name) {
  while (!fields.empty()) {
    const size_t end = std::min(fields.find('\n'), fields.size());
    std::string_view line = fields.substr(0, end);
    fields.remove_prefix(std::min(fields.size(), end + 1));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !EqualsIgnoreCase(line.substr(0, colon), name)) continue;
    line.remove_prefix(colon + 1);
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return std::string_view();
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
  }
  return std::nullopt;
}

}  // namespace

bool IsPage(const Capture& capture) {
  constexpr int kFirstSuccess = 200, kLastSuccess = 299;
  return capture.status >= kFirstSuccess && capture.status <= kLastSuccess &&
         (capture.mime == "text/html" || capture.mime == "application/xhtml+xml") &&
         capture.url.starts_with("http");
}

WaczPage PageOf(const Capture& capture, std::string_view record_id, std::string_view metadata) {
  WaczPage page;
  std::string_view id = record_id;
  if (id.ends_with('>')) id.remove_suffix(1);
  page.id = id.substr(id.rfind(':') + 1);
  page.url = capture.url;
  page.ts = FormatWarcDate(std::chrono::floor<std::chrono::seconds>(capture.time));
  if (const size_t dot = page.ts.find('.'); dot != std::string::npos)
    page.ts.erase(dot).append("Z");
  page.title = FieldLine(metadata, "title").value_or("").substr(0, kMaxTitleBytes);
  const auto hops = FieldLine(metadata, "hopsFromSeed");
  page.seed = hops.has_value() && hops->empty();
  return page;
}

std::string FormatWaczPage(const WaczPage& page) {
  nlohmann::ordered_json json = {{"id", page.id}, {"url", page.url}, {"ts", page.ts}};
  if (!page.title.empty()) json["title"] = page.title;
  if (page.seed) json["seed"] = true;
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace arsip::archive
