#include "image_changes.h"

#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "encoded_image.h"

namespace arsip::extractors {
namespace {

// As platforms store what is sent to them.
constexpr const char* kStored = ".jpg[Q=85]";

std::string Jpeg(const PaintedImage& image, int quality) {
  return Encoded(image, ".jpg[Q=" + std::to_string(quality) + "]");
}

// Takes the image away.
std::optional<PaintedImage> Samples(VipsImage* image) {
  size_t size = 0;
  void* const bytes = ::vips_image_write_to_memory(image, &size);
  if (bytes == nullptr) {
    ::g_object_unref(image);
    return std::nullopt;
  }
  PaintedImage out{static_cast<uint32_t>(image->Xsize),
                   static_cast<uint32_t>(image->Ysize),
                   static_cast<uint32_t>(image->Bands),
                   {}};
  const auto* first = static_cast<const uint8_t*>(bytes);
  out.samples.assign(first, first + size);
  ::g_free(bytes);
  ::g_object_unref(image);
  return out;
}

PaintedImage Resized(const PaintedImage& image, double scale) {
  VipsImage* const memory = ::vips_image_new_from_memory_copy(
      image.samples.data(), image.samples.size(), static_cast<int>(image.width),
      static_cast<int>(image.height), static_cast<int>(image.channels), VIPS_FORMAT_UCHAR);
  VipsImage* resized = nullptr;
  const int failed = ::vips_resize(memory, &resized, scale, nullptr);
  ::g_object_unref(memory);
  auto samples = failed == 0 ? Samples(resized) : std::nullopt;
  return samples.value_or(image);
}

// `paint` is given the place in the canvas and answers nullopt where the image shows, whose left
// upper corner is at (left, top).
template <class Paint>
PaintedImage OnCanvas(const PaintedImage& image, uint32_t width, uint32_t height, uint32_t left,
                      uint32_t top, Paint paint) {
  return Painted(width, height, 3, [&](uint32_t x, uint32_t y, uint32_t c) -> uint32_t {
    const bool inside = x >= left && y >= top && x - left < image.width && y - top < image.height;
    return inside ? image.at(x - left, y - top, c) : paint(x, y);
  });
}

// Part of both sides is cut, half of it at each end.
PaintedImage Cropped(const PaintedImage& image, double part) {
  const auto left = static_cast<uint32_t>(image.width * part / 2);
  const auto top = static_cast<uint32_t>(image.height * part / 2);
  return PartOf(image, left, top, image.width - 2 * left, image.height - 2 * top);
}

PaintedImage Bordered(const PaintedImage& image, double part) {
  const auto side = static_cast<uint32_t>(std::max(image.width, image.height) * part);
  return OnCanvas(image, image.width + 2 * side, image.height + 2 * side, side, side,
                  [](uint32_t, uint32_t) { return 255u; });
}

// Strokes as letters have them: 0 or 1 at a place of a line of writing.
bool Ink(uint32_t x, uint32_t y, uint32_t size) {
  const uint32_t letter = x / size;
  const uint32_t line = y / (2 * size);
  if (y % (2 * size) >= size || (letter * 7 + line * 3) % 6 == 0) return false;
  const uint32_t cell = (x % size) * 4 / size + 4 * ((y % size) * 4 / size);
  return ((letter * 2'654'435'761U + line * 40'503U) >> (cell % 16 + 8) & 1) != 0;
}

PaintedImage Captioned(const PaintedImage& image, double part) {
  const auto band = static_cast<uint32_t>(image.height * part);
  const uint32_t size = std::max(band / 6, 2u);
  return OnCanvas(image, image.width, image.height + band, 0, 0, [&](uint32_t x, uint32_t y) {
    const uint32_t down = y - image.height;
    const bool margin = x < size || x + size > image.width || down < size || down + size > band;
    return !margin && Ink(x, down - size, size) ? 255u : 0u;
  });
}

PaintedImage Watermarked(const PaintedImage& image) {
  const uint32_t width = image.width / 4;
  const uint32_t height = image.height / 10;
  const uint32_t left = image.width - width - image.width / 40;
  const uint32_t top = image.height - height - image.height / 40;
  const uint32_t size = std::max(height / 3, 2u);
  return Painted(image.width, image.height, 3, [&](uint32_t x, uint32_t y, uint32_t c) {
    const uint32_t below = image.at(x, y, c);
    const bool inside = x >= left && x < left + width && y >= top && y < top + height;
    return inside && Ink(x - left, y - top, size) ? (below + 255u) / 2 : below;
  });
}

// A telephone's screen: bars, the image over its width, writing below.
PaintedImage OnScreen(const PaintedImage& image) {
  const auto height = static_cast<uint32_t>(image.width * 16.0 / 9);
  const uint32_t top = image.width / 6;
  const uint32_t size = std::max(image.width / 40, 2u);
  return OnCanvas(image, image.width, std::max(height, image.height + 2 * top), 0, top,
                  [&](uint32_t x, uint32_t y) {
                    if (y < top) return y < top / 3 ? 30u : 245u;
                    return x > size && Ink(x, y, size) ? 20u : 250u;
                  });
}

PaintedImage Mirrored(const PaintedImage& image) {
  return Painted(image.width, image.height, 3, [&](uint32_t x, uint32_t y, uint32_t c) {
    return image.at(image.width - 1 - x, y, c);
  });
}

PaintedImage Turned(const PaintedImage& image) {
  return Painted(image.height, image.width, 3, [&](uint32_t x, uint32_t y, uint32_t c) {
    return image.at(image.width - 1 - y, x, c);
  });
}

PaintedImage Grey(const PaintedImage& image) {
  return Painted(image.width, image.height, 1, [&](uint32_t x, uint32_t y, uint32_t) {
    return std::lround(0.299 * image.at(x, y, 0) + 0.587 * image.at(x, y, 1) +
                       0.114 * image.at(x, y, 2));
  });
}

PaintedImage Brighter(const PaintedImage& image) {
  return Painted(image.width, image.height, 3, [&](uint32_t x, uint32_t y, uint32_t c) {
    return std::min<uint32_t>(255, image.at(x, y, c) * 5u / 4 + 10);
  });
}

ImageChange Stored(std::string name, std::function<PaintedImage(const PaintedImage&)> change) {
  return {std::move(name), [change = std::move(change)](const PaintedImage& image) {
            return Encoded(change(image), kStored);
          }};
}

}  // namespace

PaintedImage PartOf(const PaintedImage& image, uint32_t left, uint32_t top, uint32_t width,
                    uint32_t height) {
  return Painted(width, height, image.channels, [&](uint32_t x, uint32_t y, uint32_t c) {
    return image.at(left + x, top + y, c);
  });
}

std::vector<ImageChange> ImageChanges() {
  std::vector<ImageChange> changes;
  for (const int quality : {95, 85, 70, 50, 30}) {
    changes.push_back({"JPEG, quality " + std::to_string(quality),
                       [quality](const PaintedImage& image) { return Jpeg(image, quality); }});
  }
  for (const auto& [name, scale] :
       {std::pair{"0.5", 0.5}, std::pair{"0.25", 0.25}, std::pair{"2", 2.0}}) {
    changes.push_back(Stored("resized to " + std::string(name),
                             [scale = scale](const auto& image) { return Resized(image, scale); }));
  }
  for (const int percent : {5, 10, 15, 20}) {
    changes.push_back(
        Stored("cropped by " + std::to_string(percent) + " % of each side",
               [percent](const auto& image) { return Cropped(image, percent / 100.0); }));
  }
  changes.push_back(Stored("white border, 2 %", [](const auto& i) { return Bordered(i, 0.02); }));
  changes.push_back(Stored("white border, 5 %", [](const auto& i) { return Bordered(i, 0.05); }));
  changes.push_back(Stored("caption band, 6 %", [](const auto& i) { return Captioned(i, 0.06); }));
  changes.push_back(Stored("caption band, 12 %", [](const auto& i) { return Captioned(i, 0.12); }));
  changes.push_back(Stored("watermark, 25 x 10 %", Watermarked));
  changes.push_back(Stored("screenshot of a telephone", OnScreen));
  changes.push_back(Stored("mirrored", Mirrored));
  changes.push_back(Stored("turned by 90 degrees", Turned));
  changes.push_back({"mirrored, JPEG, quality 30",
                     [](const PaintedImage& image) { return Jpeg(Mirrored(image), 30); }});
  changes.push_back(Stored("turned by 90 degrees, resized to 0.25",
                           [](const auto& image) { return Resized(Turned(image), 0.25); }));
  changes.push_back(Stored("watermark, then mirrored",
                           [](const auto& image) { return Mirrored(Watermarked(image)); }));
  changes.push_back(Stored("brighter by a quarter, then turned by 90 degrees",
                           [](const auto& image) { return Turned(Brighter(image)); }));
  changes.push_back(Stored("greyscale", Grey));
  changes.push_back(Stored("brighter by a quarter", Brighter));
  return changes;
}

std::optional<PaintedImage> ReadPhotograph(const std::string& path, int side) {
  VipsImage* image = nullptr;
  if (::vips_thumbnail(path.c_str(), &image, side, "height", side, "size", VIPS_SIZE_DOWN,
                       nullptr) != 0) {
    return std::nullopt;
  }
  auto samples = Samples(image);
  if (!samples.has_value() || samples->channels != 3) return std::nullopt;
  return samples;
}

}  // namespace arsip::extractors
