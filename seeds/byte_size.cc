#include "seeds/byte_size.h"

#include <algorithm>
#include <array>
#include <string>

namespace arsip::seeds {
namespace {

struct Unit {
  std::string_view name;
  uint64_t bytes;
};
constexpr std::array<Unit, 11> kUnits{{{"", 1},
                                       {"B", 1},
                                       {"kB", 1'000},
                                       {"KB", 1'000},
                                       {"MB", 1'000'000},
                                       {"GB", 1'000'000'000},
                                       {"TB", 1'000'000'000'000},
                                       {"KiB", 1ull << 10},
                                       {"MiB", 1ull << 20},
                                       {"GiB", 1ull << 30},
                                       {"TiB", 1ull << 40}}};

// So that neither part overflows: 9,999,999 TiB and 9 fraction digits of a TiB fit in 64 bits.
constexpr size_t kMaxWholeDigits = 7;
constexpr size_t kMaxPlainDigits = 18;
constexpr size_t kMaxFractionDigits = 6;

bool ReadDigits(std::string_view digits, size_t max_digits, uint64_t& value) {
  value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return !digits.empty() && digits.size() <= max_digits;
}

bool Read(std::string_view text, uint64_t& bytes) {
  const size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto unit = std::ranges::find(kUnits, text.substr(end), &Unit::name);
  if (unit == kUnits.end()) return false;
  const std::string_view number = text.substr(0, end);
  const size_t point = std::min(number.find('.'), number.size());
  uint64_t whole = 0;
  if (!ReadDigits(number.substr(0, point), unit->bytes == 1 ? kMaxPlainDigits : kMaxWholeDigits,
                  whole)) {
    return false;
  }
  bytes = whole * unit->bytes;
  if (point == number.size()) return true;
  const std::string_view fraction = number.substr(point + 1);
  uint64_t numerator = 0;
  if (unit->bytes == 1 || !ReadDigits(fraction, kMaxFractionDigits, numerator)) return false;
  uint64_t denominator = 1;
  for (size_t i = 0; i < fraction.size(); ++i) denominator *= 10;
  bytes += numerator * unit->bytes / denominator;
  return true;
}

}  // namespace

Result<uint64_t> ParseByteSize(std::string_view text) {
  uint64_t bytes = 0;
  if (Read(text, bytes)) return bytes;
  return Error{
      ErrorCode::kInvalidInput,
      "'" + std::string(text.substr(0, 64)) + "' is not a size such as 512, 20MB, 64MiB or 1.5GB",
      ""};
}

}  // namespace arsip::seeds
