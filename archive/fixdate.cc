#include "archive/fixdate.h"

#include <chrono>

#include "base/http_date.h"

namespace arsip::archive {

std::string FormatFixdate(uint32_t seconds) {
  return FormatHttpDate(UtcTime(std::chrono::seconds(seconds)));
}

std::optional<uint32_t> ParseFixdate(std::string_view text) {
  const auto time = ParseHttpDate(text);
  if (!time.has_value()) return std::nullopt;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time->time_since_epoch()).count();
  if (seconds < 0 || seconds > UINT32_MAX || FormatHttpDate(*time) != text) return std::nullopt;
  return static_cast<uint32_t>(seconds);
}

}  // namespace arsip::archive
