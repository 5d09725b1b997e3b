#include "cli/event_json.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/clock.h"

namespace arsip::cli {
namespace {

const char* EventName(crawler::CrawlEvent::Kind kind) {
  switch (kind) {
    case crawler::CrawlEvent::Kind::kCaptured:
      return "captured";
    case crawler::CrawlEvent::Kind::kRetry:
      return "retry";
    case crawler::CrawlEvent::Kind::kRefused:
      return "refused";
    case crawler::CrawlEvent::Kind::kGivenBack:
      return "given_back";
    case crawler::CrawlEvent::Kind::kControl:
      return "control";
  }
  return "captured";
}

}  // namespace

nlohmann::json EventJson(const crawler::CrawlEvent& event) {
  nlohmann::json json = {{"event", EventName(event.kind)}, {"url", event.url},
                         {"status", event.status_code},    {"mime", event.mime},
                         {"bytes", event.bytes},           {"time", FormatWarcDate(event.began)},
                         {"hops", event.hop_path},         {"detail", event.detail},
                         {"robots_txt", event.robots_txt}};
  if (!event.location.filename.empty()) {
    json["type"] = archive::RecordTypeName(event.type);
    json["file"] = event.location.filename;
    json["offset"] = event.location.offset;
    json["length"] = event.location.length;
  }
  return json;
}

nlohmann::json ReportJson(const crawler::CrawlReport& report) {
  nlohmann::json json = {{"archive", report.archive_directory},
                         {"captures", report.captures},
                         {"pages", report.pages},
                         {"revisits", report.revisits},
                         {"truncated", report.truncated},
                         {"payload_bytes", report.payload_bytes},
                         {"warc_bytes", report.warc_bytes},
                         {"segments", report.segments},
                         {"hosts", report.hosts},
                         {"by_status", nlohmann::json::object()},
                         {"by_kind", report.by_kind},
                         {"images",
                          {{"different", report.images.images},
                           {"unmatchable", report.images.unmatchable},
                           {"clusters", report.images.clusters},
                           {"near_duplicates", report.images.members},
                           {"near_duplicates_stored", report.images.stored},
                           {"bytes_would_be_saved", report.images.would_be_saved},
                           {"bytes_saved", report.images.saved_by_reference}}},
                         {"refused", report.refused},
                         {"urls",
                          {{"queued", report.queued},
                           {"captured", report.captured_urls},
                           {"failed", report.failed},
                           {"dormant", report.dormant},
                           {"deferred", report.deferred}}},
                         {"budget_reached", report.budget_reached}};
  for (const auto& [status, count] : report.by_status)
    json["by_status"][std::to_string(status)] = count;
  if (report.first) json["first"] = FormatWarcDate(*report.first);
  if (report.last) json["last"] = FormatWarcDate(*report.last);
  if (report.next_wake) {
    json["next_wake_seconds"] = std::chrono::duration<double>(*report.next_wake).count();
  }
  return json;
}

}  // namespace arsip::cli
