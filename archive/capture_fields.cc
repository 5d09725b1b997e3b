#include "archive/capture_fields.h"

#include <algorithm>

namespace arsip::archive {

bool IsCaptureField(std::string_view name) {
  return name == "urlkey" || name == "timestamp" ||
         std::ranges::find(kCdxjMembers, name) != kCdxjMembers.end();
}

std::string CaptureField(const Capture& capture, std::string_view name) {
  if (name == "url") return capture.url;
  if (name == "mime") {
    return capture.type == RecordType::kRevisit ? "warc/revisit" : capture.mime;
  }
  if (name == "status") return capture.status == 0 ? "" : std::to_string(capture.status);
  if (name == "digest") {
    if (capture.payload_sha1 != Sha1{}) return FormatDigest(capture.payload_sha1);
    return capture.payload_sha256.has_value() ? FormatDigest(*capture.payload_sha256) : "";
  }
  if (name == "length") return std::to_string(capture.location.length);
  if (name == "offset") return std::to_string(capture.location.offset);
  if (name == "filename") return capture.location.filename;
  if (name == "redirect") return capture.redirect;
  if (name == "urlkey") return capture.urlkey;
  return FormatTimestamp14(capture.time);
}

}  // namespace arsip::archive
