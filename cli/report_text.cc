#include "cli/report_text.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/byte_size.h"
#include "cli/event_json.h"
#include "cli/progress_line.h"

namespace arsip::cli {
namespace {

template <class Map>
std::string Counts(const Map& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    if (!text.empty()) text += ", ";
    if constexpr (std::is_same_v<typename Map::key_type, int>) {
      // A 304 is stored as a revisit without a status.
      text += name == 0 ? "not modified" : std::to_string(name);
    } else {
      text += name;
    }
    text += " " + Grouped(count);
  }
  return text.empty() ? "none" : text;
}

// "1 host", "2 hosts"
std::string Of(uint64_t count, const std::string& one) {
  return Grouped(count) + " " + one + (count == 1 ? "" : "s");
}

void Line(std::string& text, const char* name, const std::string& value) {
  text += "  ";
  text += name;
  text.append(std::string(name).size() < 14 ? 14 - std::string(name).size() : 1, ' ');
  text += value + "\n";
}

// "41 looked at; 6 near-duplicates in 3 clusters: 1.2 MiB would be saved, 0 B are"
std::string ImageCountsText(const archive::ImageCounts& images) {
  std::string text = Grouped(images.images) + " different";
  if (images.unmatchable > 0) {
    text += ", of them " + Grouped(images.unmatchable) + " say too little to match";
  }
  if (images.members == 0) return text + "; no near-duplicates";
  text += "; " + Of(images.members, "near-duplicate") + " in " + Of(images.clusters, "cluster");
  if (images.would_be_saved > 0) {
    text += ", near_duplicates: reference would save " + HumanBytes(images.would_be_saved);
  }
  if (images.saved_by_reference > 0) {
    text += ", not stored again: " + HumanBytes(images.saved_by_reference);
  }
  return text;
}

}  // namespace

std::string ReportText(const crawler::CrawlReport& report) {
  std::string text = "Archive " + report.archive_directory + "\n";
  Line(text, "pages",
       Grouped(report.pages) + " of " + Of(report.captures, "capture") + ", " +
           Of(report.hosts, "host"));
  Line(text, "by kind", Counts(report.by_kind));
  Line(text, "by status", Counts(report.by_status));
  Line(text, "duplicates", Of(report.revisits, "capture") + ", payload stored before");
  if (report.images.images > 0) Line(text, "images", ImageCountsText(report.images));
  if (report.truncated > 0) Line(text, "truncated", Grouped(report.truncated));
  Line(text, "bytes",
       HumanBytes(report.payload_bytes) + " received, " + HumanBytes(report.warc_bytes) + " in " +
           Of(report.segments, "WARC file"));
  Line(text, "refused", Counts(report.refused));
  if (report.failed > 0) Line(text, "failed", Of(report.failed, "URL") + ", retries used up");
  if (report.dormant > 0) {
    Line(text, "dormant", Of(report.dormant, "URL") + " on hosts that do not answer");
  }
  if (report.deferred > 0) {
    Line(text, "deferred", Of(report.deferred, "URL") + " by ignore rules and traps");
  }
  if (report.queued > 0) {
    std::string waiting = Of(report.queued, "URL");
    if (report.budget_reached) waiting += ", the collection's budget is reached";
    if (report.next_wake) waiting += ", the next in " + HumanDuration(*report.next_wake);
    Line(text, "still queued", waiting + "; the same command goes on with them");
  }
  if (report.first && report.last) {
    Line(text, "captured", FormatWarcDate(*report.first) + " to " + FormatWarcDate(*report.last));
  }
  if (report.worth_reading()) {
    Line(text, "why", "`arsip explain URL` says why one is not fetched; reports/ has the log");
  }
  return text;
}

Status SaveReport(const crawler::CrawlReport& report) {
  const std::string path = report.archive_directory + "/reports/crawl-report.json";
  const std::string partial = path + ".partial";
  std::error_code error;
  std::filesystem::create_directories(report.archive_directory + "/reports", error);
  {
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << ReportJson(report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
         << "\n";
    file.flush();
    if (!file) return ErrnoError(errno, "cannot write the report", partial);
  }
  std::filesystem::rename(partial, path, error);
  if (error) return ErrnoError(error.value(), "cannot write the report", path);
  return Ok();
}

}  // namespace arsip::cli
