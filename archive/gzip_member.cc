#include "archive/gzip_member.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

namespace arsip::archive {
namespace {

constexpr size_t kPieceBytes = 256u << 10;

struct FreeLibdeflate {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

// What one thread keeps between members: allocating a compressor costs more than compressing a
// page.
struct Scratch {
  std::array<std::unique_ptr<libdeflate_compressor, FreeLibdeflate>, 13> libdeflate;  // by level
  std::unique_ptr<isal_zstream> isal;
  std::vector<uint8_t> isal_level_buffer;
  std::string input;
  std::string output;
};

Scratch& ThreadScratch() {
  thread_local Scratch scratch;
  return scratch;
}

Error OutOfMemory() {
  return Error{ErrorCode::kInternal, "no memory for a compressor", "gzip member"};
}

// libdeflate compresses contiguous bytes only, so head and body are joined once, in scratch space.
std::string_view Join(std::span<const std::string_view> parts, std::string& scratch) {
  if (parts.size() == 1) return parts.front();
  scratch.clear();
  for (const std::string_view part : parts) scratch.append(part);
  return scratch;
}

Result<std::string> CompressLibdeflate(std::span<const std::string_view> parts, int level) {
  Scratch& scratch = ThreadScratch();
  auto& compressor = scratch.libdeflate.at(static_cast<size_t>(level));
  if (!compressor) compressor.reset(libdeflate_alloc_compressor(level));
  if (!compressor) return OutOfMemory();
  const std::string_view input = Join(parts, scratch.input);
  const size_t bound = libdeflate_gzip_compress_bound(compressor.get(), input.size());
  if (scratch.output.size() < bound) scratch.output.resize(bound);
  const size_t length = libdeflate_gzip_compress(compressor.get(), input.data(), input.size(),
                                                 scratch.output.data(), scratch.output.size());
  if (length == 0)
    return Error{ErrorCode::kInternal, "libdeflate refused its bound", "gzip member"};
  return std::string(scratch.output, 0, length);
}

uint32_t IsalLevelBufferBytes(int level) {
  constexpr std::array<uint32_t, 4> kBytes = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT,
                                              ISAL_DEF_LVL3_DEFAULT};
  return kBytes.at(static_cast<size_t>(level));
}

// Feeds `part` (or ends the stream) and appends what comes out to `out`.
Status RunIsal(isal_zstream& stream, std::string_view part, bool end, std::string& out) {
  std::array<uint8_t, 64u << 10> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  // igzip does not write through next_in.
  stream.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(part.data()));
  stream.avail_in = static_cast<uint32_t>(part.size());
  stream.end_of_stream = end ? 1 : 0;
  do {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uint32_t>(piece.size());
    if (const int code = isal_deflate(&stream); code != COMP_OK) {
      return Error{ErrorCode::kInternal, "igzip failed with code " + std::to_string(code),
                   "gzip member"};
    }
    out.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream.avail_out);
  } while (stream.avail_out == 0);
  return Ok();
}

Result<std::string> CompressIsal(std::span<const std::string_view> parts, int level) {
  Scratch& scratch = ThreadScratch();
  if (!scratch.isal) scratch.isal = std::make_unique<isal_zstream>();
  isal_zstream& stream = *scratch.isal;
  isal_deflate_init(&stream);
  if (scratch.isal_level_buffer.size() < IsalLevelBufferBytes(level)) {
    scratch.isal_level_buffer.resize(IsalLevelBufferBytes(level));
  }
  stream.level = static_cast<uint32_t>(level);
  stream.level_buf = scratch.isal_level_buffer.data();
  stream.level_buf_size = IsalLevelBufferBytes(level);
  stream.gzip_flag = IGZIP_GZIP;
  stream.flush = NO_FLUSH;
  std::string out;
  for (const std::string_view part : parts) {
    if (!part.empty()) ARSIP_TRY(RunIsal(stream, part, false, out));
  }
  ARSIP_TRY(RunIsal(stream, {}, true, out));
  return out;
}

}  // namespace

