// Painted images as files of every format that libvips writes.
#ifndef ARSIP_TESTS_EXTRACTORS_ENCODED_IMAGE_H_
#define ARSIP_TESTS_EXTRACTORS_ENCODED_IMAGE_H_

#include <string>

#include "extractors/image_decoding.h"
#include "painted_image.h"

namespace arsip::extractors {

// `form` is a file name's end with libvips' options: ".png", ".jpg[Q=90]". Two channels are grey
// and alpha, four red, green, blue and alpha; with ".cmyk.jpg" the four are inks. Empty on failure.
std::string Encoded(const PaintedImage& image, const std::string& form);

// `bytes` decoded; empty samples when that failed.
struct Decoded : ImageRows {
  explicit Decoded(std::string_view bytes) : result(DecodeImage(bytes, *this)) {}
  void Begin(const DecodedImage& image) override {
    samples.clear();
    row_bytes = size_t{image.width} * image.channels;
  }
  void AddRow(uint32_t, const uint8_t* row) override {
    samples.insert(samples.end(), row, row + row_bytes);
  }

  std::vector<uint8_t> samples;
  size_t row_bytes = 0;
  Result<DecodedImage> result;  // last: what is above is filled while it is made
};

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_ENCODED_IMAGE_H_
