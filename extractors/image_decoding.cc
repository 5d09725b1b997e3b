#include "extractors/image_decoding.h"

#include <array>
#include <string>
#include <utility>

#include "base/media_type.h"
#include "extractors/image_decoders.h"

namespace arsip::extractors {
namespace {

using std::string_view_literals::operator""sv;

// One pixel of each format that libvips decodes, so that its loaders are there once the walls are
// up.
constexpr std::array kOnePixel = {
    "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01"
    "\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41"
    "\x54\x78\x9c\x63\x68\x00\x00\x00\x82\x00\x81\x77\xcd\x72\xb6\x00\x00\x00\x00\x49"
    "\x45\x4e\x44\xae\x42\x60\x82"sv,
    "\x47\x49\x46\x38\x39\x61\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c"
    "\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b"sv,
    "\x52\x49\x46\x46\x1a\x00\x00\x00\x57\x45\x42\x50\x56\x50\x38\x4c\x0d\x00\x00\x00"
    "\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"sv};

class NoRows : public ImageRows {
 public:
  void Begin(const DecodedImage&) override {}
  void AddRow(uint32_t, const uint8_t*) override {}
};

Status LoadOnce() {
  ARSIP_TRY(StartVips());
  NoRows rows;
  for (const std::string_view image : kOnePixel) {
    const Result<DecodedImage> decoded = DecodeWithVips(SniffMediaType(image), image, rows);
    if (!decoded) return decoded.error();
  }
  return Ok();
}

}  // namespace

Error CorruptImage(std::string_view why) {
  constexpr size_t kMaxReason = 200;
  std::string message = "corrupt: ";
  if (why.empty()) why = "the decoder gives no reason";
  for (const char c : why.substr(0, kMaxReason)) message += c >= ' ' && c <= '~' ? c : ' ';
  return Error{ErrorCode::kInvalidInput, std::move(message), "image"};
}

Status CheckImageLimits(const DecodedImage& image) {
  const auto refused = [](const std::string& what) {
    return Error{ErrorCode::kPermission, "refused-limit: " + what, "image"};
  };
  const uint64_t pixels = uint64_t{image.width} * image.height;
  if (pixels == 0) return CorruptImage("no pixels");
  if (pixels > kMaxImagePixels) {
    return refused(std::to_string(image.width) + " x " + std::to_string(image.height) + " pixels");
  }
  if (image.frames > kMaxImageFrames) return refused(std::to_string(image.frames) + " frames");
  return Ok();
}

Status LoadImageDecoders() {
  static const Status loaded = LoadOnce();
  return loaded;
}

std::string ImageDecoderVersions() { return JpegVersion() + ", " + VipsVersion(); }

Result<DecodedImage> DecodeImage(std::string_view bytes, ImageRows& rows) {
  const std::string_view media_type = SniffMediaType(bytes.substr(0, 4096));
  if (media_type == "image/jpeg") return DecodeJpeg(bytes, rows);
  if (media_type != "image/png" && media_type != "image/gif" && media_type != "image/webp") {
    return Error{ErrorCode::kInvalidInput, "unsupported: " + std::string(media_type), "image"};
  }
  ARSIP_TRY(LoadImageDecoders());
  return DecodeWithVips(media_type, bytes, rows);
}

}  // namespace arsip::extractors
