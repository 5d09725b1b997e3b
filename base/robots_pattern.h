// The path patterns of robots.txt and how they match: RFC 9309 sections 2.2.2 and 2.2.3.
// Thread-safe.
#ifndef ARSIP_BASE_ROBOTS_PATTERN_H_
#define ARSIP_BASE_ROBOTS_PATTERN_H_

#include <string>
#include <string_view>

namespace arsip {

// A pattern as RobotsRule keeps it: octets normalised, "*" and a final "$" left special, a "$"
// elsewhere encoded because it is an ordinary character there, runs of "*" made one.
std::string NormalizeRobotsPattern(std::string_view pattern);

// A path and query as patterns are compared with it: octets normalised, "*" and "$" encoded.
// Returns `path_and_query` itself when nothing changes, else a view of `storage`.
std::string_view NormalizeRobotsPath(std::string_view path_and_query, std::string* storage);

// Whether a normalised pattern matches the beginning (with a final "$": the whole) of a normalised
// path. Time is linear in the two lengths together, however many stars the pattern holds.
bool RobotsPatternMatches(std::string_view pattern, std::string_view path_and_query);

}  // namespace arsip

#endif  // ARSIP_BASE_ROBOTS_PATTERN_H_
