#include "crawler/crawl_event.h"

#include <chrono>
#include <string_view>

#include "base/log.h"

namespace arsip::crawler {
namespace {

std::string OrDash(const std::string& text) { return text.empty() ? "-" : Neutralise(text); }

// A server's words must not forge a line.
std::string Escaped(std::string_view line) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      escaped += c;
    } else {
      escaped += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return escaped;
}

}  // namespace

CrawlEvent::Kind CrawlEvent::KindOf(frontier::OutcomeKind outcome) {
  switch (outcome) {
    case frontier::OutcomeKind::kCaptured:
      return Kind::kCaptured;
    case frontier::OutcomeKind::kTransferFailed:
    case frontier::OutcomeKind::kHostUnreachable:
    case frontier::OutcomeKind::kHostBusy:
      return Kind::kRetry;
    case frontier::OutcomeKind::kRefused:
      return Kind::kRefused;
    case frontier::OutcomeKind::kGivenBack:
      return Kind::kGivenBack;
  }
  return Kind::kRetry;
}

std::string FormatCrawlLogLine(const CrawlEvent& event) {
  std::string line = FormatWarcDate(event.began);
  line += ' ' + std::to_string(event.status_code);
  line += ' ' + std::to_string(event.bytes);
  line += ' ' + event.url;
  line += ' ' + OrDash(event.hop_path);
  line += ' ' + OrDash(event.via);
  line += ' ' + OrDash(event.mime);
  line +=
      ' ' + std::to_string(
                std::chrono::duration_cast<std::chrono::milliseconds>(event.fetch_time).count());
  line += "ms ";
  if (event.location.filename.empty()) {
    line += "- -";
  } else {
    line += archive::RecordTypeName(event.type);
    line += ' ' + event.location.filename + '@' + std::to_string(event.location.offset);
  }
  line += ' ' + OrDash(event.detail);
  return Escaped(line);
}

}  // namespace arsip::crawler
