// WebP by libwebp itself: libvips asks it for a second thread, which the walls do not allow.
#include <webp/decode.h>
#include <webp/demux.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "extractors/image_decoders.h"

namespace arsip::extractors {
namespace {

struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const { ::WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DeleteDemuxer>;

struct FreePixels {
  void operator()(uint8_t* pixels) const { ::WebPFree(pixels); }
};

// The first frame at its place; what it leaves free of the canvas is black.
void AddCanvas(const DecodedImage& image, const WebPIterator& frame, const uint8_t* rgb,
               ImageRows& rows) {
  std::vector<uint8_t> row(size_t{image.width} * 3);
  const size_t frame_bytes = static_cast<size_t>(frame.width) * 3;
  const auto top = static_cast<uint32_t>(frame.y_offset);
  for (uint32_t y = 0; y < image.height; ++y) {
    std::memset(row.data(), 0, row.size());
    if (y >= top && y < top + static_cast<uint32_t>(frame.height)) {
      std::memcpy(row.data() + static_cast<size_t>(frame.x_offset) * 3,
                  rgb + (y - top) * frame_bytes, frame_bytes);
    }
    rows.AddRow(y, row.data());
  }
}

}  // namespace

Result<DecodedImage> DecodeWebp(std::string_view bytes, ImageRows& rows) {
  const WebPData data{reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
  const Demuxer demuxer(::WebPDemux(&data));
  if (!demuxer) return CorruptImage("webp: no whole image");
  DecodedImage image;
  image.media_type = "image/webp";
  image.width = ::WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
  image.height = ::WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
  image.frames = ::WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT);
  ARSIP_TRY(CheckImageLimits(image));
  WebPIterator frame{};
  if (::WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) return CorruptImage("webp: no frame");
  int width = 0;
  int height = 0;
  const std::unique_ptr<uint8_t, FreePixels> rgb(
      ::WebPDecodeRGB(frame.fragment.bytes, frame.fragment.size, &width, &height));
  // The demuxer has checked that the frame lies within the canvas.
  const bool whole = rgb && width == frame.width && height == frame.height;
  if (whole) {
    rows.Begin(image);
    AddCanvas(image, frame, rgb.get(), rows);
  }
  ::WebPDemuxReleaseIterator(&frame);
  if (!whole) return CorruptImage("webp: no pixels");
  return image;
}

std::string WebpVersion() {
  const int version = ::WebPGetDecoderVersion();
  return "webp " + std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 255) + "." +
         std::to_string(version & 255);
}

}  // namespace arsip::extractors
