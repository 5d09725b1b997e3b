#include "archive/content_decoder.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/http_message.h"

namespace arsip::archive {
namespace {

constexpr size_t kPiece = 64u << 10;
constexpr size_t kMaxCodings = 3;
constexpr int kGzipBits = MAX_WBITS + 16;

Error Bad(std::string what) { return Error{ErrorCode::kInvalidInput, std::move(what), ""}; }

// One coding.
class InflateStage {
 public:
  InflateStage(bool gzip, ContentDecoder::Sink sink) : gzip_(gzip), sink_(std::move(sink)) {}
  ~InflateStage() {
    if (begun_) inflateEnd(&stream_);
  }
  InflateStage(const InflateStage&) = delete;
  InflateStage& operator=(const InflateStage&) = delete;

  Status Update(std::string_view coded) {
    while (!coded.empty() && !over_) {
      if (!begun_) {
        // Two bytes tell a zlib header (RFC 1950 section 2.2) from a bare deflate stream.
        start_.append(coded.substr(0, 2 - start_.size()));
        coded.remove_prefix(std::min(coded.size(), start_.size() - given_start_));
        given_start_ = start_.size();
        if (start_.size() < 2) return Ok();
        ARSIP_TRY(Begin());
        std::string_view start = start_;
        ARSIP_TRY(Inflate(start));
        continue;
      }
      if (ended_) {
        AfterEnd(coded);
        continue;
      }
      ARSIP_TRY(Inflate(coded));
    }
    return Ok();
  }

  Status Finish() const {
    if (ended_ || over_ || start_.empty()) return Ok();
    return Bad(std::string("the content coding ") + name() + " is cut off");
  }

 private:
  const char* name() const { return gzip_ ? "gzip" : "deflate"; }

  Status Begin() {
    const auto first = static_cast<uint8_t>(start_[0]);
    const auto second = static_cast<uint8_t>(start_[1]);
    const bool zlib = (first & 0x0f) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
    const int bits = gzip_ ? kGzipBits : (zlib ? MAX_WBITS : -MAX_WBITS);
    begun_ = inflateInit2(&stream_, bits) == Z_OK;
    return begun_ ? Ok() : Error{ErrorCode::kInternal, "zlib refused to start", ""};
  }

  // Until `coded` is used up or the stream ends.
  Status Inflate(std::string_view& coded) {
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
    stream_.avail_in = static_cast<uInt>(coded.size());
    int status = Z_OK;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
      stream_.avail_out = static_cast<uInt>(output_.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      const size_t produced = output_.size() - stream_.avail_out;
      if (produced > 0) ARSIP_TRY(sink_({output_.data(), produced}));
    } while (status == Z_OK && (stream_.avail_in > 0 || stream_.avail_out == 0));
    coded.remove_prefix(coded.size() - stream_.avail_in);
    ended_ = status == Z_STREAM_END;
    if (ended_ || status == Z_OK || status == Z_BUF_ERROR) return Ok();
    return Bad(std::string("the content coding ") + name() + " is broken");
  }

  // RFC 1952 section 2.2: a gzip file may have several members. Anything else after the end is no
  // content.
  void AfterEnd(std::string_view rest) {
    ended_ = false;
    over_ = !(gzip_ && rest.starts_with('\x1f') && inflateReset(&stream_) == Z_OK);
  }

  const bool gzip_;
  ContentDecoder::Sink sink_;
  z_stream stream_{};
  std::array<char, kPiece> output_;
  std::string start_;
  size_t given_start_ = 0;
  bool begun_ = false;
  bool ended_ = false;  // a stream; what follows decides whether another begins
  bool over_ = false;
};

class Decoder : public ContentDecoder {
 public:
  // `gzip`: for each coding, in the order in which they were applied.
  Decoder(const std::vector<bool>& gzip, const Limits& limits, Sink sink)
      : limits_(limits), sink_(std::move(sink)) {
    Sink next = [this](std::string_view decoded) { return Give(decoded); };
    for (const bool is_gzip : gzip) {
      stages_.push_back(std::make_unique<InflateStage>(is_gzip, std::move(next)));
      InflateStage* stage = stages_.back().get();
      next = [this, stage](std::string_view decoded) -> Status {
        ARSIP_TRY(CheckLimits(decoded.size()));
        return stage->Update(decoded);
      };
    }
  }

  Status Update(std::string_view coded) override {
    coded_ += coded.size();
    return stages_.empty() ? Give(coded) : stages_.back()->Update(coded);
  }
  Status Finish() override {
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
      ARSIP_TRY((*stage)->Finish());
    }
    return Ok();
  }
  uint64_t decoded_bytes() const override { return decoded_; }

 private:
  Status Give(std::string_view decoded) {
    if (!stages_.empty()) ARSIP_TRY(CheckLimits(decoded.size()));
    decoded_ += decoded.size();
    return sink_(decoded);
  }
  Status CheckLimits(uint64_t more) {
    inflated_ += more;
    if (inflated_ > limits_.max_bytes) {
      return Bad("the content decodes to more than " + std::to_string(limits_.max_bytes) +
                 " bytes");
    }
    if (inflated_ > kFreeBytes && inflated_ / limits_.max_ratio > coded_) {
      return Bad("the content decodes to more than " + std::to_string(limits_.max_ratio) +
                 " times its size");
    }
    return Ok();
  }

  const Limits limits_;
  Sink sink_;
  std::vector<std::unique_ptr<InflateStage>> stages_;  // the last is the first to be undone
  uint64_t coded_ = 0;
  uint64_t inflated_ = 0;  // by all stages
  uint64_t decoded_ = 0;
};

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::unique_ptr<ContentDecoder>> ContentDecoder::Make(std::string_view codings,
                                                             const Limits& limits, Sink sink) {
  std::vector<bool> gzip;
  while (!codings.empty()) {
    const size_t comma = std::min(codings.find(','), codings.size());
    const std::string_view coding = Trim(codings.substr(0, comma));
    codings.remove_prefix(std::min(comma + 1, codings.size()));
    if (coding.empty() || EqualsIgnoreCase(coding, "identity")) continue;
    const bool is_gzip = EqualsIgnoreCase(coding, "gzip") || EqualsIgnoreCase(coding, "x-gzip");
    if (!is_gzip && !EqualsIgnoreCase(coding, "deflate")) {
      return Bad("unknown content coding '" + std::string(coding.substr(0, 64)) + "'");
    }
    if (gzip.size() == kMaxCodings) return Bad("more than three content codings");
    gzip.push_back(is_gzip);
  }
  return std::unique_ptr<ContentDecoder>(std::make_unique<Decoder>(gzip, limits, std::move(sink)));
}

}  // namespace arsip::archive
