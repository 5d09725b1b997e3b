// Url: an absolute http or https URL in the WHATWG URL Standard's serialisation.
// https://url.spec.whatwg.org/#concept-url-parser, with the states of the special schemes alone.
//
// One parser serves scope checks, frontier keys, dialling and WARC-Target-URI: two parsers that
// disagree are how a crawler is led past its own fence. Tabs and newlines are removed, backslashes
// are slashes, dot segments resolved, IPv4 in any spelling becomes a dotted quad, IPv6 RFC 5952,
// hosts are IDNA-mapped to ASCII (UTS #46, non-transitional) and lower-cased, the default port is
// dropped.
//
// DEVIATION: fragment and userinfo are dropped (a fetch sends neither; a credential is never kept).
//
// DEVIATION: other schemes, hosts with an empty or over-long label, internationalised hosts that
// hold ASCII punctuation, and results over kMaxUrlBytes are errors: they can never be fetched.
//
// DEVIATION: octets that are no UTF-8 are percent-encoded as they are, not as U+FFFD: the server
// that wrote the link knows them.
//
// Immutable, cheap to move; thread-safe as any value.
#ifndef ARSIP_BASE_URL_H_
#define ARSIP_BASE_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip {

inline constexpr size_t kMaxUrlBytes = 4096;

class Url {
 public:
  Url() = default;  // empty; only for containers

  // `text` is absolute. kInvalidInput names the text (cut to 200 bytes, controls shown as "?").
  static Result<Url> Parse(std::string_view text);
  // `reference` is resolved against `base` (WHATWG, not RFC 3986, where they differ).
  static Result<Url> Resolve(const Url& base, std::string_view reference);

  // "https://xn--bcher-kva.example/a?b=c"; ASCII without spaces or controls.
  const std::string& href() const { return href_; }
  bool https() const { return href_.size() > 4 && href_[4] == 's'; }
  std::string_view scheme() const { return https() ? "https" : "http"; }
  // Without brackets for IPv6.
  std::string_view host() const;
  // "host", or "host:port" when the port is not the default; brackets kept: the Host field of
  // RFC 9110.
  std::string_view authority() const;
  // "https://host:port"
  std::string_view origin() const;
  uint16_t port() const { return port_; }
  bool host_is_ip() const { return host_is_ip_; }
  // "/a/b"
  std::string_view path() const;
  // Without "?"; empty when there is none.
  std::string_view query() const;
  // path and query as sent in the request line, "/a/b?c".
  std::string_view path_and_query() const;

  friend bool operator==(const Url& a, const Url& b) { return a.href_ == b.href_; }

 private:
  std::string href_;
  uint16_t authority_begin_ = 0;
  uint16_t authority_end_ = 0;  // also where path_and_query begins
  uint16_t host_begin_ = 0;
  uint16_t host_end_ = 0;
  uint16_t path_end_ = 0;
  uint16_t port_ = 0;
  bool host_is_ip_ = false;

  friend class UrlParser;
};

// The registrable domain ("example.co.id") by the Public Suffix List (libpsl's built-in data); the
// host itself for IP addresses, single labels and public suffixes. A dot at the end is dropped.
// Thread-safe.
std::string RegistrableDomain(std::string_view host);

}  // namespace arsip

#endif  // ARSIP_BASE_URL_H_
