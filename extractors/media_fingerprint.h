// AudioFingerprint: what Chromaprint (https://acoustid.org/chromaprint, algorithm 2 of its own
// numbering, as fpcalc uses) makes of the audio of a file: a word of 32 bits for every 1,365
// samples at 11,025 Hz, 0.124 s. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_FINGERPRINT_H_
#define ARSIP_EXTRACTORS_MEDIA_FINGERPRINT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "extractors/extraction.pb.h"

struct AVFrame;
struct ChromaprintContextPrivate;
struct SwrContext;

namespace arsip::extractors {

class AudioFingerprint {
 public:
  AudioFingerprint();
  ~AudioFingerprint();
  AudioFingerprint(const AudioFingerprint&) = delete;
  AudioFingerprint& operator=(const AudioFingerprint&) = delete;

  // The next frame of the decoder, in whatever form it has. False: it could not be converted.
  bool Add(const AVFrame& frame);
  uint64_t heard_ms() const;
  // The words; none of less than about three seconds.
  void Finish(MediaFacts& facts);

 private:
  struct FreeResampler {
    void operator()(SwrContext* resampler) const;
  };
  struct FreeChromaprint {
    void operator()(ChromaprintContextPrivate* context) const;
  };

  bool Prepare(const AVFrame& frame);
  // Without samples: what the resampler still holds.
  bool Convert(const uint8_t* const* samples, int count, int input_rate);

  std::unique_ptr<ChromaprintContextPrivate, FreeChromaprint> chromaprint_;
  std::unique_ptr<SwrContext, FreeResampler> resampler_;
  int form_ = -1;
  int rate_ = 0;
  int channels_ = 0;
  std::vector<int16_t> samples_;
  uint64_t heard_ = 0;  // samples at kFingerprintRate
};

// "1.5.1"
std::string FingerprintLibraryVersion();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_FINGERPRINT_H_
