#include "base/surt_host.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/percent_encoding.h"
#include "base/surt_escaping.h"
#include "base/url_host.h"
#include "base/url_ip_address.h"

namespace arsip {
namespace {

// The length of the well-formed UTF-8 sequence at text[at], 0 when there is none (RFC 3629).
size_t Utf8Length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

std::string DropInvalidUtf8(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t length = Utf8Length(text, i);
    out.append(text, i, length);
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string_view TrimDots(std::string_view host) {
  while (host.starts_with('.')) host.remove_prefix(1);
  while (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

// Python surt's host: a number of any size is masked to 32 bits, then decimal (1...) and octal
// (0...) dotted forms of one to four parts.
std::optional<uint32_t> Ipv4OfHost(std::string_view host) {
  if (host.empty() || !IsAsciiDigit(host[0])) return std::nullopt;
  const bool octal = host[0] == '0';
  bool digits_only = true;
  bool octal_only = true;
  for (char c : host) {
    if (c != '.' && !IsAsciiDigit(c)) return std::nullopt;
    digits_only &= c != '.';
    octal_only &= c < '8';
  }
  if (digits_only) {
    uint32_t value = 0;
    for (char c : host) value = value * 10 + static_cast<uint32_t>(c - '0');
    return value;
  }
  if (octal && !octal_only) return std::nullopt;
  return ParseIpv4(host);
}

bool IsPlainHost(std::string_view host) {
  static constexpr OctetSet kPlain = OctetSet{}.AddRange('a', 'z').AddRange('0', '9').Add("-_.");
  if (host.empty() || host.front() == '.' || host.back() == '.') return false;
  if (IsAsciiDigit(host.front())) return false;  // maybe an address
  return std::all_of(host.begin(), host.end(), kPlain) && host.find("..") == std::string_view::npos;
}

// Step 4: decode, IDNA, dots, IPv4.
std::string CanonicalHost(std::string_view text) {
  std::string host = UnescapeRepeatedly(text);
  const bool ascii =
      std::all_of(host.begin(), host.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
  if (!ascii) {
    // Python's codec is IDNA 2003, whose mapping is UTS #46's transitional one; it refuses empty
    // labels.
    const std::string name = DropInvalidUtf8(host);
    std::string mapped;
    if (!name.starts_with('.') && name.find("..") == std::string::npos &&
        DomainToAscii(name, IdnaMapping::kTransitional, &mapped)) {
      host = std::move(mapped);
    }
  }
  std::string out;
  for (size_t i = 0; i < host.size(); ++i) {
    out.push_back(host[i]);
    if (host[i] == '.' && i + 1 < host.size() && host[i + 1] == '.') ++i;
  }
  out = std::string(TrimDots(out));
  if (const std::optional<uint32_t> address = Ipv4OfHost(out)) {
    out.clear();
    AppendIpv4(*address, &out);
    return out;
  }
  out = EscapeOnce(out);
  std::transform(out.begin(), out.end(), out.begin(), AsciiLower);
  return out;
}

// Step 6: "www.", "www2.".
std::string_view WithoutWww(std::string_view host) {
  if (!host.starts_with("www")) return host;
  size_t i = 3;
  while (i < host.size() && IsAsciiDigit(host[i])) ++i;
  return i < host.size() && host[i] == '.' ? host.substr(i + 1) : host;
}

void AppendReversed(std::string_view host, std::string* out) {
  while (true) {
    const size_t dot = host.rfind('.');
    out->append(host.substr(dot + 1));  // npos + 1 is 0
    if (dot == std::string_view::npos) return;
    out->push_back(',');
    host = host.substr(0, dot);
  }
}

}  // namespace

void AppendSurtHost(std::string_view host, bool strip_www, std::string* out) {
  std::string storage;
  if (!IsPlainHost(host)) {
    storage = CanonicalHost(host);
    host = storage;
  }
  AppendReversed(strip_www ? WithoutWww(host) : host, out);
}

}  // namespace arsip
