#include "encoded_image.h"

#include <vips/vips.h>

namespace arsip::extractors {
namespace {

VipsInterpretation Colours(const PaintedImage& image, bool inks) {
  if (inks) return VIPS_INTERPRETATION_CMYK;
  return image.channels < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
}

}  // namespace

std::string Encoded(const PaintedImage& image, const std::string& form) {
  if (!LoadImageDecoders()) return {};
  VipsImage* const memory = ::vips_image_new_from_memory_copy(
      image.samples.data(), image.samples.size(), static_cast<int>(image.width),
      static_cast<int>(image.height), static_cast<int>(image.channels), VIPS_FORMAT_UCHAR);
  const bool inks = form == ".cmyk.jpg";
  memory->Type = Colours(image, inks);
  void* bytes = nullptr;
  size_t size = 0;
  std::string encoded;
  if (::vips_image_write_to_buffer(memory, inks ? ".jpg" : form.c_str(), &bytes, &size, nullptr) ==
      0) {
    encoded.assign(static_cast<char*>(bytes), size);
    ::g_free(bytes);
  }
  ::g_object_unref(memory);
  return encoded;
}

}  // namespace arsip::extractors
