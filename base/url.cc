#include "base/url.h"

#include <libpsl.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/percent_encoding.h"
#include "base/url_host.h"
#include "base/url_ip_address.h"

namespace arsip {
namespace {

// https://url.spec.whatwg.org/#path-percent-encode-set and #special-query-percent-encode-set.
// DEVIATION: octets that are no UTF-8 are encoded as they are, not as U+FFFD: the server knows
// them.
constexpr OctetSet kQueryEncode =
    OctetSet{}.AddRange(0x00, 0x20).Add("\"#<>'").AddRange(0x7F, 0xFF);
constexpr OctetSet kPathEncode =
    OctetSet{}.AddRange(0x00, 0x20).Add("\"#<>?^`{}").AddRange(0x7F, 0xFF);
// What ends a run of path bytes that can be copied.
constexpr OctetSet kPathStop = OctetSet(kPathEncode).Add("/\\");
constexpr OctetSet kAuthorityEnd = OctetSet{}.Add("/\\?#");

// A refused URL as its error shows it: cut, and without the control characters that forge log
// lines.
std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, 200));
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }, '?');
  return shown;
}

bool IsSlash(char c) { return c == '/' || c == '\\'; }

// https://url.spec.whatwg.org/#single-dot-path-segment; the length of the dot at the front, 0 for
// none.
size_t DotLength(std::string_view segment) {
  if (segment.starts_with('.')) return 1;
  if (segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' &&
      AsciiLower(segment[2]) == 'e') {
    return 3;
  }
  return 0;
}

enum class Segment { kName, kSingleDot, kDoubleDot };

Segment KindOf(std::string_view segment) {
  const size_t first = DotLength(segment);
  if (first == 0) return Segment::kName;
  if (first == segment.size()) return Segment::kSingleDot;
  const size_t second = DotLength(segment.substr(first));
  if (second != 0 && first + second == segment.size()) return Segment::kDoubleDot;
  return Segment::kName;
}

// The standard's first two steps: C0 controls and spaces at the ends go, tabs and newlines
// everywhere. `storage` holds the text when it had to change.
std::string_view Trim(std::string_view text, std::string* storage) {
  while (!text.empty() && static_cast<uint8_t>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<uint8_t>(text.back()) <= 0x20) text.remove_suffix(1);
  const auto has = [&](char c) { return text.find(c) != std::string_view::npos; };
  if (!has('\t') && !has('\n') && !has('\r')) return text;
  storage->reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(*storage),
               [](char c) { return c != '\t' && c != '\n' && c != '\r'; });
  return *storage;
}

