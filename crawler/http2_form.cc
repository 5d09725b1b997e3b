#include "crawler/http2_form.h"

#include <cstddef>

namespace arsip::crawler {
namespace {

constexpr std::string_view kHttp2 = "HTTP/2";
constexpr std::string_view kHttp11 = "HTTP/1.1";

std::string Replaced(std::string_view text, size_t at) {
  std::string form(text.substr(0, at));
  form += kHttp11;
  form += text.substr(at + kHttp2.size());
  return form;
}

}  // namespace

std::string ResponseInHttp11Form(std::string_view head) {
  if (!head.starts_with("HTTP/2 ")) return std::string(head);
  return Replaced(head, 0);
}

std::string RequestInHttp11Form(std::string_view request) {
  const std::string_view line = request.substr(0, request.find("\r\n"));
  if (!line.ends_with(" HTTP/2")) return std::string(request);
  return Replaced(request, line.size() - kHttp2.size());
}

}  // namespace arsip::crawler
