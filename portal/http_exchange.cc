#include "portal/http_exchange.h"

#include <algorithm>

#include "base/http_message.h"
#include "base/log.h"

namespace arsip::portal {
namespace {

std::string_view Find(const FieldList& fields, std::string_view name) {
  for (const auto& [field, value] : fields) {
    if (EqualsIgnoreCase(field, name)) return value;
  }
  return {};
}

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kInvalidInput:
      return 400;
    case ErrorCode::kPermission:
      return 403;
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

std::string_view HttpRequest::Get(std::string_view name) const { return Find(fields, name); }

std::string_view HttpRequest::path() const {
  const std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view HttpRequest::query_string() const {
  const std::string_view all = target;
  const size_t mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view() : all.substr(mark + 1);
}

std::string_view HttpResponse::Get(std::string_view name) const { return Find(fields, name); }

void HttpResponse::Set(std::string_view name, std::string value) {
  std::erase_if(fields, [&](const auto& field) { return EqualsIgnoreCase(field.first, name); });
  fields.emplace_back(name, std::move(value));
}

HttpResponse TextResponse(int status, std::string_view content_type, std::string text) {
  HttpResponse response;
  response.status = status;
  response.fields.emplace_back("Content-Type", content_type);
  response.length = text.size();
  response.body = std::make_unique<TextBody>(std::move(text));
  return response;
}

HttpResponse ProblemResponse(int status, std::string sentence) {
  return TextResponse(status, "text/plain; charset=utf-8", std::move(sentence) + "\n");
}

HttpResponse ErrorResponse(const Error& error) {
  const int status = StatusOf(error.code);
  if (status != 500) return ProblemResponse(status, Neutralise(error.message));
  Log(LogLevel::kError, "portal", "request_failed", {{"error", error.ToString()}});
  return ProblemResponse(500,
                         "this could not be read; the archive's operator finds why in the log");
}

std::string_view ReasonPhrase(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {200, "OK"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {410, "Gone"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {416, "Range Not Satisfiable"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {451, "Unavailable For Legal Reasons"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"}};
  const auto* const found =
      std::ranges::find(kPhrases, status, &std::pair<int, std::string_view>::first);
  return found == std::end(kPhrases) ? std::string_view() : found->second;
}

}  // namespace arsip::portal
