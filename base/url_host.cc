#include "base/url_host.h"

#include <idn2.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

// RFC 1035 section 2.3.4, counted in characters of the textual form without the root's dot.
constexpr size_t kMaxLabelBytes = 63;
constexpr size_t kMaxDomainBytes = 253;
// IDNA shortens some hosts (soft hyphens vanish, %XX are decoded); beyond this none is meant
// honestly.
constexpr size_t kMaxHostTextBytes = 2048;

// https://url.spec.whatwg.org/#forbidden-domain-code-point
constexpr OctetSet kForbiddenInDomain =
    OctetSet{}.AddRange(0x00, 0x20).Add("#/:<>?@[\\]^|%").AddRange(0x7F, 0x7F);
// Forbidden, or in need of IDNA, percent-decoding or lower-casing.
constexpr OctetSet kNotPlain = OctetSet(kForbiddenInDomain).AddRange(0x80, 0xFF).AddRange('A', 'Z');

bool StartsWithAce(std::string_view label) {
  return label.size() >= 4 && AsciiLower(label[0]) == 'x' && AsciiLower(label[1]) == 'n' &&
         label[2] == '-' && label[3] == '-';
}

struct LabelScan {
  const char* error = nullptr;
  bool has_ace = false;  // a label begins with xn--
};

// DEVIATION: the standard's non-strict domains may hold empty and over-long labels, which no
// resolver answers.
LabelScan ScanLabels(std::string_view domain) {
  LabelScan scan;
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.size() > kMaxDomainBytes) return {"host is longer than 253 bytes", false};
  size_t begin = 0;
  while (true) {
    const size_t dot = domain.find('.', begin);
    const std::string_view label =
        domain.substr(begin, dot == std::string_view::npos ? dot : dot - begin);
    if (label.empty()) return {"host has an empty label", false};
    if (label.size() > kMaxLabelBytes) return {"host has a label over 63 bytes", false};
    scan.has_ace |= StartsWithAce(label);
    if (dot == std::string_view::npos) return scan;
    begin = dot + 1;
  }
}

// Part of a dotted IPv4 number; saturates far above 2^32. Empty digits after a prefix are zero.
std::optional<uint64_t> ParseIpv4Part(std::string_view part) {
  if (part.empty()) return std::nullopt;
  unsigned radix = 10;
  if (part.size() >= 2 && part[0] == '0' && (part[1] == 'x' || part[1] == 'X')) {
    part.remove_prefix(2);
    radix = 16;
  } else if (part.size() >= 2 && part[0] == '0') {
    part.remove_prefix(1);
    radix = 8;
  }
  uint64_t value = 0;
  for (char c : part) {
    const int digit = HexDigitValue(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= radix) return std::nullopt;
    value = value * radix + static_cast<unsigned>(digit);
    if (value > (uint64_t{1} << 40)) value = uint64_t{1} << 40;
  }
  return value;
}

void AppendIpv4(uint32_t address, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out->append(std::to_string((address >> shift) & 255));
    if (shift > 0) out->push_back('.');
  }
}

using Ipv6Pieces = std::array<uint16_t, 8>;

// https://url.spec.whatwg.org/#concept-ipv6-parser, the dotted tail ("::ffff:192.0.2.7").
bool ParseIpv6Tail(std::string_view text, uint16_t* first, uint16_t* second) {
  std::array<uint32_t, 4> octets{};
  size_t count = 0;
  size_t i = 0;
  while (true) {
    const size_t begin = i;
    uint32_t value = 0;
    while (i < text.size() && IsAsciiDigit(text[i])) {
      if (i > begin && value == 0) return false;  // no leading zeros here
      value = value * 10 + static_cast<uint32_t>(text[i++] - '0');
      if (value > 255) return false;
    }
    if (i == begin) return false;
    octets[count++] = value;
    if (count == octets.size()) break;
    if (i >= text.size() || text[i] != '.') return false;
    ++i;
  }
  if (i != text.size()) return false;
  *first = static_cast<uint16_t>(octets[0] * 256 + octets[1]);
  *second = static_cast<uint16_t>(octets[2] * 256 + octets[3]);
  return true;
}

struct Ipv6Parse {
  Ipv6Pieces pieces{};
  size_t count = 0;
  size_t compress = 8;  // where "::" stood; 8 when it did not
};

// Reads one piece at text[*i] and the colon after it.
bool ParseIpv6Piece(std::string_view text, size_t* i, Ipv6Parse* parse) {
  const size_t begin = *i;
  uint32_t value = 0;
  while (*i < text.size() && *i - begin < 4 && HexDigitValue(text[*i]) >= 0) {
    value = value * 16 + static_cast<uint32_t>(HexDigitValue(text[(*i)++]));
  }
  if (*i < text.size() && text[*i] == '.') {
    if (parse->count > 6) return false;
    if (!ParseIpv6Tail(text.substr(begin), &parse->pieces[parse->count],
                       &parse->pieces[parse->count + 1])) {
      return false;
    }
    parse->count += 2;
    *i = text.size();
    return true;
  }
  if (*i == begin) return false;
  parse->pieces[parse->count++] = static_cast<uint16_t>(value);
  if (*i == text.size()) return true;
  if (text[*i] != ':') return false;
  return ++*i < text.size();  // a single colon may not end the address
}

