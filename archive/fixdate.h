// IMF-fixdate (RFC 9110 section 5.6.7), the form in which servers write Last-Modified, as seconds:
// a quarter of its bytes in the index. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_FIXDATE_H_
#define ARSIP_ARCHIVE_FIXDATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip::archive {

// "Sun, 22 Nov 2026 10:11:12 GMT" for seconds since 1970, until 2106.
std::string FormatFixdate(uint32_t seconds);
// Only the exact text that FormatFixdate gives back.
std::optional<uint32_t> ParseFixdate(std::string_view text);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_FIXDATE_H_
