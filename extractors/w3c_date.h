// ParseW3cDate: the times of sitemaps and Atom feeds (https://www.w3.org/TR/NOTE-datetime, RFC
// 3339). Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_W3C_DATE_H_
#define ARSIP_EXTRACTORS_W3C_DATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace arsip::extractors {

struct W3cDate {
  int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  bool whole_day = false;
  bool operator==(const W3cDate&) const = default;
};

// "2026-11-28", "2026-11-28T10:11Z", "2026-11-28T10:11:12.5+07:00"; a time without a zone is read
// as UTC. A year or a month alone says too little: nullopt, as for anything else.
std::optional<W3cDate> ParseW3cDate(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_W3C_DATE_H_
