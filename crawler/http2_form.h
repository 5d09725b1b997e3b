// What libcurl shows of an HTTP/2 exchange, in the form of HTTP/1.1: what WARC readers take
// (warc-specifications issue 42); WARC-Protocol says that it was h2. Only the version is changed:
// libcurl has already made lines of the fields, ":authority" to "Host" and ":status" to a status
// line without a reason. Field names but "Host" are in lower case, as they came and went (RFC 9113
// section 8.2).
#ifndef ARSIP_CRAWLER_HTTP2_FORM_H_
#define ARSIP_CRAWLER_HTTP2_FORM_H_

#include <string>
#include <string_view>

namespace arsip::crawler {

// "HTTP/2 200 " becomes "HTTP/1.1 200 ". What does not begin so stays as it is.
std::string ResponseInHttp11Form(std::string_view head);
// "GET / HTTP/2" becomes "GET / HTTP/1.1". What has no such line stays as it is.
std::string RequestInHttp11Form(std::string_view request);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_HTTP2_FORM_H_
