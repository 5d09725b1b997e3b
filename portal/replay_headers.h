// The fields of a replayed answer: what an archived server said, made harmless for the reader's
// browser, and what the portal adds.
//
// An archived page is hostile: its fields must not set cookies, install service workers, send the
// browser to a live site, or open another site's doors. Only fields that describe the content pass
// under their own name (kept_fields in the .cc); every other one is renamed "X-Archive-Orig-NAME".
// Hop-by-hop fields (RFC 9110 section 7.6.1) and the length are dropped. Pure; thread-safe.
#ifndef ARSIP_PORTAL_REPLAY_HEADERS_H_
#define ARSIP_PORTAL_REPLAY_HEADERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "portal/http_exchange.h"

namespace arsip::portal {

// Beyond it fields are left out and counted in X-Archive-Orig-Omitted: proxies refuse larger heads.
inline constexpr size_t kMaxReplayHeaderBytes = 16u << 10;

// `head`: the archived head, as stored. What is no field name or value (RFC 9110 section 5.1, 5.5)
// is left out; line folds become spaces.
FieldList ReplayFields(std::string_view head);

// Of answers with archived content: no script, no frame, no origin of its own, and no request to
// anywhere but the portal.
void AddReplayProtection(HttpResponse& response);
// Of the portal's own answers, and of replay: nosniff, no referrer, no DNS prefetch, no caching by
// others, own resource policy.
void AddCommonProtection(HttpResponse& response);

// The CORS protocol (https://fetch.spec.whatwg.org/#http-cors-protocol) for the origins that the
// operator allows; "*" allows any.
class CorsPolicy {
 public:
  explicit CorsPolicy(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}
  bool Allows(std::string_view origin) const;
  void Apply(const HttpRequest& request, HttpResponse& response) const;
  // To an OPTIONS request.
  HttpResponse Preflight(const HttpRequest& request) const;

 private:
  std::vector<std::string> allowed_;
};

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_REPLAY_HEADERS_H_
