// What a TLS handshake showed: version, cipher suite, the chain as presented and why it did not
// verify. Taken from OpenSSL itself, once per connection: libcurl's own certificate listing costs
// as much as a small fetch, is empty on a connection used again, and is silent about chains that
// were refused. On the loop's thread.
#ifndef ARSIP_CRAWLER_TLS_FACTS_H_
#define ARSIP_CRAWLER_TLS_FACTS_H_

#include <string>
#include <string_view>

#include "crawler/fetch_result.h"

// OpenSSL's own names for its handles.
using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace arsip::crawler {

// Beyond this, the rest of a chain is left out (OpenSSL itself refuses longer handshake messages).
inline constexpr size_t kMaxChainPemBytes = 100u << 10;

// Watches the verification of the one handshake that `context` is made for: the chain, and the
// first error, go to `facts`, which must live until TakeTlsFacts() or until the connection is gone.
// `keep_unverified`: the handshake goes on after an error. Then switch libcurl's session cache off:
// a resumed session is not verified again and would look as if it were sound.
void WatchVerification(SSL_CTX* context, TlsFacts* facts, bool keep_unverified);

// Whether HTTP/2 was negotiated (ALPN, RFC 7301).
bool SpeaksHttp2(const SSL* connection);

// The facts of an established connection to `host`. `watched` is what WatchVerification() was given
// for this connection, or empty facts when the connection is used again.
TlsFacts TakeTlsFacts(SSL* connection, const TlsFacts& watched, std::string_view host);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_TLS_FACTS_H_
