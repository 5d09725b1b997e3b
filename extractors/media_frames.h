// FrameHasher: the frames of a video as vPDQ hashes them
// (https://github.com/facebook/ThreatExchange/tree/main/vpdq): every n-th frame that the decoder
// returns, n the whole part of frames a second times the interval and at least 1, in its own size
// as RGB24 by swscale's SWS_AREA, then PDQ. On request neighbours that look alike are left out,
// which vPDQ's README allows. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_FRAMES_H_
#define ARSIP_EXTRACTORS_MEDIA_FRAMES_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "extractors/extraction.pb.h"
#include "extractors/media_sheet.h"
#include "extractors/pdq.h"

struct AVFrame;
struct SwsContext;

namespace arsip::extractors {

struct FrameHashing {
  double frames_per_second = 0;  // the mean; 0: unknown, every frame is hashed
  uint32_t interval_ms = 1'000;
  bool every_frame = false;  // hash whatever comes: keyframes
  uint32_t prune_distance = 0;
  bool contact_sheet = false;
};

class FrameHasher {
 public:
  explicit FrameHasher(const FrameHashing& options);
  ~FrameHasher();
  FrameHasher(const FrameHasher&) = delete;
  FrameHasher& operator=(const FrameHasher&) = delete;

  // Takes the next frame of the decoder. False: as many are hashed as may be (kMaxVideoFrames,
  // kMaxDecodedFrames). `presented_ms` is the frame's own time, used when `every_frame` is set or
  // the rate is unknown: else the time is the number by the rate, as vPDQ has it.
  bool Add(const AVFrame& frame, uint64_t presented_ms);
  uint32_t decoded() const { return decoded_; }
  // Frames and how many were left out, into `facts`.
  void Finish(MediaFacts& facts);
  // JPEG; empty without frames.
  std::string Sheet() const;

 private:
  struct FreeScaler {
    void operator()(SwsContext* scaler) const;
  };
  using Scaler = std::unique_ptr<SwsContext, FreeScaler>;

  uint64_t TimestampOf(uint64_t presented_ms) const;
  bool ToPixels(const AVFrame& frame);
  void Keep(const PdqResult& result, uint64_t timestamp_ms);
  void AddToSheet(const AVFrame& frame);

  const FrameHashing options_;
  const uint32_t modulus_;
  Pdq pdq_;
  Scaler to_rgb_;
  Scaler to_grey_;
  std::vector<uint8_t> pixels_;
  ContactSheet sheet_;
  MediaFacts found_;
  PdqHash last_kept_;
  uint32_t decoded_ = 0;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_FRAMES_H_
