// What a URL alone shows of a crawler trap: pages without end that one server makes up. Pure,
// thread-safe, linear in the URL.
#ifndef ARSIP_FRONTIER_URL_TRAPS_H_
#define ARSIP_FRONTIER_URL_TRAPS_H_

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/url.h"

namespace arsip::frontier {

// A calendar that goes on for ever: the URL names a day or month more than a year ahead of `now`,
// or before 1970: "/2031/05/", "/events/2031-05-02", "?year=2031", "?date=1950-01". Its date, as it
// stands there; nullopt: no such date. A four-digit number alone in the path is no date.
std::optional<std::string> CalendarTrap(const Url& url, UtcTime now);

// The URL without the session id in its path or query ("PHPSESSID=", ";jsessionid=", "/(S(...))/":
// base/surt_session_ids.h), under which one page has as many URLs as it has had visitors; nullopt:
// it has none.
std::optional<Url> WithoutSessionId(const Url& url);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_URL_TRAPS_H_
