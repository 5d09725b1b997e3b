// HttpServer: HTTP/1.1 (RFC 9112) over TCP or a local socket, for GET and HEAD, behind a front
// door.
//
// Everything a client may make us hold is bounded: header bytes and time, connections in all and
// from one address, the time for one piece of an answer and for the whole. Request content is not
// read: a request with content is answered 413 and its connection closed. Boost.Beast parses heads,
// in http_server.cc alone.
//
// The handler runs on the server's threads, several at a time; its answer's body is pulled there
// too, piece by piece, as fast as the reader takes it.
#ifndef ARSIP_PORTAL_HTTP_SERVER_H_
#define ARSIP_PORTAL_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "portal/http_exchange.h"

namespace arsip::portal {

struct HttpServerOptions {
  // "127.0.0.1:8090", "[::1]:8090" (port 0: any free one), or "unix:/path".
  std::string listen = "127.0.0.1:8090";  // Default: 127.0.0.1:8090.
  int threads = 4;                        // 1-64. Default: 4.
  size_t max_header_bytes = 16u << 10;    // request line and fields: 431. Default: 16 KiB.
  size_t max_target_bytes = 8u << 10;     // 414. Default: 8 KiB.
  Duration header_timeout = std::chrono::seconds(10);  // first byte to blank line. Default: 10s.
  Duration idle_timeout = std::chrono::seconds(30);    // between requests. Default: 30s.
  // For each 64 KiB of an answer: a reader slower than 2 KiB/s is let go. Default: 30s.
  Duration write_timeout = std::chrono::seconds(30);
  // For a whole answer; it is cut off then. Default: 1h.
  Duration response_deadline = std::chrono::hours(1);
  size_t max_connections = 256;          // more wait to be accepted. Default: 256.
  size_t max_connections_per_peer = 32;  // TCP only: more are closed at once. Default: 32.
};

class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  // Listens when it returns. kInvalidInput: an address that is none, options out of range;
  // kUnavailable: the address is in use; kPermission, kIo.
  // A local socket's file is made for owner and group; one that nobody listens on is replaced.
  static Result<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                   Handler handler);
  // Stop().
  virtual ~HttpServer() = default;

  // Stops listening, lets answers that have begun go on for up to `grace`, then ends.
  virtual void Stop(Duration grace) = 0;
  // Where it listens, with the port that was found.
  virtual std::string address() const = 0;
};

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_HTTP_SERVER_H_
