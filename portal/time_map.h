// TimeMaps: all captures of one URL. RFC 7089 section 5 (link format); JSON as MemGator has it
// (https://github.com/oduwsdl/MemGator); CDXJ lines. Thread-safe.
#ifndef ARSIP_PORTAL_TIME_MAP_H_
#define ARSIP_PORTAL_TIME_MAP_H_

#include <string>
#include <string_view>

#include "portal/http_exchange.h"
#include "portal/served_archive.h"

namespace arsip::portal {

// Mementos in one TimeMap in link or JSON format; the next ones are in the TimeMap that it links
// to.
inline constexpr uint64_t kTimeMapMementos = 5'000;

// `rest`: what follows "/news/timemap/": "link/https://example.org/", or "link/2/https://..." for
// the second page. 404: another format, or no capture.
HttpResponse AnswerTimeMap(const SharedView& view, std::string_view rest,
                           const std::string& collection_url);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_TIME_MAP_H_
