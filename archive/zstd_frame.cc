#include "archive/zstd_frame.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <utility>

#include "archive/frame_inflater.h"

namespace arsip::archive {
namespace {

constexpr size_t kPiece = 256u << 10;
constexpr std::string_view kDictionaryFrameMagic = "\x5d\x2a\x4d\x18";

struct FreeEncoder {
  void operator()(ZSTD_CCtx* encoder) const { ZSTD_freeCCtx(encoder); }
};
using EncoderPointer = std::unique_ptr<ZSTD_CCtx, FreeEncoder>;

Error Refused(size_t code) {
  return Error{ErrorCode::kInternal, std::string("zstd: ") + ZSTD_getErrorName(code), "zstd frame"};
}

Status Check(size_t code) { return ZSTD_isError(code) != 0 ? Status(Refused(code)) : Ok(); }

}  // namespace

struct ZstdFrames::Encoder {
  EncoderPointer zstd{ZSTD_createCCtx()};
};

ZstdFrames::ZstdFrames(std::unique_ptr<Encoder> encoder)
    : encoder_(std::move(encoder)), piece_(kPiece, '\0') {}
ZstdFrames::~ZstdFrames() = default;

Result<std::unique_ptr<ZstdFrames>> ZstdFrames::Open(int level, std::string_view dictionary) {
  auto encoder = std::make_unique<Encoder>();
  ZSTD_CCtx* const zstd = encoder->zstd.get();
  if (zstd == nullptr) return Error{ErrorCode::kInternal, "no memory for zstd", "zstd frame"};
  ARSIP_TRY(Check(ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, level)));
  ARSIP_TRY(Check(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)));
  ARSIP_TRY(Check(ZSTD_CCtx_setParameter(zstd, ZSTD_c_contentSizeFlag, 1)));
  if (!dictionary.empty()) {
    ARSIP_TRY(Check(ZSTD_CCtx_loadDictionary(zstd, dictionary.data(), dictionary.size())));
  }
  return std::unique_ptr<ZstdFrames>(new ZstdFrames(std::move(encoder)));
}

Status ZstdFrames::Begin(uint64_t content_length) {
  ARSIP_TRY(Check(ZSTD_CCtx_reset(encoder_->zstd.get(), ZSTD_reset_session_only)));
  return Check(ZSTD_CCtx_setPledgedSrcSize(encoder_->zstd.get(), content_length));
}

Status ZstdFrames::Run(std::string_view piece, bool end, const ByteOutput& output) {
  ZSTD_inBuffer in{piece.data(), piece.size(), 0};
  while (true) {
    ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
    const size_t left =
        ZSTD_compressStream2(encoder_->zstd.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) return Refused(left);
    if (out.pos > 0) ARSIP_TRY(output(std::string_view(piece_).substr(0, out.pos)));
    if (end ? left == 0 : in.pos == in.size) return Ok();
  }
}

Status ZstdFrames::Append(std::string_view piece, const ByteOutput& output) {
  return Run(piece, false, output);
}

Status ZstdFrames::Finish(const ByteOutput& output) { return Run({}, true, output); }

std::string TrainDictionary(const std::vector<std::string>& samples, size_t max_bytes) {
  std::string all;
  std::vector<size_t> lengths;
  for (const std::string& sample : samples) {
    all.append(sample);
    lengths.push_back(sample.size());
  }
  std::string dictionary(max_bytes, '\0');
  const size_t length =
      ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(), lengths.data(),
                            static_cast<unsigned>(lengths.size()));
  dictionary.resize(ZDICT_isError(length) != 0 ? 0 : length);
  return dictionary;
}

std::string DictionaryFrame(std::string_view dictionary) {
  std::string content(ZSTD_compressBound(dictionary.size()), '\0');
  const EncoderPointer encoder(ZSTD_createCCtx());
  size_t length = 0;
  if (encoder != nullptr) {
    ZSTD_CCtx_setParameter(encoder.get(), ZSTD_c_compressionLevel, kMaxZstdLevel);
    ZSTD_CCtx_setParameter(encoder.get(), ZSTD_c_checksumFlag, 1);
    length = ZSTD_compress2(encoder.get(), content.data(), content.size(), dictionary.data(),
                            dictionary.size());
  }
  const bool smaller = length > 0 && ZSTD_isError(length) == 0 && length < dictionary.size();
  const std::string_view stored =
      smaller ? std::string_view(content).substr(0, length) : dictionary;
  std::string frame(kDictionaryFrameMagic);
  for (int shift = 0; shift < 32; shift += 8) {
    frame.push_back(static_cast<char>(stored.size() >> shift & 0xff));
  }
  return frame.append(stored);
}

}  // namespace arsip::archive
