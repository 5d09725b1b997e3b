// Pages: what pages/pages.jsonl says of an HTML capture, so that replay has a list to begin with.
// https://specs.webrecorder.net/wacz/1.1.1/#pages-jsonl Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_WACZ_PAGE_H_
#define ARSIP_ARCHIVE_WACZ_PAGE_H_

#include <string>
#include <string_view>

#include "archive/capture.h"

namespace arsip::archive {

// The first line of pages.jsonl.
inline constexpr std::string_view kPagesHeader =
    R"({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})";

struct WaczPage {
  std::string id;  // the UUID of the capture's record
  std::string url;
  std::string ts;     // RFC 3339 to the second, as the index has it
  std::string title;  // empty: unknown
  bool seed = false;
};

// An HTML capture of status 2xx, revisits included.
bool IsPage(const Capture& capture);

// `metadata`: the block of its metadata record (application/warc-fields); may be empty. A page is a
// seed when hopsFromSeed is there and empty; its title is the field of that name.
WaczPage PageOf(const Capture& capture, std::string_view record_id, std::string_view metadata);

// One line, without its end.
std::string FormatWaczPage(const WaczPage& page);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WACZ_PAGE_H_
