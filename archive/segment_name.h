// Segment names: PREFIX-YYYYMMDDhhmmssSSS-NNNNN-PID~HOST~0.warc.gz, the pattern of Heritrix
// (WARC 1.1 Annex C recommends prefix, timestamp, serial and host). We listen on no port: it is
// always 0.
#ifndef ARSIP_ARCHIVE_SEGMENT_NAME_H_
#define ARSIP_ARCHIVE_SEGMENT_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

inline constexpr std::string_view kSegmentSuffix = ".warc.gz";
inline constexpr std::string_view kOpenSuffix = ".open";

struct SegmentNameParts {
  std::string prefix;
  UtcTime time{};
  uint32_t serial = 0;
  int64_t process_id = 0;
  std::string host;
};
// Bytes of `host` other than letters, digits, "." and "-" become "-".
std::string FormatSegmentName(const SegmentNameParts& parts);

// Letters, digits, ".", "_" and "-", not beginning with "." or "-", at most 100 bytes; else
// kInvalidInput.
Status CheckSegmentPrefix(std::string_view prefix);

// gethostname(), or "localhost".
std::string HostName();

// The serials of one archive: they begin at 1 and grow over all its segments, those of earlier
// processes included, because the index names a file by its serial. Not thread-safe.
class SegmentSerials {
 public:
  // `filename` is a segment's (final or open) or a torn tail's; others are ignored.
  void Saw(std::string_view filename);
  uint32_t Next() { return ++last_; }

 private:
  uint32_t last_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_NAME_H_
