#include "crawler/crawl_report.h"

#include <filesystem>
#include <memory>

#include "archive/query.h"
#include "base/media_type.h"
#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"

namespace arsip::crawler {
namespace {

std::string KindOf(const std::string& mime) {
  const MediaType type = MediaType::Parse(mime);
  if (type.html()) return "page";
  if (type.image()) return "image";
  if (type.video()) return "video";
  if (type.audio()) return "audio";
  if (type.css()) return "style";
  if (type.essence.find("javascript") != std::string::npos) return "script";
  if (type.essence == "application/pdf" || type.essence == "application/epub+zip")
    return "document";
  if (type.xml()) return "feed";
  return "other";
}

void AddCapture(const archive::Capture& capture, CrawlReport& report) {
  if (capture.type == archive::RecordType::kResource) return;
  ++report.captures;
  if (capture.type == archive::RecordType::kRevisit) ++report.revisits;
  if (capture.truncated) ++report.truncated;
  ++report.by_status[capture.status];
  if (capture.status == 200) {
    const std::string kind = KindOf(capture.mime);
    ++report.by_kind[kind];
    if (kind == "page") ++report.pages;
  }
  if (!report.first || capture.time < *report.first) report.first = capture.time;
  if (!report.last || capture.time > *report.last) report.last = capture.time;
}

void AddSegments(CrawlReport& report) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(report.archive_directory + "/warc", error)) {
    if (!entry.is_regular_file(error)) continue;
    ++report.segments;
    report.warc_bytes += entry.file_size(error);
  }
}

Status AddFrontier(CrawlReport& report) {
  const std::string directory = report.archive_directory + "/frontier";
  if (!std::filesystem::exists(directory)) return Ok();
  const SystemClock clock;
  const std::unique_ptr<frontier::HostResolver> resolver = frontier::NewProxyResolver();
  ARSIP_ASSIGN(std::unique_ptr<frontier::FrontierStore> store,
               frontier::OpenLevelDbStore(directory));
  ARSIP_ASSIGN(std::unique_ptr<frontier::Frontier> frontier,
               frontier::Frontier::Open(*store, *resolver, clock, frontier::FrontierOptions()));
  const frontier::FrontierProgress progress = frontier->Progress();
  report.hosts = progress.hosts;
  report.queued = progress.queued;
  report.captured_urls = progress.captured;
  report.failed = progress.failed;
  report.dormant = progress.dormant;
  report.deferred = progress.deferred;
  report.payload_bytes = progress.received_bytes;
  report.next_wake = progress.next_wake;
  for (const auto& [refusal, count] : progress.refused) {
    if (count > 0) report.refused[frontier::RefusalName(refusal)] = count;
  }
  return Ok();
}

}  // namespace

bool CrawlReport::worth_reading() const {
  if (failed > 0 || dormant > 0 || deferred > 0 || queued > 0 || budget_reached) return true;
  for (const auto& [reason, count] : refused) {
    if (reason != frontier::RefusalName(frontier::Refusal::kScope) && count > 0) return true;
  }
  return false;
}

Result<CrawlReport> BuildCrawlReport(const std::string& archive_directory) {
  CrawlReport report;
  report.archive_directory = archive_directory;
  if (!std::filesystem::is_directory(archive_directory + "/warc")) {
    return Error{ErrorCode::kNotFound, "this is not an archive directory: it has no warc/",
                 archive_directory};
  }
  ARSIP_ASSIGN(std::unique_ptr<archive::CaptureReader> reader,
               archive::CaptureReader::Open(archive_directory));
  ARSIP_TRY(reader->ForEachCapture([&report](const archive::Capture& capture) {
    AddCapture(capture, report);
    return true;
  }));
  ARSIP_ASSIGN(report.images, archive::ImageSearch(archive_directory, reader->index()).Count());
  AddSegments(report);
  ARSIP_TRY(AddFrontier(report));
  return report;
}

}  // namespace arsip::crawler
