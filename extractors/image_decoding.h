// DecodeImage: from the bytes of an image to its samples, row by row, inside the sandbox.
//
// Four formats and no others, by their first bytes, whatever a server calls them: JPEG (by
// libjpeg-turbo), PNG, GIF (the first frame) and WebP (by libvips). TIFF, HEIF, AVIF, SVG, JPEG XL,
// PDF and the rest are refused: their decoders are where the holes are. Sizes are read from the
// header and judged before memory is taken for pixels. An alpha channel is dropped, nothing is
// composited onto anything; the EXIF orientation is ignored; more than 8 bits a sample are cut to
// the upper 8; colour profiles are not applied. No file is opened, no thread started.
//
// LoadImageDecoders() comes before the walls. One thread only.
#ifndef ARSIP_EXTRACTORS_IMAGE_DECODING_H_
#define ARSIP_EXTRACTORS_IMAGE_DECODING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip::extractors {

inline constexpr uint64_t kMaxImagePixels = 100'000'000;
inline constexpr uint32_t kMaxImageFrames = 1'000;
// Of a progressive JPEG. Each pass over 100 million pixels costs half a second.
inline constexpr int kMaxJpegScans = 100;

struct DecodedImage {
  std::string_view media_type;  // "image/jpeg", "image/png", "image/gif", "image/webp"
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t frames = 1;
  uint32_t channels = 3;  // 1: grey
  // Bytes are missing or wrong, yet there are pixels: those that a browser shows.
  bool damaged = false;
};

// Where the samples go.
class ImageRows {
 public:
  virtual ~ImageRows() = default;
  // Before the first row. Once more, when a damaged image is decoded again from its first row.
  virtual void Begin(const DecodedImage& image) = 0;
  // Rows from the top; width x channels samples that are gone after the call.
  virtual void AddRow(uint32_t y, const uint8_t* samples) = 0;
};

// Loads whatever the decoders load at their first use. Later calls do nothing.
Status LoadImageDecoders();

// "libjpeg-turbo 2.1.5, vips 8.14.1"
std::string ImageDecoderVersions();

// kInvalidInput with "unsupported: ..." (none of the four formats), "corrupt: ..." (no pixels),
// kPermission with "refused-limit: ..." (more pixels, frames or scans than are decoded).
Result<DecodedImage> DecodeImage(std::string_view bytes, ImageRows& rows);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_IMAGE_DECODING_H_
