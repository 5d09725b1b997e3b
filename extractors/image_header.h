// ReadImageHeader: what an image says about itself before its pixels: JPEG (ITU-T T.81 annex B),
// PNG (https://www.w3.org/TR/png-3/), GIF89a, WebP (RFC 9649). No pixel is decoded; linear in the
// bytes, in fact in the number of segments; whatever does not hold together ends the reading.
// Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_IMAGE_HEADER_H_
#define ARSIP_EXTRACTORS_IMAGE_HEADER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arsip::extractors {

// Longer texts of an image are cut.
inline constexpr size_t kMaxImageTextBytes = 4096;
inline constexpr size_t kMaxImageTexts = 64;

struct ImageHeader {
  std::string_view media_type;  // "image/jpeg", "image/png", "image/gif", "image/webp"
  uint32_t width = 0;           // 0: not said before the bytes ended
  uint32_t height = 0;
  // Views of the image's bytes; empty when there is none.
  std::string_view exif;  // a TIFF structure, without "Exif\0\0"
  std::string_view xmp;   // XML
  // Comments and text chunks as they stand: {"png:Software", "..."}, {"jpeg:comment", "..."}.
  std::vector<std::pair<std::string, std::string>> texts;
  // Frames of a GIF beyond its first, as far as they were counted.
  bool animated = false;

  uint64_t pixels() const { return uint64_t{width} * height; }
};

// Nullopt when the bytes do not begin as an image of one of the four.
std::optional<ImageHeader> ReadImageHeader(std::string_view bytes);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_IMAGE_HEADER_H_