// "https" of "https:..."; empty when the text begins with no scheme.
std::string_view SchemeOf(std::string_view text) {
  if (text.empty() || !IsAsciiAlpha(text[0])) return {};
  for (size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!IsAsciiAlpha(c) && !IsAsciiDigit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

enum class Scheme { kNone, kHttp, kHttps, kOther };

Scheme Classify(std::string_view scheme) {
  if (scheme.empty()) return Scheme::kNone;
  if (scheme.size() < 4 || scheme.size() > 5) return Scheme::kOther;
  for (size_t i = 0; i < scheme.size(); ++i) {
    if (AsciiLower(scheme[i]) != "https"[i]) return Scheme::kOther;
  }
  return scheme.size() == 5 ? Scheme::kHttps : Scheme::kHttp;
}

}  // namespace

// Writes the parts of one URL into `url_.href_`, in the standard's order of states. Each step
// returns null, or the reason why the text is no URL.
class UrlParser {
 public:
  static Result<Url> Run(std::string_view text, const Url* base) {
    std::string storage;
    UrlParser parser;
    const char* error = parser.Start(Trim(text, &storage), base);
    if (error == nullptr && parser.url_.href_.size() > kMaxUrlBytes) {
      error = "URL is longer than 4096 bytes";
    }
    if (error != nullptr) {
      return Error{ErrorCode::kInvalidInput, error, Shown(text)};
    }
    parser.StoreOffsets();
    return std::move(parser.url_);
  }

 private:
  // Scheme start, scheme, no scheme, special relative or authority states.
  const char* Start(std::string_view text, const Url* base) {
    const std::string_view scheme_text = SchemeOf(text);
    const Scheme scheme = Classify(scheme_text);
    if (scheme == Scheme::kOther) return "scheme is neither http nor https";
    if (scheme == Scheme::kNone) {
      if (base == nullptr || base->href_.empty()) return "URL is relative and there is no base";
      return Relative(text, *base);
    }
    text.remove_prefix(scheme_text.size() + 1);
    const bool https = scheme == Scheme::kHttps;
    if (base != nullptr && !base->href_.empty() && base->https() == https &&
        !text.starts_with("//")) {
      return Relative(text, *base);
    }
    return Authority(text, https);
  }

  // Relative and relative slash states.
  const char* Relative(std::string_view text, const Url& base) {
    if (text.size() >= 2 && IsSlash(text[0]) && IsSlash(text[1])) {
      return Authority(text, base.https());
    }
    host_begin_ = base.host_begin_;
    host_end_ = base.host_end_;
    path_begin_ = base.authority_end_;
    url_.port_ = base.port_;
    url_.host_is_ip_ = base.host_is_ip_;
    std::string& out = url_.href_;
    out.reserve(base.path_end_ + text.size() + 1);
    const char first = text.empty() ? '#' : text[0];
    if (first == '#' || first == '?') {
      // An empty or fragment-only reference keeps the base's query.
      out.append(base.href_, 0, first == '?' ? base.path_end_ : base.href_.size());
      path_end_ = base.path_end_;
      if (first == '?') AppendQuery(text.substr(1));
      return nullptr;
    }
    if (IsSlash(first)) {
      out.append(base.href_, 0, path_begin_);
    } else {
      out.append(base.href_, 0, base.href_.rfind('/', base.path_end_ - 1));
    }
    out.push_back('/');
    AppendPath(IsSlash(first) ? text.substr(1) : text);
    return nullptr;
  }

  // Special authority (ignore) slashes, authority, host and port states.
  const char* Authority(std::string_view text, bool https) {
    while (!text.empty() && IsSlash(text[0])) text.remove_prefix(1);
    std::string& out = url_.href_;
    out.reserve(text.size() + 10);
    out.append(https ? "https://" : "http://");
    const size_t end = std::find_if(text.begin(), text.end(), kAuthorityEnd) - text.begin();
    std::string_view authority = text.substr(0, end);
    authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
    // A colon inside brackets is IPv6's own.
    size_t colon = authority.find(':', authority.find('[') == authority.npos
                                           ? 0
                                           : std::min(authority.find(']'), authority.size()));
    colon = std::min(colon, authority.size());
    if (colon == 0) return "URL has no host";
    host_begin_ = out.size();
    const HostOutcome host = AppendHost(authority.substr(0, colon), &out);
    if (host.error != nullptr) return host.error;
    url_.host_is_ip_ = host.is_ip;
    host_end_ = out.size();
    if (out[host_begin_] == '[') {
      ++host_begin_;
      --host_end_;
    }
    if (const char* error = AppendPort(authority.substr(colon), https)) return error;
    path_begin_ = out.size();
    out.push_back('/');
    text.remove_prefix(end);
    if (!text.empty() && IsSlash(text[0])) text.remove_prefix(1);
    AppendPath(text);
    return nullptr;
  }

  // `text` is empty or begins with the colon.
  const char* AppendPort(std::string_view text, bool https) {
    const uint32_t default_port = https ? 443 : 80;
    uint32_t port = 0;
    for (size_t i = 1; i < text.size(); ++i) {
      if (!IsAsciiDigit(text[i])) return "port is no number";
      port = port * 10 + static_cast<uint32_t>(text[i] - '0');
      if (port > 65535) return "port is above 65535";
    }
    if (text.size() <= 1) port = default_port;
    url_.port_ = static_cast<uint16_t>(port);
    if (port != default_port) url_.href_.append(":").append(std::to_string(port));
    return nullptr;
  }

  // Path state. The output ends with "/"; `text` goes on behind it, up to the end, "?" or "#".
  void AppendPath(std::string_view text) {
    std::string& out = url_.href_;
    size_t i = 0;
    while (true) {
      const size_t begin = out.size();
      while (true) {
        const size_t run = i;
        while (i < text.size() && !kPathStop(text[i])) ++i;
        out.append(text, run, i - run);
        if (i == text.size() || IsSlash(text[i]) || text[i] == '?' || text[i] == '#') break;
        AppendPercentEncoded(text[i++], &out);
      }
      const bool more = i < text.size() && IsSlash(text[i]);
      const Segment kind = KindOf(std::string_view(out).substr(begin));
      if (kind != Segment::kName) out.resize(begin);
      if (kind == Segment::kDoubleDot && begin > path_begin_ + 1) {
        out.resize(out.rfind('/', begin - 2) + 1);
      }
      if (kind == Segment::kName && more) out.push_back('/');
      if (!more) break;
      ++i;
    }
    path_end_ = out.size();
    if (i < text.size() && text[i] == '?') AppendQuery(text.substr(i + 1));
  }

  // Query state; the fragment is dropped.
  void AppendQuery(std::string_view text) {
    std::string& out = url_.href_;
    out.push_back('?');
    size_t i = 0;
    while (i < text.size() && text[i] != '#') {
      const size_t run = i;
      while (i < text.size() && !kQueryEncode(text[i])) ++i;
      out.append(text, run, i - run);
      if (i < text.size() && text[i] != '#') AppendPercentEncoded(text[i++], &out);
    }
  }

  void StoreOffsets() {
    url_.authority_begin_ = url_.https() ? 8 : 7;
    url_.host_begin_ = static_cast<uint16_t>(host_begin_);
    url_.host_end_ = static_cast<uint16_t>(host_end_);
    url_.authority_end_ = static_cast<uint16_t>(path_begin_);
    url_.path_end_ = static_cast<uint16_t>(path_end_);
  }

  Url url_;
  // Kept wide until the length is known to fit.
  size_t host_begin_ = 0;
  size_t host_end_ = 0;
  size_t path_begin_ = 0;
  size_t path_end_ = 0;
};

Result<Url> Url::Parse(std::string_view text) { return UrlParser::Run(text, nullptr); }

Result<Url> Url::Resolve(const Url& base, std::string_view reference) {
  return UrlParser::Run(reference, &base);
}

std::string_view Url::host() const {
  return std::string_view(href_).substr(host_begin_, host_end_ - host_begin_);
}

std::string_view Url::authority() const {
  return std::string_view(href_).substr(authority_begin_, authority_end_ - authority_begin_);
}

std::string_view Url::origin() const { return std::string_view(href_).substr(0, authority_end_); }

std::string_view Url::path() const {
  return std::string_view(href_).substr(authority_end_, path_end_ - authority_end_);
}

std::string_view Url::query() const {
  return std::string_view(href_).substr(std::min<size_t>(path_end_ + 1u, href_.size()));
}

std::string_view Url::path_and_query() const {
  return std::string_view(href_).substr(authority_end_);
}

std::string RegistrableDomain(std::string_view host) {
  std::string name(host);
  if (name.ends_with('.')) name.pop_back();
  if (name.find(':') != std::string::npos || EndsInNumber(name)) return name;
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain == nullptr ? name : std::string(domain);
}

}  // namespace arsip
