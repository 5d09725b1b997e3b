#include "cli/byte_size.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace arsip::cli {
namespace {

struct Unit {
  std::string_view name;
  uint64_t bytes;
};
constexpr std::array<Unit, 9> kUnits = {{{"TiB", 1ull << 40},
                                         {"TB", 1'000'000'000'000},
                                         {"GiB", 1ull << 30},
                                         {"GB", 1'000'000'000},
                                         {"MiB", 1ull << 20},
                                         {"MB", 1'000'000},
                                         {"KiB", 1ull << 10},
                                         {"kB", 1'000},
                                         {"B", 1}}};

}  // namespace

Result<uint64_t> ParseByteSize(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && number >= 0 && number < 1e19) {
    std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    if (unit.empty()) unit = "B";
    for (const Unit& known : kUnits) {
      const double bytes = number * static_cast<double>(known.bytes);
      if (unit == known.name && bytes < 1.8e19) return static_cast<uint64_t>(bytes);
    }
  }
  return Error{ErrorCode::kInvalidInput,
               "'" + std::string(text) + "' is not a size such as 20MB, 64MiB or 512", ""};
}

std::string FormatByteSize(uint64_t bytes) {
  for (const Unit& unit : kUnits) {
    if (bytes != 0 && bytes % unit.bytes == 0 && unit.bytes > 1) {
      return std::to_string(bytes / unit.bytes) + std::string(unit.name);
    }
  }
  return std::to_string(bytes);
}

std::string HumanBytes(uint64_t bytes) {
  constexpr std::array<const char*, 5> kNames = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kNames.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text;
  const char* format =
      unit == 0 || value >= 99.95 ? "%.0f %s" : (value >= 9.995 ? "%.1f %s" : "%.2f %s");
  std::snprintf(text.data(), text.size(), format, value, kNames[unit]);
  return text.data();
}

}  // namespace arsip::cli
