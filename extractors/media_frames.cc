#include "extractors/media_frames.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "extractors/media_input.h"
#include "extractors/media_limits.h"

extern "C" {
#include <libswscale/swscale.h>
}

namespace arsip::extractors {
namespace {

constexpr uint32_t kBlurRadius = 3;
constexpr double kMostFramesPerSecond = 1'000;

uint32_t ModulusOf(const FrameHashing& options) {
  if (options.every_frame || !(options.frames_per_second > 0)) return 1;
  const double rate = std::min(options.frames_per_second, kMostFramesPerSecond);
  return std::max(1u, static_cast<uint32_t>(rate * options.interval_ms / 1'000));
}

bool Usable(const AVFrame& frame) {
  const auto min = static_cast<int>(kPdqMinSide);
  const auto max = static_cast<int>(kPdqMaxSide);
  return frame.width >= min && frame.height >= min && frame.width <= max && frame.height <= max &&
         int64_t{frame.width} * frame.height <= kMaxFramePixels;
}

}  // namespace

void FrameHasher::FreeScaler::operator()(SwsContext* scaler) const { ::sws_freeContext(scaler); }

FrameHasher::FrameHasher(const FrameHashing& options)
    : options_(options), modulus_(ModulusOf(options)) {}
FrameHasher::~FrameHasher() = default;

bool FrameHasher::Add(const AVFrame& frame, uint64_t presented_ms) {
  const uint32_t number = decoded_++;
  if (number % modulus_ == 0 && Usable(frame)) {
    if (ToPixels(frame)) {
      const PixelView view{pixels_.data(), static_cast<uint32_t>(frame.width),
                           static_cast<uint32_t>(frame.height), 3};
      Keep(pdq_.Hash(view), TimestampOf(presented_ms));
    }
    if (options_.contact_sheet && sheet_.Wants()) AddToSheet(frame);
  }
  return decoded_ < kMaxDecodedFrames &&
         static_cast<size_t>(found_.frames_size()) < kMaxVideoFrames;
}

uint64_t FrameHasher::TimestampOf(uint64_t presented_ms) const {
  if (options_.every_frame || !(options_.frames_per_second > 0)) return presented_ms;
  return static_cast<uint64_t>(std::llround((decoded_ - 1) * 1'000.0 / options_.frames_per_second));
}

bool FrameHasher::ToPixels(const AVFrame& frame) {
  const auto form = static_cast<AVPixelFormat>(frame.format);
  to_rgb_.reset(::sws_getCachedContext(to_rgb_.release(), frame.width, frame.height, form,
                                       frame.width, frame.height, AV_PIX_FMT_RGB24, SWS_AREA,
                                       nullptr, nullptr, nullptr));
  const FramePointer rgb(::av_frame_alloc());
  if (!to_rgb_ || !rgb) return false;
  rgb->format = AV_PIX_FMT_RGB24;
  rgb->width = frame.width;
  rgb->height = frame.height;
  // Rows as FFmpeg aligns them, since its conversion of others may differ in the last bit.
  if (::av_frame_get_buffer(rgb.get(), 0) < 0) return false;
  if (::sws_scale(to_rgb_.get(), frame.data, frame.linesize, 0, frame.height, rgb->data,
                  rgb->linesize) <= 0) {
    return false;
  }
  const size_t row = size_t{3} * static_cast<size_t>(frame.width);
  pixels_.resize(row * static_cast<size_t>(frame.height));
  for (int y = 0; y < frame.height; ++y) {
    std::memcpy(pixels_.data() + static_cast<size_t>(y) * row,
                rgb->data[0] + static_cast<ptrdiff_t>(y) * rgb->linesize[0], row);
  }
  return true;
}

void FrameHasher::Keep(const PdqResult& result, uint64_t timestamp_ms) {
  if (options_.prune_distance > 0 && found_.frames_size() > 0 &&
      Distance(result.hash, last_kept_) <= static_cast<int>(options_.prune_distance)) {
    found_.set_frames_pruned(found_.frames_pruned() + 1);
    return;
  }
  last_kept_ = result.hash;
  VideoFrame& kept = *found_.add_frames();
  kept.set_number(decoded_ - 1);
  kept.set_quality(result.quality);
  kept.set_pdq(result.hash.ToBytes());
  kept.set_timestamp_ms(timestamp_ms);
}

void FrameHasher::AddToSheet(const AVFrame& frame) {
  const double scale = static_cast<double>(kSheetFrameSide) / std::max(frame.width, frame.height);
  const auto side = [scale](int length) { return std::max(1, static_cast<int>(length * scale)); };
  GreyImage grey;
  grey.width = static_cast<uint32_t>(side(frame.width));
  grey.height = static_cast<uint32_t>(side(frame.height));
  to_grey_.reset(::sws_getCachedContext(to_grey_.release(), frame.width, frame.height,
                                        static_cast<AVPixelFormat>(frame.format), side(frame.width),
                                        side(frame.height), AV_PIX_FMT_GRAY8, SWS_AREA, nullptr,
                                        nullptr, nullptr));
  const FramePointer small(::av_frame_alloc());
  if (!to_grey_ || !small) return;
  small->format = AV_PIX_FMT_GRAY8;
  small->width = side(frame.width);
  small->height = side(frame.height);
  if (::av_frame_get_buffer(small.get(), 0) < 0) return;
  if (::sws_scale(to_grey_.get(), frame.data, frame.linesize, 0, frame.height, small->data,
                  small->linesize) <= 0) {
    return;
  }
  for (uint32_t y = 0; y < grey.height; ++y) {
    const uint8_t* row = small->data[0] + static_cast<ptrdiff_t>(y) * small->linesize[0];
    grey.samples.insert(grey.samples.end(), row, row + grey.width);
  }
  Blur(grey, kBlurRadius);
  sheet_.Add(std::move(grey));
}

void FrameHasher::Finish(MediaFacts& facts) {
  facts.mutable_frames()->Swap(found_.mutable_frames());
  facts.set_frames_pruned(found_.frames_pruned());
  facts.set_frames_decoded(decoded_);
}

std::string FrameHasher::Sheet() const {
  std::string jpeg = EncodeGreyJpeg(sheet_.Compose());
  return jpeg.size() <= kMaxContactSheetBytes ? jpeg : std::string();
}

}  // namespace arsip::extractors
