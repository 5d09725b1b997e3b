// MemberInflater: the bytes of one gzip member (RFC 1952), its check values verified.
//
// Small members are inflated at once by libdeflate, which is 2.5 times as fast; others stream
// through zlib. Memory: two buffers of 1 MiB and zlib's window. Not thread-safe.
#ifndef ARSIP_ARCHIVE_MEMBER_INFLATER_H_
#define ARSIP_ARCHIVE_MEMBER_INFLATER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/file_window.h"
#include "base/result.h"

namespace arsip::archive {

class MemberInflater {
 public:
  explicit MemberInflater(FileWindow& file);
  ~MemberInflater();
  MemberInflater(const MemberInflater&) = delete;
  MemberInflater& operator=(const MemberInflater&) = delete;

  // Whether `bytes` can begin a gzip member: magic, deflate, no reserved flag (section 2.3).
  static bool MayBegin(std::string_view bytes);

  void Begin(uint64_t offset);

  enum class Step : uint8_t {
    kBytes,      // bytes() holds more
    kEnd,        // the member ended and its check values hold
    kTruncated,  // the file ends inside it
    kBad,        // it is none, or damaged
    kBadCheck,   // it ended, and its check values do not hold: end() is where the next begins
  };
  // After any step but kBytes, the same step is given again.
  Result<Step> Read();
  // Valid until the next Read.
  std::string_view bytes() const { return bytes_; }
  // Past the member, after kEnd or kBadCheck.
  uint64_t end() const { return end_; }

 private:
  struct Coders;
  Result<Step> ReadHeader();
  Result<bool> InflateAtOnce();
  Result<Step> InflateSome();
  Result<Step> CheckTrailer();
  Step Give(size_t length);

  FileWindow& file_;
  std::unique_ptr<Coders> coders_;
  std::unique_ptr<char[]> output_;
  std::string_view bytes_;
  enum class State : uint8_t { kHeader, kDeflate, kTrailer, kOver } state_ = State::kOver;
  Step last_ = Step::kBad;
  uint32_t crc_ = 0;
  uint64_t length_ = 0;
  uint64_t end_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MEMBER_INFLATER_H_
