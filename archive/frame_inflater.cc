#include "archive/frame_inflater.h"

#include <zstd.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace arsip::archive {
namespace {

constexpr size_t kPiece = 256u << 10;
constexpr std::string_view kFrameMagic = "\x28\xb5\x2f\xfd";
constexpr std::string_view kDictionaryFrameMagic = "\x5d\x2a\x4d\x18";
constexpr std::string_view kDictionaryMagic = "\x37\xa4\x30\xec";
constexpr size_t kSkippableHeader = 8;
constexpr uint8_t kReservedBit = 8;  // RFC 8878 section 3.1.1.1.1.4

uint32_t LittleEndian32(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// RFC 8878 section 3.1.2: 0x184D2A50 to 0x184D2A5F.
bool IsSkippable(std::string_view bytes) {
  return bytes.size() >= 4 && (static_cast<uint8_t>(bytes[0]) & 0xf0) == 0x50 &&
         bytes.substr(1, 3) == "\x2a\x4d\x18";
}

struct FreeDecoder {
  void operator()(ZSTD_DCtx* decoder) const { ZSTD_freeDCtx(decoder); }
};
using DecoderPointer = std::unique_ptr<ZSTD_DCtx, FreeDecoder>;

// Without a limit, one frame could ask for 128 MiB.
DecoderPointer NewDecoder() {
  DecoderPointer decoder(ZSTD_createDCtx());
  if (decoder != nullptr) {
    ZSTD_DCtx_setParameter(decoder.get(), ZSTD_d_windowLogMax, FrameInflater::kMaxWindowLog);
  }
  return decoder;
}

// The dictionary in a dictionary frame's content, which may be compressed itself.
std::optional<std::string> DictionaryIn(std::string_view content) {
  if (content.starts_with(kDictionaryMagic)) return std::string(content);
  if (!content.starts_with(kFrameMagic)) return std::nullopt;
  const auto length = ZSTD_getFrameContentSize(content.data(), content.size());
  if (length > FrameInflater::kMaxDictionaryBytes) return std::nullopt;  // errors are large, too
  std::string dictionary(static_cast<size_t>(length), '\0');
  const DecoderPointer decoder = NewDecoder();
  if (decoder == nullptr) return std::nullopt;
  const size_t got = ZSTD_decompressDCtx(decoder.get(), dictionary.data(), dictionary.size(),
                                         content.data(), content.size());
  if (ZSTD_isError(got) != 0 || got != dictionary.size()) return std::nullopt;
  if (!dictionary.starts_with(kDictionaryMagic)) return std::nullopt;
  return dictionary;
}

}  // namespace

struct FrameInflater::Decoder {
  DecoderPointer zstd = NewDecoder();
};

FrameInflater::FrameInflater(FileWindow& file)
    : file_(file),
      decoder_(std::make_unique<Decoder>()),
      output_(std::make_unique_for_overwrite<char[]>(kPiece)) {}
FrameInflater::~FrameInflater() = default;

bool FrameInflater::MayBegin(std::string_view bytes) {
  return bytes.size() >= 5 && bytes.starts_with(kFrameMagic) &&
         (static_cast<uint8_t>(bytes[4]) & kReservedBit) == 0;
}

bool FrameInflater::MayBeginFile(std::string_view bytes) {
  return bytes.starts_with(kFrameMagic) || bytes.starts_with(kDictionaryFrameMagic);
}

Status FrameInflater::LoadDictionary() {
  if (decoder_->zstd == nullptr) {
    return Error{ErrorCode::kInternal, "no memory for a zstd decoder", file_.path()};
  }
  file_.Seek(0);
  ARSIP_ASSIGN(const std::string_view start, file_.Peek(kSkippableHeader));
  if (start.size() < kSkippableHeader || !start.starts_with(kDictionaryFrameMagic)) return Ok();
  const uint32_t length = LittleEndian32(start.substr(4));
  if (length > kMaxDictionaryBytes) return Ok();
  file_.Skip(kSkippableHeader);
  std::string content;
  while (content.size() < length) {
    ARSIP_ASSIGN(const std::string_view piece, file_.PeekSome());
    if (piece.empty()) return Ok();
    const std::string_view wanted = piece.substr(0, length - content.size());
    content.append(wanted);
    file_.Skip(wanted.size());
  }
  const auto dictionary = DictionaryIn(content);
  if (!dictionary.has_value()) return Ok();
  // A dictionary that zstd refuses leaves the decoder without one.
  ZSTD_DCtx_loadDictionary(decoder_->zstd.get(), dictionary->data(), dictionary->size());
  return Ok();
}

Result<uint64_t> FrameInflater::SkipSkippable(uint64_t offset) {
  while (true) {
    file_.Seek(offset);
    ARSIP_ASSIGN(const std::string_view start, file_.Peek(kSkippableHeader));
    if (start.size() < kSkippableHeader || !IsSkippable(start)) return offset;
    const uint64_t end = offset + kSkippableHeader + LittleEndian32(start.substr(4));
    if (end > file_.size()) return offset;  // cut off, or not one
    offset = end;
  }
}

void FrameInflater::Begin(uint64_t offset) {
  file_.Seek(offset);
  state_ = State::kStart;
  bytes_ = {};
  end_ = offset;
}

Result<FrameInflater::Step> FrameInflater::Read() {
  bytes_ = {};
  if (state_ == State::kStart) {
    ARSIP_ASSIGN(const std::string_view start, file_.Peek(5));
    if (!MayBegin(start)) {
      state_ = State::kOver;
      const bool cut =
          start.size() < 5 && start.substr(0, 4) == kFrameMagic.substr(0, start.size());
      return last_ = cut ? Step::kTruncated : Step::kBad;
    }
    ZSTD_DCtx_reset(decoder_->zstd.get(), ZSTD_reset_session_only);
    state_ = State::kInside;
  }
  while (state_ == State::kInside) {
    ARSIP_ASSIGN(const std::string_view piece, file_.PeekSome());
    ZSTD_inBuffer input{piece.data(), piece.size(), 0};
    ZSTD_outBuffer output{output_.get(), kPiece, 0};
    const size_t left = ZSTD_decompressStream(decoder_->zstd.get(), &output, &input);
    file_.Skip(input.pos);
    const bool bad = ZSTD_isError(left) != 0;
    if (bad || left == 0 || (piece.empty() && output.pos == 0)) {
      state_ = State::kOver;
      last_ = bad ? Step::kBad : left == 0 ? Step::kEnd : Step::kTruncated;
      end_ = file_.position();
    }
    if (!bad && output.pos > 0) {
      bytes_ = std::string_view(output_.get(), output.pos);
      return Step::kBytes;
    }
  }
  return last_;
}

}  // namespace arsip::archive
