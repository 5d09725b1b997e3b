#include "archive/segment_name.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "archive/indexed_record.h"

namespace arsip::archive {
namespace {

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "20261122101112123"
std::string Timestamp17(UtcTime time) {
  const auto milliseconds =
      std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count() % 1000;
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), "%03d", static_cast<int>(milliseconds));
  return FormatTimestamp14(time) + digits.data();
}

}  // namespace

std::string FormatSegmentName(const SegmentNameParts& parts) {
  std::array<char, 16> serial{};
  std::snprintf(serial.data(), serial.size(), "%05u", parts.serial);
  std::string host = parts.host;
  std::replace_if(
      host.begin(), host.end(), [](char c) { return !IsLetterOrDigit(c) && c != '.' && c != '-'; },
      '-');
  return parts.prefix + "-" + Timestamp17(parts.time) + "-" + serial.data() + "-" +
         std::to_string(parts.process_id) + "~" + host + "~0" + std::string(kSegmentSuffix);
}

Status CheckSegmentPrefix(std::string_view prefix) {
  constexpr size_t kMaxPrefixBytes = 100;
  const bool form = !prefix.empty() && prefix.size() <= kMaxPrefixBytes && prefix[0] != '.' &&
                    prefix[0] != '-' && std::all_of(prefix.begin(), prefix.end(), [](char c) {
                      return IsLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
                    });
  if (form) return Ok();
  return Error{ErrorCode::kInvalidInput,
               "the prefix of segment names is not 1 to 100 letters, digits, '.', '_' or '-'",
               "archive options"};
}

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

void SegmentSerials::Saw(std::string_view filename) {
  // Whatever it was converted to since.
  const size_t end = filename.find(".warc");
  if (end == std::string_view::npos) return;
  const auto serial = SerialOfFilename(filename.substr(0, end));
  if (serial) last_ = std::max(last_, *serial);
}

}  // namespace arsip::archive