class ZlibDeflate {
 public:
  static Result<std::unique_ptr<ZlibDeflate>> Open(int level) {
    auto deflate = std::unique_ptr<ZlibDeflate>(new ZlibDeflate);
    constexpr int kGzipWrapper = 16;
    if (deflateInit2(&deflate->stream_, level, Z_DEFLATED, MAX_WBITS + kGzipWrapper, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      return OutOfMemory();
    }
    deflate->open_ = true;
    return deflate;
  }
  ~ZlibDeflate() {
    if (open_) deflateEnd(&stream_);
  }
  ZlibDeflate(const ZlibDeflate&) = delete;
  ZlibDeflate& operator=(const ZlibDeflate&) = delete;

  Status Run(std::string_view part, int flush,
             const std::function<Status(std::string_view)>& sink) {
    // zlib does not write through next_in (no ZLIB_CONST in Debian's build).
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream_.avail_in = static_cast<uInt>(part.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) {
        return Error{ErrorCode::kInternal, "zlib lost its state", "gzip member"};
      }
      const size_t length = piece_.size() - stream_.avail_out;
      if (length > 0) ARSIP_TRY(sink({piece_.data(), length}));
    } while (stream_.avail_out == 0);
    return Ok();
  }

 private:
  ZlibDeflate() : piece_(kPieceBytes) {}
  z_stream stream_{};
  bool open_ = false;
  std::vector<char> piece_;
};

Status CheckCoding(const MemberCoding& coding) {
  const bool isal = coding.compression == Compression::kIsal;
  const int least = isal ? 0 : 1;
  const int most = isal ? 3 : 12;
  if (coding.level >= least && coding.level <= most) return Ok();
  return Error{ErrorCode::kInvalidInput,
               "compression level " + std::to_string(coding.level) + " is not within " +
                   std::to_string(least) + "-" + std::to_string(most),
               "archive options"};
}

Result<std::string> CompressMember(std::span<const std::string_view> parts,
                                   const MemberCoding& coding) {
  if (coding.compression == Compression::kIsal) return CompressIsal(parts, coding.level);
  return CompressLibdeflate(parts, coding.level);
}

Status StreamMember(std::span<const std::string_view> parts, int level,
                    const std::function<Status(std::string_view)>& sink) {
  ARSIP_ASSIGN(const auto deflate, ZlibDeflate::Open(level));
  for (std::string_view part : parts) {
    // In slices, because zlib counts with 32 bits.
    while (!part.empty()) {
      const std::string_view slice = part.substr(0, 64u << 20);
      ARSIP_TRY(deflate->Run(slice, Z_NO_FLUSH, sink));
      part.remove_prefix(slice.size());
    }
  }
  return deflate->Run({}, Z_FINISH, sink);
}

MemberWriter::MemberWriter(const MemberCoding& coding, Sink sink)
    : coding_(coding), sink_(std::move(sink)) {}

MemberWriter::~MemberWriter() = default;

Status MemberWriter::Append(std::string_view bytes) {
  constexpr int kBestZlibLevel = 9;
  if (stream_ == nullptr && buffered_.size() + bytes.size() <= kMaxBufferedMemberBytes) {
    buffered_.append(bytes);
    return Ok();
  }
  if (stream_ == nullptr) {
    ARSIP_ASSIGN(stream_, ZlibDeflate::Open(std::min(coding_.level, kBestZlibLevel)));
    ARSIP_TRY(stream_->Run(buffered_, Z_NO_FLUSH, sink_));
    buffered_ = std::string();
  }
  return stream_->Run(bytes, Z_NO_FLUSH, sink_);
}

Status MemberWriter::Finish() {
  if (stream_ != nullptr) return stream_->Run({}, Z_FINISH, sink_);
  const std::string_view part = buffered_;
  ARSIP_ASSIGN(const std::string member, CompressMember({&part, 1}, coding_));
  return sink_(member);
}

uint64_t StreamedMemberBound(uint64_t length) {
  // zlib.h, deflateBound: stored blocks cost 5 bytes per 16383 at the worst of memLevel 8 (13
  // bits/byte slack).
  return length + length / 1000 + (64u << 10);
}

bool LooksCompressed(std::span<const std::string_view> parts) {
  constexpr size_t kSampleBytes = 4096;
  constexpr double kCompressedBitsPerByte = 7.6;  // deflate output: 7.9; base64: 6.0; HTML: 5.2
  const auto longest = std::max_element(parts.begin(), parts.end(),
                                        [](auto a, auto b) { return a.size() < b.size(); });
  if (longest == parts.end() || longest->size() < kSampleBytes) return false;
  const std::string_view sample =
      longest->substr((longest->size() - kSampleBytes) / 2, kSampleBytes);
  std::array<uint32_t, 256> counts{};
  for (const char byte : sample) ++counts[static_cast<uint8_t>(byte)];
  double bits = 0;
  for (const uint32_t count : counts) {
    if (count > 0) bits += count * std::log2(static_cast<double>(kSampleBytes) / count);
  }
  return bits / kSampleBytes >= kCompressedBitsPerByte;
}

}  // namespace arsip::archive
