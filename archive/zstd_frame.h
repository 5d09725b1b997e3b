// ZstdFrames: records as the frames of a .warc.zst file: one frame a record, with its content size
// and checksum, and the dictionary that the file begins with.
// https://iipc.github.io/warc-specifications/specifications/warc-zstd/
//
// Streams: memory is zstd's window (8 MiB at most, what every decoder must accept) and its tables,
// some 90 MiB at level 19. Errors: kInternal (out of memory, or a call out of order), or the
// sink's. Not thread-safe.
#ifndef ARSIP_ARCHIVE_ZSTD_FRAME_H_
#define ARSIP_ARCHIVE_ZSTD_FRAME_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::archive {

inline constexpr int kMaxZstdLevel = 19;

using ByteOutput = std::function<Status(std::string_view)>;

class ZstdFrames {
 public:
  // `dictionary` may be empty. REQUIRES: level is 1 to kMaxZstdLevel.
  static Result<std::unique_ptr<ZstdFrames>> Open(int level, std::string_view dictionary);
  ~ZstdFrames();
  ZstdFrames(const ZstdFrames&) = delete;
  ZstdFrames& operator=(const ZstdFrames&) = delete;

  // A frame of exactly `content_length` bytes.
  Status Begin(uint64_t content_length);
  Status Append(std::string_view piece, const ByteOutput& output);
  Status Finish(const ByteOutput& output);

 private:
  struct Encoder;
  explicit ZstdFrames(std::unique_ptr<Encoder> encoder);
  Status Run(std::string_view piece, bool end, const ByteOutput& output);

  std::unique_ptr<Encoder> encoder_;
  std::string piece_;
};

// A dictionary of at most `max_bytes` for records like the samples; empty when there are too few to
// learn anything from.
std::string TrainDictionary(const std::vector<std::string>& samples, size_t max_bytes);

// The skippable frame that holds the dictionary, compressed when that is smaller.
std::string DictionaryFrame(std::string_view dictionary);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ZSTD_FRAME_H_
