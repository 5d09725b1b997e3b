#include "portal/replay_headers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/http_message.h"
#include "base/percent_encoding.h"

namespace arsip::portal {
namespace {

template <size_t kSize>
bool IsIn(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [name](std::string_view one) { return EqualsIgnoreCase(one, name); });
}

constexpr std::array<std::string_view, 6> kKeptFields = {"Content-Type",     "Content-Encoding",
                                                         "Content-Language", "Last-Modified",
                                                         "Content-Range",    "Content-Disposition"};

constexpr std::array<std::string_view, 11> kDroppedFields = {"Connection",
                                                             "Keep-Alive",
                                                             "Proxy-Connection",
                                                             "Transfer-Encoding",
                                                             "TE",
                                                             "Trailer",
                                                             "Upgrade",
                                                             "Proxy-Authenticate",
                                                             "Proxy-Authorization",
                                                             "Content-Length",
                                                             "X-Crawler-Transfer-Encoding"};

// tchar, RFC 9110 section 5.6.2
bool IsToken(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return IsAsciiAlnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Controls are what header injection is made of; a fold becomes one space.
std::string FieldValue(std::string_view value) {
  std::string clean;
  for (const char c : value) {
    const bool control = static_cast<uint8_t>(c) < ' ' || c == 0x7f;
    if (!control) {
      clean.push_back(c);
    } else if (!clean.empty() && clean.back() != ' ') {
      clean.push_back(' ');
    }
  }
  return clean;
}

constexpr std::string_view kReplayPolicy =
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; media-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'";

}  // namespace

FieldList ReplayFields(std::string_view bytes) {
  FieldList fields;
  size_t size = 0;
  size_t omitted = 0;
  const HttpHead head = HttpHead::ParseResponse(bytes);
  for (const HttpField& field : head.fields()) {
    if (!IsToken(field.name) || IsIn(kDroppedFields, field.name)) continue;
    std::string name(field.name);
    // A second Content-Type must not override the first.
    const bool seen = std::ranges::any_of(
        fields, [&](const auto& one) { return EqualsIgnoreCase(one.first, field.name); });
    if (!IsIn(kKeptFields, field.name) || (seen && !EqualsIgnoreCase(name, "Content-Encoding"))) {
      name.insert(0, "X-Archive-Orig-");
    }
    std::string value = FieldValue(field.value);
    if (size + name.size() + value.size() + 4 > kMaxReplayHeaderBytes) {
      ++omitted;
      continue;
    }
    size += name.size() + value.size() + 4;
    fields.emplace_back(std::move(name), std::move(value));
  }
  if (omitted > 0) fields.emplace_back("X-Archive-Orig-Omitted", std::to_string(omitted));
  return fields;
}

void AddReplayProtection(HttpResponse& response) {
  response.Set("Content-Security-Policy", std::string(kReplayPolicy));
  response.Set("Cross-Origin-Opener-Policy", "same-origin");
  if (response.Get("Content-Type").empty()) {
    response.Set("Content-Type", "application/octet-stream");
  }
}

void AddCommonProtection(HttpResponse& response) {
  if (response.Get("Content-Security-Policy").empty()) {
    response.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  }
  response.Set("X-Content-Type-Options", "nosniff");
  response.Set("Referrer-Policy", "no-referrer");
  response.Set("X-DNS-Prefetch-Control", "off");
  response.Set("Cross-Origin-Resource-Policy", "same-origin");
  // A rule added tomorrow must not be undone by a cache of today.
  response.Set("Cache-Control", "private, no-cache");
}

bool CorsPolicy::Allows(std::string_view origin) const {
  return !origin.empty() && std::ranges::any_of(allowed_, [origin](const std::string& one) {
    return one == "*" || one == origin;
  });
}

void CorsPolicy::Apply(const HttpRequest& request, HttpResponse& response) const {
  if (allowed_.empty()) return;
  std::string vary(response.Get("Vary"));
  response.Set("Vary", vary.empty() ? "Origin" : vary + ", Origin");
  const std::string_view origin = request.Get("Origin");
  if (!Allows(origin)) return;
  response.Set("Access-Control-Allow-Origin", std::string(origin));
  response.Set("Access-Control-Expose-Headers",
               "Content-Length, Content-Range, Accept-Ranges, ETag, Link, Location, "
               "Memento-Datetime, Content-Location, Repr-Digest");
  response.Set("Cross-Origin-Resource-Policy", "cross-origin");
}

HttpResponse CorsPolicy::Preflight(const HttpRequest& request) const {
  HttpResponse response;
  response.status = 204;
  response.fields.emplace_back("Allow", "GET, HEAD, OPTIONS");
  if (Allows(request.Get("Origin"))) {
    response.fields.emplace_back("Access-Control-Allow-Methods", "GET, HEAD");
    response.fields.emplace_back("Access-Control-Allow-Headers",
                                 "Range, If-Range, Accept-Datetime, Content-Type");
    response.fields.emplace_back("Access-Control-Max-Age", "600");
  }
  return response;
}

}  // namespace arsip::portal
