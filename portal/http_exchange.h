// One request and its answer, as the portal's endpoints see them: values, no sockets.
//
// HTTP semantics: RFC 9110. The server (http_server.h) has parsed and bounded the head before; it
// adds Content-Length or the chunked coding, Date and Connection to the answer.
#ifndef ARSIP_PORTAL_HTTP_EXCHANGE_H_
#define ARSIP_PORTAL_HTTP_EXCHANGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace arsip::portal {

using FieldList = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // as sent: GET, HEAD, ...
  std::string target;  // origin-form, as sent: "/news/cdx?url=..."
  FieldList fields;    // in order
  std::string peer;    // address of the connection; "unix" for a local socket

  // The first field of that name, case-insensitively; empty when absent.
  std::string_view Get(std::string_view name) const;
  std::string_view path() const;          // before the first "?"
  std::string_view query_string() const;  // after it
  bool head() const { return method == "HEAD"; }
};

// The content of an answer, pulled as fast as the reader takes it.
class HttpBody {
 public:
  virtual ~HttpBody() = default;
  struct Piece {
    std::string bytes;  // may be empty: more work was done than bytes found
    bool last = false;  // nothing follows
  };
  // One piece of bounded size, after bounded work. An error cuts the answer off, so that its reader
  // sees that it is not whole.
  virtual Result<Piece> Read() = 0;
};

class TextBody : public HttpBody {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}
  Result<Piece> Read() override { return Piece{std::move(text_), true}; }

 private:
  std::string text_;
};

struct HttpResponse {
  int status = 200;
  FieldList fields;
  std::optional<uint64_t> length;  // of the content; none: not known before its end
  std::unique_ptr<HttpBody> body;  // none: no content. Not sent for HEAD.

  std::string_view Get(std::string_view name) const;
  void Set(std::string_view name, std::string value);  // in place of a field of that name
};

HttpResponse TextResponse(int status, std::string_view content_type, std::string text);
// "text/plain" with a sentence that says what is wrong and what to do.
HttpResponse ProblemResponse(int status, std::string sentence);
// kNotFound 404, kInvalidInput 400, kPermission 403, kUnavailable 503, else 500. The message of a
// 500 is for the log, not for the reader.
HttpResponse ErrorResponse(const Error& error);

// "Not Found"; "" for a code that none is known of.
std::string_view ReasonPhrase(int status);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_HTTP_EXCHANGE_H_
