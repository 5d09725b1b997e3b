// Capture: one line of the index; what CDXJ says of a response, revisit or resource record.
// https://specs.webrecorder.net/cdxj/0.1.0/
#ifndef ARSIP_ARCHIVE_CAPTURE_H_
#define ARSIP_ARCHIVE_CAPTURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"

namespace arsip::archive {

struct Capture {
  std::string urlkey;  // base/surt.h
  UtcTime time{};      // WARC-Date
  std::string url;     // WARC-Target-URI
  RecordType type = RecordType::kResponse;
  int status = 0;    // 0: none (resource)
  std::string mime;  // essence of the Content-Type field; empty: unknown. CDXJ shows "warc/revisit"
                     // for revisits
  RecordLocation location;  // leads to its record id: CaptureIndex::RecordIdOf
  Sha1 payload_sha1{};      // of a revisit that says another digest: that of its original, if found
  // What a revisit says of its payload when it says no SHA-1.
  std::optional<Sha256> payload_sha256;
  bool truncated = false;
  std::string redirect;  // Location of a 3xx, as sent
  // For a revisit: the record that holds the payload.
  struct Original {
    std::string url;
    UtcTime time{};
    RecordLocation location;
  };
  std::optional<Original> original;
};

// "org,example)/ 20261122101112 {"url": ...}" without a line end; numbers are strings, as pywb
// writes.
std::string FormatCdxj(const Capture& capture);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_H_
