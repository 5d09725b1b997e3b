#include "archive/record_head.h"

#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace arsip::archive {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
constexpr size_t kStepBytes = 1u << 10;  // most headers need no second step
constexpr int kGzip = 16;                // added to zlib's window bits

class Inflate {
 public:
  explicit Inflate(std::string_view member) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(member.data()));
    stream_.avail_in = static_cast<uInt>(member.size());
    ready_ = inflateInit2(&stream_, MAX_WBITS + kGzip) == Z_OK;
  }
  ~Inflate() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  // How many bytes more; 0: there are none, or it is no member.
  size_t Append(char* out, size_t room) {
    if (!ready_) return 0;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_SYNC_FLUSH);
    return code == Z_OK || code == Z_STREAM_END ? room - stream_.avail_out : 0;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

std::optional<WarcHeader> ReadRecordHead(int file, uint64_t offset) {
  std::array<char, kRecordHeadReadBytes> member;
  ssize_t got = 0;
  do {
    got = pread(file, member.data(), member.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return std::nullopt;
  Inflate inflate({member.data(), static_cast<size_t>(got)});
  std::array<char, kMaxRecordHeadBytes> head;
  for (size_t length = 0; length + kStepBytes <= head.size();) {
    const size_t more = inflate.Append(head.data() + length, kStepBytes);
    if (more == 0) break;
    length += more;
    const std::string_view bytes(head.data(), length);
    const size_t end = bytes.find(kBlankLine);
    if (end == std::string_view::npos) continue;
    auto header = WarcHeader::Parse(bytes.substr(0, end + kBlankLine.size()));
    return header.has_value() ? std::optional(std::move(*header)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace arsip::archive
