// The fields of a capture by their CDXJ names, as CDXJ shows them and filters compare them.
// https://specs.webrecorder.net/cdxj/0.1.0/
#ifndef ARSIP_ARCHIVE_CAPTURE_FIELDS_H_
#define ARSIP_ARCHIVE_CAPTURE_FIELDS_H_

#include <array>
#include <string>
#include <string_view>

#include "archive/capture.h"

namespace arsip::archive {

// The members of a CDXJ line's JSON, in order.
inline constexpr std::array<std::string_view, 8> kCdxjMembers = {
    "url", "mime", "status", "digest", "length", "offset", "filename", "redirect"};

// Those, "urlkey" and "timestamp".
bool IsCaptureField(std::string_view name);

// Empty when unknown. REQUIRES: IsCaptureField(name).
std::string CaptureField(const Capture& capture, std::string_view name);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_FIELDS_H_
