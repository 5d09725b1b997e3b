// RecordEncoder: records as the members of a .warc.gz or the frames of a .warc.zst file, streamed,
// whatever their size.
#ifndef ARSIP_ARCHIVE_RECORD_ENCODER_H_
#define ARSIP_ARCHIVE_RECORD_ENCODER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/zstd_frame.h"
#include "base/result.h"

namespace arsip::archive {

enum class SegmentForm : uint8_t { kGzip, kZstd };

struct SegmentCoding {
  SegmentForm form = SegmentForm::kZstd;
  int level = 9;  // gzip: libdeflate's, 1-12; zstd: 1-19. Default: 9.
};

// kInvalidInput when the level is not one of the form's.
Status CheckSegmentCoding(const SegmentCoding& coding);

// ".warc.gz" or ".warc.zst"
std::string_view SuffixOf(SegmentForm form);

// One record after another: Begin, Append..., Finish. Errors: kInternal (out of memory), or the
// output's. Memory: a record of up to 8 MiB, or what the coder needs to stream. Not thread-safe.
class RecordEncoder {
 public:
  // `dictionary` is for frames only and may be empty. REQUIRES: `coding` passed CheckSegmentCoding.
  static Result<std::unique_ptr<RecordEncoder>> Open(const SegmentCoding& coding,
                                                     std::string_view dictionary,
                                                     ByteOutput output);
  virtual ~RecordEncoder() = default;
  virtual Status Begin(uint64_t length) = 0;
  // REQUIRES: `length` bytes in all.
  virtual Status Append(std::string_view piece) = 0;
  virtual Status Finish() = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_ENCODER_H_
