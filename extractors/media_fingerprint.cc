#include "extractors/media_fingerprint.h"

#include <chromaprint.h>

#include <algorithm>

#include "extractors/media_input.h"
#include "extractors/media_limits.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace arsip::extractors {
namespace {

constexpr int kMostChannels = 32;
constexpr int kLowestRate = 4'000;
constexpr int kHighestRate = 384'000;
constexpr int kMostSamples = 1 << 20;  // of one frame

// The filter of Chromaprint's own reader (its "compatible mode"), which is not the default: with
// another one some bits of the fingerprint differ from those that partners have.
bool FilterAsFpcalc(SwrContext* resampler) {
  return ::av_opt_set_int(resampler, "filter_size", 16, 0) >= 0 &&
         ::av_opt_set_int(resampler, "phase_shift", 8, 0) >= 0 &&
         ::av_opt_set_int(resampler, "linear_interp", 1, 0) >= 0 &&
         ::av_opt_set_double(resampler, "cutoff", 0.8, 0) >= 0;
}

}  // namespace

void AudioFingerprint::FreeResampler::operator()(SwrContext* resampler) const {
  ::swr_free(&resampler);
}
void AudioFingerprint::FreeChromaprint::operator()(ChromaprintContextPrivate* context) const {
  ::chromaprint_free(context);
}

AudioFingerprint::AudioFingerprint()
    : chromaprint_(::chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT)) {
  if (chromaprint_) {
    ::chromaprint_start(chromaprint_.get(), static_cast<int>(kFingerprintRate), 1);
  }
}
AudioFingerprint::~AudioFingerprint() = default;

bool AudioFingerprint::Add(const AVFrame& frame) {
  if (!chromaprint_ || frame.nb_samples <= 0 || frame.nb_samples > kMostSamples) return false;
  if (!Prepare(frame)) return false;
  return Convert(frame.extended_data, frame.nb_samples, frame.sample_rate);
}

bool AudioFingerprint::Prepare(const AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (resampler_ && frame.format == form_ && frame.sample_rate == rate_ && channels == channels_) {
    return true;
  }
  resampler_.reset();
  if (channels < 1 || channels > kMostChannels || frame.sample_rate < kLowestRate ||
      frame.sample_rate > kHighestRate) {
    return false;
  }
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  AVChannelLayout from{};
  const bool known = frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE;
  if (known) {
    if (::av_channel_layout_copy(&from, &frame.ch_layout) < 0) return false;
  } else {
    ::av_channel_layout_default(&from, channels);
  }
  SwrContext* made = nullptr;
  const int error = ::swr_alloc_set_opts2(
      &made, &mono, AV_SAMPLE_FMT_S16, static_cast<int>(kFingerprintRate), &from,
      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  ::av_channel_layout_uninit(&from);
  resampler_.reset(made);
  if (error < 0 || !FilterAsFpcalc(made) || ::swr_init(made) < 0) {
    resampler_.reset();
    return false;
  }
  form_ = frame.format;
  rate_ = frame.sample_rate;
  channels_ = channels;
  return true;
}

bool AudioFingerprint::Convert(const uint8_t* const* samples, int count, int input_rate) {
  const int64_t room = ::swr_get_delay(resampler_.get(), kFingerprintRate) +
                       int64_t{count} * kFingerprintRate / input_rate + 64;
  samples_.resize(static_cast<size_t>(room));
  auto* to = reinterpret_cast<uint8_t*>(samples_.data());
  const int made = ::swr_convert(resampler_.get(), &to, static_cast<int>(room),
                                 // FFmpeg 5.1 takes what it does not change as not const.
                                 const_cast<const uint8_t**>(samples), count);
  if (made < 0) return false;
  heard_ += static_cast<uint64_t>(made);
  return ::chromaprint_feed(chromaprint_.get(), samples_.data(), made) == 1;
}

uint64_t AudioFingerprint::heard_ms() const { return heard_ * 1'000 / kFingerprintRate; }

void AudioFingerprint::Finish(MediaFacts& facts) {
  if (resampler_) Convert(nullptr, 0, rate_);
  facts.set_audio_ms(heard_ms());
  if (!chromaprint_ || ::chromaprint_finish(chromaprint_.get()) != 1) return;
  uint32_t* words = nullptr;
  int count = 0;
  if (::chromaprint_get_raw_fingerprint(chromaprint_.get(), &words, &count) != 1) return;
  const size_t kept = std::min(static_cast<size_t>(std::max(count, 0)), kMaxFingerprintWords);
  facts.mutable_fingerprint()->Add(words, words + kept);
  ::chromaprint_dealloc(words);
}

std::string FingerprintLibraryVersion() { return ::chromaprint_get_version(); }

}  // namespace arsip::extractors
