// Proxy: the one proxy an operator may name, and which hosts go through it.
// Only proxies that resolve names themselves (socks5h, http): with any other, our DNS would tell
// which onion or blocked hosts are being read. https://curl.se/libcurl/c/CURLOPT_PROXY.html.
// Immutable: thread-safe.
#ifndef ARSIP_CRAWLER_PROXY_H_
#define ARSIP_CRAWLER_PROXY_H_

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/url.h"

namespace arsip::crawler {

class Proxy {
 public:
  // No proxy.
  Proxy() = default;
  // "socks5h://127.0.0.1:9050", "http://proxy.example:3128"; a port is required. kInvalidInput.
  static Result<Proxy> Parse(const std::string& text, bool onion_only);

  bool Covers(const Url& url) const;
  // Whether libcurl is about to dial the proxy and nothing else.
  bool IsAt(const sockaddr* address) const;
  // Plain http goes to an HTTP proxy in absolute form (RFC 9112 section 3.2.2).
  bool AbsoluteFormFor(const Url& url) const { return http_ && !url.https(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::string address_;  // when the host is an IP address
  uint16_t port_ = 0;
  bool http_ = false;
  bool onion_only_ = false;
};

// RFC 7686: never looked up in DNS.
bool IsOnion(const Url& url);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_PROXY_H_
