#include "archive/record_encoder.h"

#include <optional>
#include <utility>

#include "archive/gzip_member.h"

namespace arsip::archive {
namespace {

class GzipEncoder : public RecordEncoder {
 public:
  GzipEncoder(int level, ByteOutput output) : level_(level), output_(std::move(output)) {}

  Status Begin(uint64_t /*length*/) override {
    member_.emplace(MemberCoding{.compression = Compression::kLibdeflate, .level = level_},
                    output_);
    return Ok();
  }
  Status Append(std::string_view piece) override { return member_->Append(piece); }
  Status Finish() override { return member_->Finish(); }

 private:
  const int level_;
  const ByteOutput output_;
  std::optional<MemberWriter> member_;
};

class ZstdEncoder : public RecordEncoder {
 public:
  ZstdEncoder(std::unique_ptr<ZstdFrames> frames, ByteOutput output)
      : frames_(std::move(frames)), output_(std::move(output)) {}
  Status Begin(uint64_t length) override { return frames_->Begin(length); }
  Status Append(std::string_view piece) override { return frames_->Append(piece, output_); }
  Status Finish() override { return frames_->Finish(output_); }

 private:
  std::unique_ptr<ZstdFrames> frames_;
  const ByteOutput output_;
};

}  // namespace

Status CheckSegmentCoding(const SegmentCoding& coding) {
  constexpr int kMaxLibdeflateLevel = 12;
  const bool zstd = coding.form == SegmentForm::kZstd;
  const int most = zstd ? kMaxZstdLevel : kMaxLibdeflateLevel;
  if (coding.level >= 1 && coding.level <= most) return Ok();
  return Error{ErrorCode::kInvalidInput,
               "compression level " + std::to_string(coding.level) + " is not within 1-" +
                   std::to_string(most) + " of " + (zstd ? "zstd" : "gzip"),
               "--level"};
}

std::string_view SuffixOf(SegmentForm form) {
  return form == SegmentForm::kZstd ? ".warc.zst" : ".warc.gz";
}

Result<std::unique_ptr<RecordEncoder>> RecordEncoder::Open(const SegmentCoding& coding,
                                                           std::string_view dictionary,
                                                           ByteOutput output) {
  std::unique_ptr<RecordEncoder> encoder;
  if (coding.form == SegmentForm::kZstd) {
    ARSIP_ASSIGN(auto frames, ZstdFrames::Open(coding.level, dictionary));
    encoder = std::make_unique<ZstdEncoder>(std::move(frames), std::move(output));
  } else {
    encoder = std::make_unique<GzipEncoder>(coding.level, std::move(output));
  }
  return encoder;
}

}  // namespace arsip::archive
