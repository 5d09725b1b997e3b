#include "archive/packed_etag.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace arsip::archive {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr size_t kMostGroups = 8;
constexpr size_t kMostDigits = 255;
constexpr uint8_t kWeak = 8;

class HalfBytes {
 public:
  void Put(size_t half) {
    if (odd_) {
      bytes_.back() = static_cast<char>(static_cast<uint8_t>(bytes_.back()) | half);
    } else {
      bytes_.push_back(static_cast<char>(half << 4));
    }
    odd_ = !odd_;
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  bool odd_ = false;
};

class HalfByteReader {
 public:
  explicit HalfByteReader(RowReader& in) : in_(in) {}
  size_t Get() {
    odd_ = !odd_;
    if (!odd_) return byte_ & 0xf;
    byte_ = in_.Byte();
    return byte_ >> 4;
  }
  // The last byte is full, or its rest is 0.
  bool AtEnd() { return !odd_ || Get() == 0; }

 private:
  RowReader& in_;
  uint8_t byte_ = 0;
  bool odd_ = false;
};

// What lies between the dashes; empty when it is not as PackETag has it.
std::vector<std::string_view> GroupsOf(std::string_view digits) {
  std::vector<std::string_view> groups;
  while (true) {
    const size_t end = std::min(digits.find('-'), digits.size());
    groups.push_back(digits.substr(0, end));
    if (groups.back().empty() || groups.back().size() > kMostDigits) return {};
    if (groups.back().find_first_not_of(kDigits) != std::string_view::npos) return {};
    if (end == digits.size()) break;
    digits.remove_prefix(end + 1);
  }
  if (groups.size() > kMostGroups) return {};
  for (const std::string_view group : groups) {
    if (group.size() > 15 && groups.size() > 1) return {};
  }
  return groups;
}

}  // namespace

std::optional<std::string> PackETag(std::string_view etag) {
  const bool weak = etag.starts_with("W/");
  if (weak) etag.remove_prefix(2);
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  const auto groups = GroupsOf(etag.substr(1, etag.size() - 2));
  if (groups.empty()) return std::nullopt;
  HalfBytes out;
  out.Put((weak ? kWeak : 0u) | (groups.size() - 1));
  for (const std::string_view group : groups) {
    if (group.size() <= 15) {
      out.Put(group.size());
    } else {
      out.Put(0);
      out.Put(group.size() >> 4);
      out.Put(group.size() & 0xf);
    }
  }
  for (const std::string_view group : groups) {
    for (const char digit : group) out.Put(kDigits.find(digit));
  }
  return out.Take();
}

std::string ReadPackedETag(RowReader& in) {
  HalfByteReader halves(in);
  const size_t first = halves.Get();
  std::vector<size_t> digits((first & (kMostGroups - 1)) + 1);
  for (size_t& count : digits) {
    count = halves.Get();
    if (count > 0) continue;
    count = halves.Get() << 4;
    count |= halves.Get();
    if (count <= 15 || digits.size() > 1) in.Fail();
  }
  std::string etag = (first & kWeak) != 0 ? "W/\"" : "\"";
  for (const size_t count : digits) {
    if (!in.ok()) return {};
    for (size_t i = 0; i < count; ++i) etag.push_back(kDigits[halves.Get()]);
    etag.push_back('-');
  }
  etag.back() = '"';
  if (!halves.AtEnd()) in.Fail();
  return etag;
}

}  // namespace arsip::archive
