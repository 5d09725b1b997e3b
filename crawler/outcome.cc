#include "crawler/outcome.h"

#include <chrono>

#include "base/http_message.h"
#include "base/media_type.h"

namespace arsip::crawler {
namespace {

using frontier::Outcome;
using frontier::OutcomeKind;
using frontier::RobotsOutcome;

OutcomeKind KindOfFailure(FetchFailure failure) {
  switch (failure) {
    case FetchFailure::kNone:
      return OutcomeKind::kCaptured;
    case FetchFailure::kAddressRefused:
      return OutcomeKind::kRefused;
    case FetchFailure::kConnect:
    case FetchFailure::kTls:
    case FetchFailure::kProxy:
    case FetchFailure::kDns:
      return OutcomeKind::kHostUnreachable;
    case FetchFailure::kNoResponse:
    case FetchFailure::kBadHead:
    case FetchFailure::kTransfer:
    case FetchFailure::kTimeout:
      return OutcomeKind::kTransferFailed;
    case FetchFailure::kCancelled:
      return OutcomeKind::kGivenBack;
  }
  return OutcomeKind::kTransferFailed;
}

RobotsRules RulesOf(const extractors::Extraction* extraction) {
  RobotsRules rules;
  if (extraction == nullptr || !extraction->has_robots()) return rules;
  const auto& robots = extraction->robots();
  rules.group = robots.group();
  rules.truncated = robots.truncated();
  if (robots.has_crawl_delay())
    rules.crawl_delay = std::chrono::milliseconds(robots.crawl_delay_ms());
  rules.sitemaps.assign(robots.sitemaps().begin(), robots.sitemaps().end());
  for (const auto& rule : robots.rules()) {
    rules.rules.push_back({rule.allow(), rule.path_pattern(), rule.line()});
  }
  return rules;
}

// RFC 9309 section 2.3.1. A 2xx whose body could not be parsed counts as unreachable: a crash of
// the parser must not open a site that may have closed itself.
RobotsOutcome RobotsOf(const FetchResult& fetched, const extractors::Extraction* extraction) {
  RobotsOutcome outcome;
  const int status = fetched.status_code;
  if (!fetched.has_response() || status >= 500 || status == 429 || status < 200) return outcome;
  if (status >= 300 && status < 400) {
    outcome.kind = RobotsOutcome::Kind::kUnavailable;
    const auto location = HttpHead::ParseResponse(fetched.head).Get("Location");
    if (!location) return outcome;
    Result<Url> target = Url::Resolve(fetched.url, *location);
    if (!target) return outcome;
    outcome.kind = RobotsOutcome::Kind::kRedirect;
    outcome.redirect = std::move(*target);
    return outcome;
  }
  if (status >= 400) {
    outcome.kind = RobotsOutcome::Kind::kUnavailable;
    return outcome;
  }
  if (extraction == nullptr) return outcome;
  outcome.kind = RobotsOutcome::Kind::kRules;
  outcome.rules = RulesOf(extraction);
  return outcome;
}

std::string Detail(const FetchResult& fetched) {
  if (fetched.failure == FetchFailure::kNone) return "HTTP " + std::to_string(fetched.status_code);
  std::string detail = FetchFailureName(fetched.failure);
  if (!fetched.failure_detail.empty()) detail += ": " + fetched.failure_detail;
  return detail;
}

// It decides when to come back and no more: SHA-1 will do.
bool IsPayloadOf(const archive::LastCapture& last, const PayloadDigests& payload) {
  if (last.payload_sha256) return *last.payload_sha256 == payload.sha256;
  return last.as_original.payload_sha1 == payload.sha1;
}

}  // namespace

frontier::PayloadNovelty NoveltyOf(const FetchResult& fetched,
                                   const archive::DedupVerdict& verdict) {
  using frontier::PayloadNovelty;
  if (fetched.status_code == 304) return PayloadNovelty::kKnown;
  const bool whole =
      fetched.truncated == Truncated::kNo && fetched.body && fetched.body->size() > 0;
  if (!whole) return PayloadNovelty::kUnknown;
  return verdict.kind == archive::DedupVerdict::Kind::kRevisit ? PayloadNovelty::kKnown
                                                               : PayloadNovelty::kNew;
}

frontier::PayloadChange ChangeOf(const FetchResult& fetched, const PayloadDigests& payload,
                                 const std::optional<archive::LastCapture>& last,
                                 const archive::DedupVerdict& verdict) {
  using frontier::PayloadChange;
  if (fetched.status_code == 304) return PayloadChange::kUnchanged;
  const bool whole =
      fetched.truncated == Truncated::kNo && fetched.body && fetched.body->size() > 0;
  if (!whole) return PayloadChange::kUnknown;
  if (last && IsPayloadOf(*last, payload)) return PayloadChange::kUnchanged;
  // An error page, or a redirection: `last` is not of these.
  const bool seen_here = verdict.kind == archive::DedupVerdict::Kind::kRevisit &&
                         verdict.refers_to_target_uri == fetched.url.href();
  if (fetched.status_code != 200 && seen_here) return PayloadChange::kUnchanged;
  return last ? PayloadChange::kChanged : PayloadChange::kNew;
}

frontier::PageKind PageKindOf(const frontier::Lease& lease, const FetchResult& fetched,
                              const extractors::Extraction* extraction,
                              const std::optional<UrlPatterns>& heads) {
  using frontier::PageKind;
  if (extraction != nullptr &&
      (extraction->extractor() == "sitemap" || extraction->extractor() == "feed")) {
    return PageKind::kManifest;
  }
  // A seed, or where it redirects to.
  const bool seed = lease.target.hop_path.find_first_not_of(
                        static_cast<char>(frontier::Hop::kRedirect)) == std::string::npos;
  if (seed || (heads && heads->Match(lease.target.url.href()))) return PageKind::kChannelHead;
  const auto field = HttpHead::ParseResponse(fetched.head).Get("Content-Type");
  const std::string type = field ? MediaType::Parse(*field).essence : std::string();
  for (const std::string_view media : {"image/", "video/", "audio/", "application/pdf"}) {
    if (type.starts_with(media)) return PageKind::kMedia;
  }
  return PageKind::kPage;
}

Outcome OutcomeOf(const frontier::Lease& lease, const FetchResult& fetched,
                  const extractors::Extraction* extraction, UtcTime now) {
  Outcome outcome;
  outcome.status_code = fetched.status_code;
  outcome.bytes = fetched.body ? fetched.body->size() : 0;
  outcome.detail = Detail(fetched);
  outcome.kind = KindOfFailure(fetched.failure);
  if (outcome.kind == OutcomeKind::kRefused) outcome.refusal = frontier::Refusal::kGate;
  // Cut at our own cap: a capture like any other, a retry would end the same way.
  if (fetched.truncated == Truncated::kLength) outcome.kind = OutcomeKind::kCaptured;
  if (fetched.has_response() && (fetched.status_code == 429 || fetched.status_code == 503)) {
    outcome.kind = OutcomeKind::kHostBusy;
    const long now_unix =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    if (const auto value = HttpHead::ParseResponse(fetched.head).Get("Retry-After")) {
      if (const auto seconds = ParseRetryAfterSeconds(*value, now_unix)) {
        outcome.retry_after = std::chrono::seconds(*seconds);
      }
    }
  }
  const bool answered =
      outcome.kind == OutcomeKind::kCaptured || outcome.kind == OutcomeKind::kTransferFailed;
  if (lease.purpose == frontier::LeasePurpose::kRobotsTxt && answered) {
    outcome.robots = RobotsOf(fetched, extraction);
  }
  return outcome;
}

}  // namespace arsip::crawler
