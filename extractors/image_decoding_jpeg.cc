// JPEG by libjpeg-turbo itself: through libvips the same pixels take twice the time
// (docs/perceptual-hash.md).
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs its types
#include <string>
#include <vector>

// After <cstdio>.
#include <jpeglib.h>

#include "extractors/image_decoders.h"

namespace arsip::extractors {
namespace {

// libjpeg leaves a function only by a jump once an error is met. Each method below catches it, and
// has nothing to destroy in between.
class JpegReader {
 public:
  explicit JpegReader(std::string_view bytes) {
    decoder_.err = ::jpeg_std_error(&errors_);
    errors_.error_exit = Jump;
    errors_.output_message = [](j_common_ptr) {};
    decoder_.client_data = this;
    progress_.progress_monitor = CountScans;
    if (setjmp(jump_) != 0) return;
    ::jpeg_create_decompress(&decoder_);
    decoder_.progress = &progress_;
    ::jpeg_mem_src(&decoder_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    created_ = true;
  }
  ~JpegReader() { ::jpeg_destroy_decompress(&decoder_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  bool ReadHeader() {
    if (!created_ || setjmp(jump_) != 0) return false;
    return ::jpeg_read_header(&decoder_, TRUE) == JPEG_HEADER_OK;
  }
  bool Start() {
    if (setjmp(jump_) != 0) return false;
    switch (decoder_.jpeg_color_space) {
      case JCS_GRAYSCALE:
        decoder_.out_color_space = JCS_GRAYSCALE;
        break;
      case JCS_CMYK:
      case JCS_YCCK:
        decoder_.out_color_space = JCS_CMYK;
        break;
      default:
        decoder_.out_color_space = JCS_RGB;
    }
    return ::jpeg_start_decompress(&decoder_) == TRUE;
  }
  bool ReadRow(uint8_t* row) {
    if (setjmp(jump_) != 0) return false;
    return ::jpeg_read_scanlines(&decoder_, &row, 1) == 1;
  }
  // Reads on to the end of the image: what is missing there is damage, too.
  bool Finish() {
    if (setjmp(jump_) != 0) return false;
    return ::jpeg_finish_decompress(&decoder_) == TRUE;
  }

  [[nodiscard]] const jpeg_decompress_struct& decoder() const { return decoder_; }
  [[nodiscard]] bool warned() const { return errors_.num_warnings > 0; }
  [[nodiscard]] bool too_many_scans() const { return too_many_scans_; }
  std::string Message() {
    char text[JMSG_LENGTH_MAX] = {};
    errors_.format_message(reinterpret_cast<j_common_ptr>(&decoder_), text);
    return text;
  }

 private:
  static JpegReader& Of(j_common_ptr decoder) {
    return *static_cast<JpegReader*>(decoder->client_data);
  }
  [[noreturn]] static void Jump(j_common_ptr decoder) { std::longjmp(Of(decoder).jump_, 1); }
  static void CountScans(j_common_ptr decoder) {
    JpegReader& reader = Of(decoder);
    if (reader.decoder_.input_scan_number <= kMaxJpegScans) return;
    reader.too_many_scans_ = true;
    Jump(decoder);
  }

  jpeg_decompress_struct decoder_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  jmp_buf jump_{};
  bool created_ = false;
  bool too_many_scans_ = false;
};

// Without a profile: ink that is not there lets light through. Adobe's files have it inverted.
void CmykToRgb(const std::vector<uint8_t>& cmyk, bool inverted, std::vector<uint8_t>& rgb) {
  const uint32_t turn = inverted ? 0 : 255;
  for (size_t i = 0; i < rgb.size() / 3; ++i) {
    const uint32_t black = cmyk[4 * i + 3] ^ turn;
    for (size_t c = 0; c < 3; ++c) {
      rgb[3 * i + c] = static_cast<uint8_t>(((cmyk[4 * i + c] ^ turn) * black + 127) / 255);
    }
  }
}

Error Failure(JpegReader& reader) {
  if (!reader.too_many_scans()) return CorruptImage(reader.Message());
  return Error{ErrorCode::kPermission,
               "refused-limit: more than " + std::to_string(kMaxJpegScans) + " scans", "image"};
}

}  // namespace

// The library does not tell its own version at run time; its soname stands for it.
#define ARSIP_TEXT_INNER(x) #x
#define ARSIP_TEXT(x) ARSIP_TEXT_INNER(x)
std::string JpegVersion() { return "libjpeg-turbo " ARSIP_TEXT(LIBJPEG_TURBO_VERSION); }

Result<DecodedImage> DecodeJpeg(std::string_view bytes, ImageRows& rows) {
  JpegReader reader(bytes);
  if (!reader.ReadHeader()) return CorruptImage(reader.Message());
  DecodedImage image;
  image.media_type = "image/jpeg";
  image.width = reader.decoder().image_width;
  image.height = reader.decoder().image_height;
  ARSIP_TRY(CheckImageLimits(image));
  if (!reader.Start()) return Failure(reader);
  const auto components = static_cast<uint32_t>(reader.decoder().output_components);
  image.channels = components == 1 ? 1 : 3;
  std::vector<uint8_t> row(size_t{image.width} * components);
  std::vector<uint8_t> rgb(components == 4 ? size_t{image.width} * 3 : 0);
  rows.Begin(image);
  for (uint32_t y = 0; y < image.height; ++y) {
    if (!reader.ReadRow(row.data())) return Failure(reader);
    if (components == 4) CmykToRgb(row, reader.decoder().saw_Adobe_marker == TRUE, rgb);
    rows.AddRow(y, components == 4 ? rgb.data() : row.data());
  }
  image.damaged = !reader.Finish() || reader.warned();
  return image;
}

}  // namespace arsip::extractors
