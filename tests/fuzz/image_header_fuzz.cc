// Headers of images: sizes and texts stay within the bytes and their bounds.
#include <cstdint>
#include <string_view>

#include "extractors/image_header.h"
#include "link_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view image(reinterpret_cast<const char*>(bytes), size);
  const auto header = ReadImageHeader(image);
  if (!header) return 0;
  const auto inside = [image](std::string_view part) {
    return part.empty() || (part.data() >= image.data() &&
                            part.data() + part.size() <= image.data() + image.size());
  };
  Require(inside(header->exif) && inside(header->xmp));
  Require(header->media_type.substr(0, 6) == "image/");
  Require(header->texts.size() <= kMaxImageTexts);
  for (const auto& [name, text] : header->texts) Require(text.size() <= kMaxImageTextBytes);
  return 0;
}
