// The dates that feeds and documents claim, brought to UTC.
// RFC 822 and RFC 5322 section 3.3 ("Sun, 01 Mar 2026 12:00:00 +0700", two-digit years, zone names,
// a missing weekday or second), RFC 3339 and the W3C's profile of ISO 8601 (w3c_date.h).
// Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_INTERNET_DATE_H_
#define ARSIP_EXTRACTORS_INTERNET_DATE_H_

#include <string>
#include <string_view>

namespace arsip::extractors {

// A later year is no date of anything that can have been written: not understood.
inline constexpr int kLastUnderstoodYear = 2100;

// "2026-03-01T05:00:00Z", or "2026-03-01" when no time of day was said. Empty when it is not
// understood, lies before 1970 or after kLastUnderstoodYear. A time without a zone is read as UTC.
std::string UtcOfDate(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_INTERNET_DATE_H_
