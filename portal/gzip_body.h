// GzipBody: a body in the gzip content coding (RFC 9110 section 8.4.1.3), made while it is read.
// Not thread-safe. Memory: zlib's window.
#ifndef ARSIP_PORTAL_GZIP_BODY_H_
#define ARSIP_PORTAL_GZIP_BODY_H_

#include <memory>

#include "portal/http_exchange.h"

namespace arsip::portal {

class GzipBody : public HttpBody {
 public:
  explicit GzipBody(std::unique_ptr<HttpBody> plain);
  ~GzipBody() override;
  Result<Piece> Read() override;

 private:
  struct Deflater;
  std::unique_ptr<HttpBody> plain_;
  std::unique_ptr<Deflater> deflater_;
};

// RFC 9110 section 12.5.3: named without "q=0", or by "*".
bool AcceptsGzip(std::string_view accept_encoding);

// Puts the coding on when the reader takes it, and says so, and says that the answer depends on it.
void CompressFor(const HttpRequest& request, HttpResponse& response);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_GZIP_BODY_H_
