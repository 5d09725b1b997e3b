// Thumbnail: what an analyst is shown before asking for the original: small, grey, and blurred
// until no face and no wound can be made out. Inside the sandbox; pure; bounded.
#ifndef ARSIP_EXTRACTORS_IMAGE_THUMBNAIL_H_
#define ARSIP_EXTRACTORS_IMAGE_THUMBNAIL_H_

#include <cstdint>
#include <string>

#include "extractors/pdq_filter.h"

namespace arsip::extractors {

// Pixels of the longer side; shorter images keep their size.
inline constexpr uint32_t kThumbnailSide = 256;
// Three box filters of 2 r + 1 pixels, r a twentieth of the longer side: as a Gaussian of half as
// many pixels again. Of 256 pixels some 10 by 10 patches can be told apart.
inline constexpr uint32_t kThumbnailBlurs = 3;
inline constexpr uint32_t kThumbnailBlurPart = 20;
inline constexpr size_t kMaxThumbnailBytes = 32u << 10;

struct GreyImage {
  uint32_t width = 0;
  uint32_t height = 0;
  std::string samples;  // rows from the top
};

// `pixels` is the image, or what PdqResize made of it; `width` and `height` are the image's own.
// REQUIRES: no side is 0.
GreyImage BlurredThumbnail(const PixelView& pixels, uint32_t width, uint32_t height);

// A JPEG of one channel; empty when it would be longer than kMaxThumbnailBytes.
std::string EncodeThumbnail(const GreyImage& image);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_IMAGE_THUMBNAIL_H_