std::optional<Ipv6Pieces> ParseIpv6(std::string_view text) {
  Ipv6Parse parse;
  size_t i = 0;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return std::nullopt;
    i = 2;
    parse.compress = 0;
  }
  while (i < text.size()) {
    if (parse.count == 8) return std::nullopt;
    if (text[i] == ':') {
      if (parse.compress != 8) return std::nullopt;
      ++i;
      parse.compress = parse.count;
      continue;
    }
    // "1::" leaves the piece's own colon behind it: the next turn sees the second one.
    if (i + 1 < text.size() || HexDigitValue(text[i]) >= 0) {
      const size_t before = i;
      if (!ParseIpv6Piece(text, &i, &parse) || i == before) return std::nullopt;
      continue;
    }
    return std::nullopt;
  }
  if (parse.compress == 8) {
    if (parse.count != 8) return std::nullopt;
    return parse.pieces;
  }
  if (parse.count == 8) return std::nullopt;
  Ipv6Pieces pieces{};
  for (size_t k = 0; k < parse.compress; ++k) pieces[k] = parse.pieces[k];
  const size_t tail = parse.count - parse.compress;
  for (size_t k = 0; k < tail; ++k) pieces[8 - tail + k] = parse.pieces[parse.compress + k];
  return pieces;
}

// RFC 5952 section 4: lower case, no leading zeros, the first longest run of two or more zeros as
// "::".
void AppendIpv6(const Ipv6Pieces& pieces, std::string* out) {
  size_t best = 8;
  size_t best_length = 1;
  for (size_t i = 0; i < 8; ++i) {
    size_t length = 0;
    while (i + length < 8 && pieces[i + length] == 0) ++length;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
  }
  out->push_back('[');
  for (size_t i = 0; i < 8;) {
    if (i == best) {
      out->append(i == 0 ? "::" : ":");
      i += best_length;
      continue;
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (shift == 0 || pieces[i] >> shift) out->push_back(kDigits[(pieces[i] >> shift) & 15]);
    }
    if (++i < 8) out->push_back(':');
  }
  out->push_back(']');
}

struct Idn2Free {
  void operator()(char* text) const { idn2_free(text); }
};

HostOutcome AppendDomain(std::string_view domain, std::string* out) {
  if (domain.empty()) return {"host is empty", false};
  for (char c : domain) {
    if (kForbiddenInDomain(c)) return {"host holds a forbidden character", false};
  }
  if (EndsInNumber(domain)) {
    const std::optional<uint32_t> address = ParseIpv4(domain);
    if (!address) return {"host is no IPv4 address", false};
    AppendIpv4(*address, out);
    return {nullptr, true};
  }
  const LabelScan scan = ScanLabels(domain);
  if (scan.error != nullptr) return {scan.error, false};
  out->append(domain);
  return {};
}

HostOutcome AppendDecodedHost(std::string_view text, std::string* out) {
  if (text.size() > kMaxHostTextBytes) return {"host is too long", false};
  std::string domain = PercentDecode(text);
  bool ascii = true;
  for (char& c : domain) {
    ascii &= static_cast<uint8_t>(c) < 0x80;
    c = AsciiLower(c);
  }
  bool ace = false;
  for (size_t at = domain.find("xn--"); at != std::string::npos; at = domain.find("xn--", at + 1)) {
    ace |= at == 0 || domain[at - 1] == '.';
  }
  if (!ascii || ace) {
    std::string mapped;
    if (!DomainToAscii(domain, IdnaMapping::kNontransitional, &mapped)) {
      return {"host is no internationalised domain name", false};
    }
    domain = std::move(mapped);
  }
  return AppendDomain(domain, out);
}

}  // namespace

bool DomainToAscii(const std::string& domain, IdnaMapping mapping, std::string* out) {
  if (domain.find('\0') != std::string::npos) return false;
  const int flags =
      mapping == IdnaMapping::kTransitional ? IDN2_TRANSITIONAL : IDN2_NONTRANSITIONAL;
  char* ascii = nullptr;
  const int rc = idn2_to_ascii_8z(domain.c_str(), &ascii, IDN2_NFC_INPUT | flags);
  const std::unique_ptr<char, Idn2Free> owned(ascii);
  if (rc != IDN2_OK) return false;
  out->assign(ascii);
  return true;
}

bool EndsInNumber(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const std::string_view last = domain.substr(domain.rfind('.') + 1);
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
  if (parts[count - 1] >= uint64_t{1} << (8 * (5 - count))) return std::nullopt;
  return static_cast<uint32_t>(address | parts[count - 1]);
}

HostOutcome AppendHost(std::string_view text, std::string* out) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return {"IPv6 address has no closing bracket", false};
    const auto pieces = ParseIpv6(text.substr(1, text.size() - 2));
    if (!pieces) return {"host is no IPv6 address", false};
    AppendIpv6(*pieces, out);
    return {nullptr, true};
  }
  for (char c : text) {
    if (kNotPlain(c)) return AppendDecodedHost(text, out);
  }
  if (text.find("xn--") != std::string_view::npos) return AppendDecodedHost(text, out);
  return AppendDomain(text, out);
}

}  // namespace arsip
