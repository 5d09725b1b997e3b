// ContactSheet: what a video looks like on one page: up to sixteen of its frames, spread over the
// time that was looked at, grey and blurred, so that whoever sorts evidence need not see it sharp.
// Bounded: 32 small frames, whatever the video. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_SHEET_H_
#define ARSIP_EXTRACTORS_MEDIA_SHEET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace arsip::extractors {

// Of a frame on the sheet; the other side follows from the first frame's shape.
inline constexpr uint32_t kSheetFrameSide = 160;

struct GreyImage {
  uint32_t width = 0;
  uint32_t height = 0;
  std::vector<uint8_t> samples;  // rows without gaps
};

// Each sample the mean of its surroundings, twice, so that no edge stays sharp.
void Blur(GreyImage& image, uint32_t radius);

// Empty when libjpeg refuses, which it has no reason to.
std::string EncodeGreyJpeg(const GreyImage& image);

class ContactSheet {
 public:
  // Whether the next frame is kept, should it be given. Each frame is asked for once, in order.
  bool Wants();
  // Of any size; those of another size than the first are left out.
  void Add(GreyImage frame);
  size_t frames() const { return frames_.size(); }
  // The sheet; empty without frames.
  GreyImage Compose() const;

 private:
  static constexpr size_t kMostKept = 32;
  static constexpr size_t kColumns = 4;
  static constexpr size_t kShown = 16;

  std::vector<GreyImage> frames_;
  uint64_t asked_ = 0;
  uint64_t stride_ = 1;  // doubled each time that kMostKept are there, and every other one goes
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_SHEET_H_
