#include "base/url_ip_address.h"

#include <string>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

// One part of an IPv4 number. Saturates far above 2^32. "0x" alone is zero.
std::optional<uint64_t> ParseIpv4Part(std::string_view part) {
  if (part.empty()) return std::nullopt;
  int radix = 10;
  if (part.size() >= 2 && part[0] == '0' && AsciiLower(part[1]) == 'x') {
    part.remove_prefix(2);
    radix = 16;
  } else if (part.size() >= 2 && part[0] == '0') {
    part.remove_prefix(1);
    radix = 8;
  }
  constexpr uint64_t kSaturated = uint64_t{1} << 40;
  uint64_t value = 0;
  for (char c : part) {
    const int digit = HexDigitValue(c);
    if (digit < 0 || digit >= radix) return std::nullopt;
    value = value * static_cast<uint64_t>(radix) + static_cast<uint64_t>(digit);
    if (value > kSaturated) value = kSaturated;
  }
  return value;
}

// Reads the pieces of an IPv6 address from left to right:
// https://url.spec.whatwg.org/#concept-ipv6-parser
class Ipv6Reader {
 public:
  explicit Ipv6Reader(std::string_view text) : text_(text) {}

  std::optional<Ipv6Pieces> Read() {
    if (text_.starts_with("::")) {
      compress_ = 0;
      at_ = 2;
    }
    while (at_ < text_.size()) {
      if (count_ == pieces_.size()) return std::nullopt;
      if (text_[at_] == ':') {
        // The second colon of "::"; the first belongs to the piece before it.
        if (compress_ != kNone || count_ == 0) return std::nullopt;
        compress_ = count_;
        ++at_;
      } else if (!Piece()) {
        return std::nullopt;
      }
    }
    return Expanded();
  }

 private:
  static constexpr size_t kNone = 9;

  bool AtDigit() const { return at_ < text_.size() && IsAsciiDigit(text_[at_]); }

  // Up to four hexadecimal digits and the colon behind them, or the dotted end of the address.
  bool Piece() {
    const size_t begin = at_;
    uint32_t value = 0;
    while (at_ < text_.size() && at_ - begin < 4 && HexDigitValue(text_[at_]) >= 0) {
      value = value * 16 + static_cast<uint32_t>(HexDigitValue(text_[at_++]));
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      at_ = begin;
      return DottedEnd();
    }
    if (at_ == begin) return false;
    pieces_[count_++] = static_cast<uint16_t>(value);
    if (at_ == text_.size()) return true;
    if (text_[at_] != ':') return false;
    return ++at_ < text_.size();  // an address may not end with a single colon
  }

  // "192.0.2.7": decimal only, no leading zeros.
  bool DottedEnd() {
    if (count_ > pieces_.size() - 2) return false;
    for (int octets = 0; octets < 4; ++octets) {
      if (octets > 0 && (at_ == text_.size() || text_[at_++] != '.')) return false;
      if (!AtDigit()) return false;
      uint32_t value = static_cast<uint32_t>(text_[at_++] - '0');
      while (AtDigit()) {
        if (value == 0) return false;
        value = value * 10 + static_cast<uint32_t>(text_[at_++] - '0');
        if (value > 255) return false;
      }
      uint16_t& piece = pieces_[count_ + static_cast<size_t>(octets) / 2];
      piece = static_cast<uint16_t>(octets % 2 == 0 ? value << 8 : piece | value);
    }
    count_ += 2;
    return at_ == text_.size();
  }

  std::optional<Ipv6Pieces> Expanded() const {
    if (compress_ == kNone) {
      if (count_ != pieces_.size()) return std::nullopt;
      return pieces_;
    }
    if (count_ == pieces_.size()) return std::nullopt;  // "::" stands for one piece at least
    Ipv6Pieces expanded{};
    for (size_t i = 0; i < compress_; ++i) expanded[i] = pieces_[i];
    for (size_t i = compress_; i < count_; ++i) {
      expanded[expanded.size() - count_ + i] = pieces_[i];
    }
    return expanded;
  }

  std::string_view text_;
  size_t at_ = 0;
  Ipv6Pieces pieces_{};
  size_t count_ = 0;
  size_t compress_ = kNone;  // how many pieces stand before "::"
};

}  // namespace

bool EndsInNumber(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const std::string_view last = domain.substr(domain.rfind('.') + 1);  // npos + 1 is 0
  if (last.empty() || !IsAsciiDigit(last[0])) return false;
  for (char c : last) {
    if (!IsAsciiDigit(c)) return ParseIpv4Part(last).has_value();
  }
  return true;
}

std::optional<uint32_t> ParseIpv4(std::string_view text) {
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  std::array<uint64_t, 4> parts{};
  size_t count = 0;
  while (true) {
    if (count == parts.size()) return std::nullopt;
    const size_t dot = text.find('.');
    const std::optional<uint64_t> part = ParseIpv4Part(text.substr(0, dot));
    if (!part) return std::nullopt;
    parts[count++] = *part;
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  uint64_t address = 0;
  for (size_t i = 0; i + 1 < count; ++i) {
    if (parts[i] > 255) return std::nullopt;
    address |= parts[i] << (24 - 8 * i);
  }
  // The last part fills all the bytes that are left.
  if (parts[count - 1] >= uint64_t{1} << (8 * (5 - count))) return std::nullopt;
  return static_cast<uint32_t>(address | parts[count - 1]);
}

void AppendIpv4(uint32_t address, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out->append(std::to_string((address >> shift) & 255));
    if (shift > 0) out->push_back('.');
  }
}

std::optional<Ipv6Pieces> ParseIpv6(std::string_view text) { return Ipv6Reader(text).Read(); }

void AppendIpv6(const Ipv6Pieces& pieces, std::string* out) {
  size_t best = pieces.size();
  size_t best_length = 1;
  for (size_t i = 0; i < pieces.size(); ++i) {
    size_t length = 0;
    while (i + length < pieces.size() && pieces[i + length] == 0) ++length;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
  }
  for (size_t i = 0; i < pieces.size();) {
    if (i == best) {
      out->append(i == 0 ? "::" : ":");
      i += best_length;
      continue;
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (shift == 0 || pieces[i] >> shift) out->push_back(kDigits[(pieces[i] >> shift) & 15]);
    }
    if (++i < pieces.size()) out->push_back(':');
  }
}

}  // namespace arsip
