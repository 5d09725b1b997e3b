// GzipMember: one record of a WARC file as one member of a gzip file.
// WARC 1.1 Annex D ("record-at-time compression"), RFC 1952.
//
// Members are deterministic: no name, no modification time. Three coders: libdeflate (smallest for
// its time) and ISA-L (fastest) need a block in memory; zlib streams what is too large to hold
// twice. Thread-safe: every thread keeps its own compressor and scratch space, at most ~20 MiB of
// it.
#ifndef ARSIP_ARCHIVE_GZIP_MEMBER_H_
#define ARSIP_ARCHIVE_GZIP_MEMBER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::archive {

enum class Compression : uint8_t { kLibdeflate, kIsal };

struct MemberCoding {
  Compression compression = Compression::kLibdeflate;
  int level = 6;  // libdeflate 1-12, ISA-L 0-3
};

// kInvalidInput when the level is not one of the coder's.
Status CheckCoding(const MemberCoding& coding);

// More than this is streamed.
inline constexpr uint64_t kMaxBufferedMemberBytes = 8u << 20;

// The member that holds the concatenation of `parts`. kInternal: out of memory.
// REQUIRES: `coding` passed CheckCoding; the parts hold at most kMaxBufferedMemberBytes.
Result<std::string> CompressMember(std::span<const std::string_view> parts,
                                   const MemberCoding& coding);

// The same for parts of any size, handed to `sink` in pieces of at most 256 KiB; ends at the sink's
// first error and returns it. `level` is zlib's, 0-9.
Status StreamMember(std::span<const std::string_view> parts, int level,
                    const std::function<Status(std::string_view)>& sink);

// No StreamMember of `length` bytes is longer.
uint64_t StreamedMemberBound(uint64_t length);

// A member whose bytes come one after another, of any number. What fits into
// kMaxBufferedMemberBytes is made by CompressMember, more is streamed. Not thread-safe.
class MemberWriter {
 public:
  using Sink = std::function<Status(std::string_view)>;
  MemberWriter(const MemberCoding& coding, Sink sink);
  ~MemberWriter();
  MemberWriter(const MemberWriter&) = delete;
  MemberWriter& operator=(const MemberWriter&) = delete;

  // Errors are the sink's, or kInternal. After one the member is worth nothing.
  Status Append(std::string_view bytes);
  // Once.
  Status Finish();

 private:
  const MemberCoding coding_;
  Sink sink_;
  std::string buffered_;
  std::unique_ptr<class ZlibDeflate> stream_;  // beyond what is buffered
};

// Whether the bytes look compressed already (JPEG, video, a gzip content coding): judged by the
// entropy of a sample from their middle. Trying hard on such bytes costs a third of a millisecond a
// page for nothing.
bool LooksCompressed(std::span<const std::string_view> parts);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_GZIP_MEMBER_H_
