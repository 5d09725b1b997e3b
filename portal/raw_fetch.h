// RawFetch: an answer that holds archived bytes, and what the access log says of it.
#ifndef ARSIP_PORTAL_RAW_FETCH_H_
#define ARSIP_PORTAL_RAW_FETCH_H_

#include <cstdint>
#include <string>

#include "archive/access_rules.h"
#include "portal/http_exchange.h"

namespace arsip::portal {

struct RawFetch {
  HttpResponse response;
  std::string subject;     // the capture's URL, the record's id, the WARC file
  std::string timestamp;   // of the capture, 14 digits; may be empty
  uint64_t denied_by = 0;  // id of the access rule that forbids it; 0: none
};

// 451 (RFC 7725) for a takedown, else 403. Says which kind of rule it is, and when an embargo ends,
// and nothing of the reason.
inline RawFetch DeniedFetch(const archive::AccessRule& rule, std::string subject) {
  const bool takedown = rule.kind == archive::AccessKind::kTakedown;
  std::string sentence = "this capture is kept and not shown (";
  sentence.append(archive::AccessKindName(rule.kind));
  if (rule.until.has_value()) sentence.append(" until ").append(FormatWarcDate(*rule.until));
  RawFetch fetch;
  fetch.response = ProblemResponse(takedown ? 451 : 403, sentence + ")");
  fetch.subject = std::move(subject);
  fetch.denied_by = rule.id;
  return fetch;
}

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_RAW_FETCH_H_
