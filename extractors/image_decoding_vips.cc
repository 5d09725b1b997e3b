// PNG, GIF and WebP by libvips. Its pipelines run in threads of their own, which the walls do not
// allow: regions are asked for one by one instead, and are then computed by whoever asks.
#include <vips/vips.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

#include "extractors/image_decoders.h"

namespace arsip::extractors {
namespace {

constexpr uint32_t kRowsAtOnce = 64;

struct Unref {
  void operator()(void* object) const { ::g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

Error FromVips() {
  std::string message = ::vips_error_buffer();
  ::vips_error_clear();
  while (!message.empty() && message.back() == '\n') message.pop_back();
  return CorruptImage(message);
}

Image Open(std::string_view media_type, std::string_view bytes, VipsFailOn fail_on) {
  // libvips reads it only; the signature is of C.
  void* const memory = const_cast<char*>(bytes.data());
  VipsImage* image = nullptr;
  int failed = -1;
  const auto load = [&](auto loader) {
    failed = loader(memory, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                    fail_on, nullptr);
  };
  if (media_type == "image/png") {
    load(::vips_pngload_buffer);
  } else if (media_type == "image/gif") {
    load(::vips_gifload_buffer);
  } else if (media_type == "image/webp") {
    load(::vips_webpload_buffer);
  }
  return Image(failed == 0 ? image : nullptr);
}

// The 8-bit samples of a row, without what is no colour.
template <class Sample>
void CopyRow(const void* from, uint32_t bands, uint32_t channels, std::vector<uint8_t>& row) {
  const auto* samples = static_cast<const Sample*>(from);
  for (size_t i = 0; i < row.size() / channels; ++i) {
    for (uint32_t c = 0; c < channels; ++c) {
      row[i * channels + c] =
          static_cast<uint8_t>(samples[i * bands + c] >> (8 * (sizeof(Sample) - 1)));
    }
  }
}

DecodedImage HeaderOf(VipsImage* image, std::string_view media_type) {
  DecodedImage header;
  header.media_type = media_type;
  header.width = static_cast<uint32_t>(::vips_image_get_width(image));
  header.height = static_cast<uint32_t>(::vips_image_get_height(image));
  header.frames = static_cast<uint32_t>(std::max(1, ::vips_image_get_n_pages(image)));
  header.channels = ::vips_image_get_bands(image) < 3 ? 1 : 3;
  return header;
}

Status ReadRows(VipsImage* image, const DecodedImage& header, ImageRows& rows) {
  const auto bands = static_cast<uint32_t>(::vips_image_get_bands(image));
  const VipsBandFormat format = ::vips_image_get_format(image);
  if (bands > 4 || (format != VIPS_FORMAT_UCHAR && format != VIPS_FORMAT_USHORT)) {
    return CorruptImage("samples of no known form");
  }
  const Region region(::vips_region_new(image));
  std::vector<uint8_t> row(size_t{header.width} * header.channels);
  for (uint32_t top = 0; top < header.height; top += kRowsAtOnce) {
    const uint32_t count = std::min(kRowsAtOnce, header.height - top);
    const VipsRect rect{0, static_cast<int>(top), static_cast<int>(header.width),
                        static_cast<int>(count)};
    if (::vips_region_prepare(region.get(), &rect) != 0) return FromVips();
    for (uint32_t y = top; y < top + count; ++y) {
      const void* samples = VIPS_REGION_ADDR(region.get(), 0, static_cast<int>(y));
      if (format == VIPS_FORMAT_UCHAR) {
        CopyRow<uint8_t>(samples, bands, header.channels, row);
      } else {
        CopyRow<uint16_t>(samples, bands, header.channels, row);
      }
      rows.AddRow(y, row.data());
    }
  }
  return Ok();
}

Result<DecodedImage> Decode(std::string_view media_type, std::string_view bytes, VipsFailOn fail_on,
                            ImageRows& rows) {
  const Image image = Open(media_type, bytes, fail_on);
  if (!image) return FromVips();
  const DecodedImage header = HeaderOf(image.get(), media_type);
  ARSIP_TRY(CheckImageLimits(header));
  rows.Begin(header);
  ARSIP_TRY(ReadRows(image.get(), header, rows));
  return header;
}

}  // namespace

Result<DecodedImage> DecodeWithVips(std::string_view media_type, std::string_view bytes,
                                    ImageRows& rows) {
  Result<DecodedImage> whole = Decode(media_type, bytes, VIPS_FAIL_ON_ERROR, rows);
  if (whole || whole.error().code == ErrorCode::kPermission) return whole;
  Result<DecodedImage> damaged = Decode(media_type, bytes, VIPS_FAIL_ON_NONE, rows);
  ::vips_error_clear();
  if (!damaged) return whole;
  damaged->damaged = true;
  return damaged;
}

std::string VipsVersion() { return std::string("vips ") + ::vips_version_string(); }

Status StartVips() {
  // Before anything of libvips runs: it would compile loops into executable memory, which the walls
  // deny, and load modules for formats that are refused here.
  ::setenv("VIPS_NOVECTOR", "1", 1);
  ::setenv("VIPSHOME", "/nonexistent", 1);
  if (VIPS_INIT("arsip") != 0) return Error{ErrorCode::kInternal, ::vips_error_buffer(), "libvips"};
  ::vips_concurrency_set(1);
  ::vips_cache_set_max(0);
  ::vips_block_untrusted_set(TRUE);
  ::g_log_set_handler(
      "VIPS", G_LOG_LEVEL_WARNING, [](auto...) {}, nullptr);
  return Ok();
}

}  // namespace arsip::extractors
