// Dates in HTTP fields: RFC 9110 section 5.6.7; Accept-Datetime and Memento-Datetime, RFC 7089
// section 2.1.1. Pure; thread-safe.
#ifndef ARSIP_BASE_HTTP_DATE_H_
#define ARSIP_BASE_HTTP_DATE_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace arsip {

// IMF-fixdate, "Sun, 22 Nov 2026 10:11:12 GMT"; parts of a second are dropped. Years 0 to 9999.
std::string FormatHttpDate(UtcTime time);

// RFC 7089 asks for that form alone ("GMT", two-digit days), so no other is read; the day's name is
// not compared with the date. nullopt: not a date, the 30th of February among them. Years 1 to
// 9999.
std::optional<UtcTime> ParseHttpDate(std::string_view field_value);

}  // namespace arsip

#endif  // ARSIP_BASE_HTTP_DATE_H_
