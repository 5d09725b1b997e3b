#include "base/url_host.h"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/percent_encoding.h"
#include "base/url_ip_address.h"

namespace arsip {
namespace {

// RFC 1035 section 2.3.4, counted in characters of the textual form without the root's dot.
constexpr size_t kMaxLabelBytes = 63;
constexpr size_t kMaxDomainBytes = 253;
// 253 characters of a name are four bytes each at most before IDNA, and three times as many when
// they are percent-encoded. IDNA costs the square of a label's length: what is longer is not tried.
constexpr size_t kMaxUnicodeDomainBytes = 1024;
constexpr size_t kMaxHostTextBytes = 3 * kMaxUnicodeDomainBytes;

// https://url.spec.whatwg.org/#forbidden-domain-code-point
constexpr OctetSet kForbiddenInDomain =
    OctetSet{}.AddRange(0x00, 0x20).Add("#/:<>?@[\\]^|%").AddRange(0x7F, 0x7F);
// RFC 5890's LDH in lower case, and what else host names in the wild hold: they stay as they are.
constexpr OctetSet kPlain = OctetSet{}.AddRange('a', 'z').AddRange('0', '9').Add("-_.");

// Why the domain cannot be a DNS name; null when it can.
// DEVIATION: the standard lets empty and over-long labels pass, which no resolver answers.
const char* CheckLabels(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.size() > kMaxDomainBytes) return "host is longer than 253 bytes";
  size_t begin = 0;
  while (true) {
    const size_t end = std::min(domain.find('.', begin), domain.size());
    if (end == begin) return "host has an empty label";
    if (end - begin > kMaxLabelBytes) return "host has a label over 63 bytes";
    if (end == domain.size()) return nullptr;
    begin = end + 1;
  }
}

struct Idn2Free {
  void operator()(char* text) const { idn2_free(text); }
};

// DEVIATION: libidn2 refuses hyphens at the ends of a label and in its third and fourth place when
// any label of the host is not ASCII; the standard does not check them.
int Idn2ToAscii(const std::string& domain, int flags, std::string* out) {
  char* ascii = nullptr;
  const int rc = idn2_to_ascii_8z(domain.c_str(), &ascii, IDN2_NFC_INPUT | flags);
  const std::unique_ptr<char, Idn2Free> owned(ascii);
  if (rc == IDN2_OK) out->assign(ascii);
  return rc;
}

// The characters that UTS #46 maps in one way or the other: sharp s, final sigma, ZWNJ and ZWJ.
bool HasDeviationCharacter(std::string_view domain) {
  static constexpr std::string_view kDeviations[] = {"\u00DF", "\u03C2", "\u200C", "\u200D"};
  return std::any_of(std::begin(kDeviations), std::end(kDeviations),
                     [&](std::string_view c) { return domain.find(c) != std::string_view::npos; });
}

bool NeedsIdna(std::string_view domain) {
  for (size_t i = 0; i < domain.size(); ++i) {
    if (static_cast<uint8_t>(domain[i]) >= 0x80) return true;
    if ((i == 0 || domain[i - 1] == '.') && domain.substr(i).starts_with("xn--")) return true;
  }
  return false;
}

// `domain` is decoded and lower case.
HostOutcome AppendDomain(std::string_view domain, std::string* out) {
  if (domain.empty()) return {"host is empty", false};
  if (std::any_of(domain.begin(), domain.end(), kForbiddenInDomain)) {
    return {"host holds a forbidden character", false};
  }
  if (EndsInNumber(domain)) {
    const std::optional<uint32_t> address = ParseIpv4(domain);
    if (!address) return {"host is no IPv4 address", false};
    AppendIpv4(*address, out);
    return {nullptr, true};
  }
  if (const char* error = CheckLabels(domain)) return {error, false};
  out->append(domain);
  return {};
}

HostOutcome AppendEncodedDomain(std::string_view text, std::string* out) {
  if (text.size() > kMaxHostTextBytes) return {"host is too long", false};
  std::string domain = PercentDecode(text);
  std::transform(domain.begin(), domain.end(), domain.begin(), AsciiLower);
  if (NeedsIdna(domain)) {
    std::string mapped;
    // DEVIATION: "b\u00FCcher$.ch" would become an A-label that no parser reads back.
    if (!DomainToAscii(domain, IdnaMapping::kNontransitional, &mapped) ||
        !std::all_of(mapped.begin(), mapped.end(), kPlain)) {
      return {"host is no internationalised domain name", false};
    }
    domain = std::move(mapped);
  }
  return AppendDomain(domain, out);
}

// The common case in one pass: a lower-case DNS name that ends in no number. False, with nothing
// appended, for all others.
bool AppendPlainDomain(std::string_view text, std::string* out) {
  if (text.empty() || text.size() > kMaxDomainBytes) return false;
  size_t label = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!kPlain(text[i])) return false;
    if (text[i] != '.') continue;
    if (i == label || i - label > kMaxLabelBytes) return false;
    label = i + 1;
  }
  if (text.size() - label > kMaxLabelBytes || label == text.size()) return false;
  if (IsAsciiDigit(text[label]) || text.find("xn--") != std::string_view::npos) return false;
  out->append(text);
  return true;
}

}  // namespace

bool DomainToAscii(const std::string& domain, IdnaMapping mapping, std::string* out) {
  if (domain.size() > kMaxUnicodeDomainBytes) return false;
  if (domain.find('\0') != std::string::npos) return false;
  if (mapping == IdnaMapping::kTransitional) {
    return Idn2ToAscii(domain, IDN2_TRANSITIONAL | IDN2_NO_ALABEL_ROUNDTRIP, out) == IDN2_OK;
  }
  const int rc = Idn2ToAscii(domain, IDN2_NONTRANSITIONAL, out);
  if (rc == IDN2_OK) return true;
  // libidn2 holds non-transitional names to IDNA2008, which knows no symbols; UTS #46 does, and
  // emoji domains resolve. Where the two mappings agree, the transitional one stands in.
  return rc == IDN2_DISALLOWED && !HasDeviationCharacter(domain) &&
         Idn2ToAscii(domain, IDN2_TRANSITIONAL, out) == IDN2_OK;
}

HostOutcome AppendHost(std::string_view text, std::string* out) {
  if (AppendPlainDomain(text, out)) return {};
  if (!text.starts_with('[')) return AppendEncodedDomain(text, out);
  if (!text.ends_with(']')) return {"IPv6 address has no closing bracket", false};
  const std::optional<Ipv6Pieces> pieces = ParseIpv6(text.substr(1, text.size() - 2));
  if (!pieces) return {"host is no IPv6 address", false};
  out->push_back('[');
  AppendIpv6(*pieces, out);
  out->push_back(']');
  return {nullptr, true};
}

}  // namespace arsip
