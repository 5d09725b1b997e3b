#include "archive/member_inflater.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>

namespace arsip::archive {
namespace {

// RFC 1952 section 2.3.1
constexpr uint8_t kHeaderCrc = 2;
constexpr uint8_t kExtra = 4;
constexpr uint8_t kName = 8;
constexpr uint8_t kComment = 16;
constexpr uint8_t kReserved = 0xe0;
constexpr size_t kFixedHeader = 10;
constexpr size_t kTrailer = 8;
constexpr size_t kMaxHeader = 128u << 10;  // an extra field is at most 64 KiB; names are short

constexpr size_t kAtOnce = 1u << 20;
constexpr size_t kPiece = 256u << 10;

uint32_t LittleEndian32(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// The length of the member header that `bytes` begins with; npos when they end inside it, 0 when it
// is none.
size_t HeaderLength(std::string_view bytes) {
  if (bytes.size() < kFixedHeader) {
    const std::string_view magic = "\x1f\x8b\x08";
    return magic.substr(0, bytes.size()) == bytes.substr(0, 3) ? std::string_view::npos : 0;
  }
  if (!MemberInflater::MayBegin(bytes)) return 0;
  const auto flags = static_cast<uint8_t>(bytes[3]);
  size_t at = kFixedHeader;
  if ((flags & kExtra) != 0) {
    if (bytes.size() < at + 2) return std::string_view::npos;
    at += 2u + static_cast<uint8_t>(bytes[at]) + (static_cast<uint8_t>(bytes[at + 1]) << 8);
  }
  for (const uint8_t text : {kName, kComment}) {
    if ((flags & text) == 0) continue;
    const size_t nul = at > bytes.size() ? std::string_view::npos : bytes.find('\0', at);
    if (nul == std::string_view::npos) return nul;
    at = nul + 1;
  }
  if ((flags & kHeaderCrc) != 0) at += 2;
  return at > bytes.size() ? std::string_view::npos : at;
}

}  // namespace

struct MemberInflater::Coders {
  std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> at_once{
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor};
  z_stream stream{};
  bool ready = false;

  ~Coders() {
    if (ready) inflateEnd(&stream);
  }
  // Raw deflate: header and trailer are read here, so that a wrong check value still tells where
  // the member ends.
  bool Restart() {
    const int status = ready ? inflateReset(&stream) : inflateInit2(&stream, -MAX_WBITS);
    ready = status == Z_OK;
    return ready;
  }
};

MemberInflater::MemberInflater(FileWindow& file)
    : file_(file),
      coders_(std::make_unique<Coders>()),
      output_(std::make_unique_for_overwrite<char[]>(kAtOnce)) {}
MemberInflater::~MemberInflater() = default;

bool MemberInflater::MayBegin(std::string_view bytes) {
  return bytes.size() >= 4 && bytes.starts_with("\x1f\x8b\x08") &&
         (static_cast<uint8_t>(bytes[3]) & kReserved) == 0;
}

void MemberInflater::Begin(uint64_t offset) {
  file_.Seek(offset);
  state_ = State::kHeader;
  bytes_ = {};
  crc_ = 0;
  length_ = 0;
  end_ = offset;
}

MemberInflater::Step MemberInflater::Give(size_t length) {
  bytes_ = std::string_view(output_.get(), length);
  crc_ = libdeflate_crc32(crc_, bytes_.data(), bytes_.size());
  length_ += length;
  return Step::kBytes;
}

Result<MemberInflater::Step> MemberInflater::Read() {
  bytes_ = {};
  if (state_ == State::kHeader) {
    ARSIP_ASSIGN(const Step step, ReadHeader());
    if (step != Step::kBytes) {
      state_ = State::kOver;
      return last_ = step;
    }
    ARSIP_ASSIGN(const bool done, InflateAtOnce());
    state_ = done ? State::kTrailer : State::kDeflate;
    if (!bytes_.empty()) return Step::kBytes;
  }
  while (state_ == State::kDeflate) {
    ARSIP_ASSIGN(const Step step, InflateSome());
    if (step != Step::kBytes) {
      state_ = State::kOver;
      return last_ = step;
    }
    if (!bytes_.empty()) return Step::kBytes;
  }
  if (state_ == State::kTrailer) {
    ARSIP_ASSIGN(last_, CheckTrailer());
    state_ = State::kOver;
  }
  return last_;
}

Result<MemberInflater::Step> MemberInflater::ReadHeader() {
  ARSIP_ASSIGN(std::string_view bytes, file_.PeekSome());
  size_t length = HeaderLength(bytes);
  if (length == std::string_view::npos) {
    ARSIP_ASSIGN(bytes, file_.Peek(kMaxHeader));
    length = HeaderLength(bytes);
  }
  if (length == std::string_view::npos) {
    return bytes.size() == kMaxHeader ? Step::kBad : Step::kTruncated;
  }
  if (length == 0) return Step::kBad;
  file_.Skip(length);
  return Step::kBytes;
}

// False when the member is too large, or not right: the streaming coder will say which. What is in
// the window is tried first: filling it up moves half a megabyte.
Result<bool> MemberInflater::InflateAtOnce() {
  ARSIP_ASSIGN(std::string_view input, file_.PeekSome());
  for (bool filled = false;; filled = true) {
    size_t consumed = 0;
    size_t produced = 0;
    const auto result =
        libdeflate_deflate_decompress_ex(coders_->at_once.get(), input.data(), input.size(),
                                         output_.get(), kAtOnce, &consumed, &produced);
    if (result == LIBDEFLATE_SUCCESS) {
      file_.Skip(consumed);
      Give(produced);
      return true;
    }
    if (filled || result == LIBDEFLATE_INSUFFICIENT_SPACE) break;
    ARSIP_ASSIGN(input, file_.Peek(FileWindow::kBytes));
  }
  if (!coders_->Restart()) return Error{ErrorCode::kInternal, "zlib refused to start", ""};
  return false;
}

Result<MemberInflater::Step> MemberInflater::InflateSome() {
  ARSIP_ASSIGN(const std::string_view input, file_.PeekSome());
  if (input.empty()) return Step::kTruncated;
  z_stream& stream = coders_->stream;
  // zlib's interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output_.get());
  stream.avail_out = static_cast<uInt>(kPiece);
  const int status = inflate(&stream, Z_NO_FLUSH);
  file_.Skip(input.size() - stream.avail_in);
  Give(kPiece - stream.avail_out);
  if (status == Z_STREAM_END) state_ = State::kTrailer;
  if (status == Z_STREAM_END || status == Z_OK) return Step::kBytes;
  return Step::kBad;
}

Result<MemberInflater::Step> MemberInflater::CheckTrailer() {
  ARSIP_ASSIGN(const std::string_view trailer, file_.Peek(kTrailer));
  if (trailer.size() < kTrailer) return Step::kTruncated;
  file_.Skip(kTrailer);
  end_ = file_.position();
  const bool holds = LittleEndian32(trailer) == crc_ &&
                     LittleEndian32(trailer.substr(4)) == static_cast<uint32_t>(length_);
  return holds ? Step::kEnd : Step::kBadCheck;
}

}  // namespace arsip::archive
