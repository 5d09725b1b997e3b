#include "portal/replay.h"

#include <memory>
#include <optional>
#include <utility>

#include "archive/record_bytes.h"
#include "archive/thumbnail.h"
#include "base/http_date.h"
#include "base/http_message.h"
#include "base/surt.h"
#include "base/url.h"
#include "portal/capture_source.h"
#include "portal/replay_headers.h"

namespace arsip::portal {
namespace {

using archive::Capture;

class PayloadBody : public HttpBody {
 public:
  explicit PayloadBody(archive::PayloadBytes payload) : payload_(std::move(payload)) {}
  Result<Piece> Read() override {
    ARSIP_ASSIGN(std::string bytes, payload_.Read());
    const bool last = bytes.empty();
    return Piece{std::move(bytes), last};
  }

 private:
  archive::PayloadBytes payload_;
};

bool LeadsToItself(const Capture& capture) {
  if (capture.status < 300 || capture.status > 399 || capture.redirect.empty()) return false;
  const auto base = Url::Parse(capture.url);
  if (!base) return false;
  const auto target = Url::Resolve(*base, capture.redirect);
  return target.has_value() && Surt(target->href()) == capture.urlkey;
}

std::string Uri(std::string_view url) {
  std::string uri;
  for (const char c : url) {
    const bool harmless = c > ' ' && c <= '~' && c != '<' && c != '>' && c != '"';
    uri.push_back(harmless ? c : '_');
  }
  return uri;
}

// RFC 7089 section 2.2
std::string MementoLinks(const std::string& url, const std::string& collection_url) {
  const std::string uri = Uri(url);
  return "<" + uri + ">; rel=\"original\", <" + collection_url + "/" + uri +
         ">; rel=\"timegate\", <" + collection_url + "/timemap/link/" + uri +
         ">; rel=\"timemap\"; type=\"application/link-format\"";
}

// A status that a server may not send at the end of a request (1xx), or that is none, is 200.
int ReplayStatus(std::string_view head) {
  const int status = HttpHead::ParseResponse(head).status_code();
  return status < 200 || status > 999 ? 200 : status;
}

// The browser goes where the archived server sent it, in the archive.
void RewriteLocation(const Capture& capture, const std::string& collection_url,
                     HttpResponse& response) {
  const std::string_view archived = response.Get("X-Archive-Orig-Location");
  if (archived.empty() || response.status < 300 || response.status > 399) return;
  const auto base = Url::Parse(capture.url);
  if (!base) return;
  const auto target = Url::Resolve(*base, archived);
  if (!target) return;
  Capture there;
  there.url = target->href();
  there.time = capture.time;
  response.Set("Location", ReplayUrl(collection_url, there));
}

// Of a revisit, what the server said that day; of one that says "not modified", what it said then.
const std::string& HeadOf(const Capture& capture, const archive::PayloadBytes& payload) {
  const bool not_modified = capture.type == archive::RecordType::kRevisit &&
                            HttpHead::ParseResponse(payload.own_head()).status_code() == 304;
  return payload.own_head().empty() || not_modified ? payload.payload_head() : payload.own_head();
}

HttpResponse ReplayOf(const Capture& capture, archive::PayloadBytes payload,
                      const std::string& collection_url) {
  HttpResponse response;
  const std::string& head = HeadOf(capture, payload);
  response.status = head.empty() ? 200 : ReplayStatus(head);
  response.fields = ReplayFields(head);
  if (head.empty()) response.Set("Content-Type", Uri(payload.content_type()));
  if (response.status != 204 && response.status != 304) {
    response.length = payload.length();
    response.body = std::make_unique<PayloadBody>(std::move(payload));
  }
  RewriteLocation(capture, collection_url, response);
  return response;
}

}  // namespace

Result<NearestCapture> FindNearest(const SharedView& view, const std::string& url,
                                   const std::string& timestamp) {
  CdxQuery query;
  query.query.url = url;
  query.sort = CdxQuery::Sort::kReverse;
  if (!timestamp.empty()) {
    ARSIP_ASSIGN(query.closest, ParseTimestamp14(timestamp, TimestampPadding::kLow));
    query.sort = CdxQuery::Sort::kClosest;
  }
  ARSIP_ASSIGN(const auto source, OpenCaptures(view, query));
  NearestCapture nearest;
  for (int passed = 0; passed < kMaxPassedCaptures; ++passed) {
    ARSIP_ASSIGN(CaptureSource::Step step, source->Next());
    if (step.kind == CaptureSource::Step::Kind::kEnd) break;
    const bool exact = FormatTimestamp14(step.capture.time) == timestamp;
    if (step.kind == CaptureSource::Step::Kind::kPassed) {
      if (nearest.denied_by == nullptr) nearest.denied_by = step.denied_by;
      // The one that was named is not shown: another time's would be taken for it.
      if (step.denied_by != nullptr && exact) break;
      continue;
    }
    if (!exact && LeadsToItself(step.capture)) continue;
    nearest.capture = std::move(step.capture);
    break;
  }
  return nearest;
}

namespace {

// The capture that a path means; nullopt: `fetch` says why there is none.
std::optional<Capture> CaptureOf(const SharedView& view, const ReplayPath& path, RawFetch& fetch) {
  fetch.subject = path.url;
  auto nearest = FindNearest(view, path.url, path.timestamp);
  if (!nearest) {
    fetch.response = ErrorResponse(nearest.error());
    return std::nullopt;
  }
  if (!nearest->capture.has_value()) {
    if (nearest->denied_by != nullptr) {
      fetch = DeniedFetch(*nearest->denied_by, path.url);
    } else {
      fetch.response = ProblemResponse(404, "no capture of this URL");
    }
    return std::nullopt;
  }
  fetch.subject = nearest->capture->url;
  fetch.timestamp = FormatTimestamp14(nearest->capture->time);
  return std::move(nearest->capture);
}

}  // namespace

RawFetch AnswerThumbnail(const SharedView& view, const ReplayPath& path) {
  RawFetch fetch;
  const auto capture = CaptureOf(view, path, fetch);
  if (!capture.has_value()) return fetch;
  auto jpeg = archive::ReadThumbnail(view->directory(), view->index(), *capture);
  if (!jpeg) {
    fetch.response = ErrorResponse(jpeg.error());
    return fetch;
  }
  fetch.response = TextResponse(200, archive::kThumbnailMediaType, std::move(*jpeg));
  AddReplayProtection(fetch.response);
  fetch.response.Set("Memento-Datetime", FormatHttpDate(capture->time));
  return fetch;
}

RawFetch AnswerReplay(const SharedView& view, const ReplayPath& path,
                      const std::string& collection_url) {
  RawFetch fetch;
  const auto found = CaptureOf(view, path, fetch);
  if (!found.has_value()) return fetch;
  const Capture& capture = *found;
  auto payload = archive::PayloadBytes::Open(view->directory(), capture);
  if (!payload) {
    fetch.response = ErrorResponse(payload.error());
    return fetch;
  }
  fetch.response = ReplayOf(capture, std::move(*payload), collection_url);
  AddReplayProtection(fetch.response);
  fetch.response.Set("Memento-Datetime", FormatHttpDate(capture.time));
  fetch.response.Set("Link", MementoLinks(capture.url, collection_url));
  if (fetch.timestamp != path.timestamp) {
    fetch.response.Set("Content-Location", ReplayUrl(collection_url, capture));
  }
  return fetch;
}

HttpResponse AnswerTimeGate(const SharedView& view, const std::string& url,
                            const HttpRequest& request, const std::string& collection_url) {
  std::string timestamp;
  const std::string_view wanted = request.Get("Accept-Datetime");
  if (!wanted.empty()) {
    const auto time = ParseHttpDate(wanted);
    if (!time.has_value()) {
      return ProblemResponse(400, "Accept-Datetime: write it as Sun, 22 Nov 2026 10:11:12 GMT");
    }
    timestamp = FormatTimestamp14(*time);
  }
  const auto nearest = FindNearest(view, url, timestamp);
  HttpResponse response;
  if (!nearest) {
    response = ErrorResponse(nearest.error());
  } else if (!nearest->capture.has_value()) {
    response = nearest->denied_by != nullptr ? DeniedFetch(*nearest->denied_by, url).response
                                             : ProblemResponse(404, "no capture of this URL");
  } else {
    response.status = 302;
    response.fields.emplace_back("Location", ReplayUrl(collection_url, *nearest->capture));
    response.length = 0;
  }
  response.Set("Vary", "accept-datetime");
  response.Set("Link", MementoLinks(url, collection_url));
  return response;
}

}  // namespace arsip::portal
