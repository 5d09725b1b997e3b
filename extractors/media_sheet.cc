#include "extractors/media_sheet.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs its types
#include <cstdlib>
#include <utility>

// After <cstdio>.
#include <jpeglib.h>

namespace arsip::extractors {
namespace {

constexpr int kJpegQuality = 60;
constexpr uint8_t kBackground = 255;
constexpr uint32_t kGap = 4;

// The mean of up to 2 x radius + 1 samples, `count` of them `step` apart.
void BlurLine(uint8_t* line, size_t count, size_t step, size_t radius, std::vector<uint8_t>& out) {
  out.resize(count);
  uint32_t sum = 0;
  for (size_t i = 0; i < std::min(radius, count); ++i) sum += line[i * step];
  for (size_t i = 0; i < count; ++i) {
    if (i + radius < count) sum += line[(i + radius) * step];
    if (i > radius) sum -= line[(i - radius - 1) * step];
    const size_t begin = i > radius ? i - radius : 0;
    const size_t end = std::min(count, i + radius + 1);
    out[i] = static_cast<uint8_t>(sum / (end - begin));
  }
  for (size_t i = 0; i < count; ++i) line[i * step] = out[i];
}

// libjpeg leaves a function only by a jump once an error is met.
class JpegWriter {
 public:
  JpegWriter() {
    encoder_.err = ::jpeg_std_error(&errors_);
    errors_.error_exit = Jump;
    errors_.output_message = [](j_common_ptr) {};
    encoder_.client_data = this;
  }
  ~JpegWriter() {
    ::jpeg_destroy_compress(&encoder_);
    std::free(bytes_);
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  bool Write(const GreyImage& image) {
    if (setjmp(jump_) != 0) return false;
    ::jpeg_create_compress(&encoder_);
    ::jpeg_mem_dest(&encoder_, &bytes_, &size_);
    encoder_.image_width = image.width;
    encoder_.image_height = image.height;
    encoder_.input_components = 1;
    encoder_.in_color_space = JCS_GRAYSCALE;
    ::jpeg_set_defaults(&encoder_);
    ::jpeg_set_quality(&encoder_, kJpegQuality, TRUE);
    ::jpeg_start_compress(&encoder_, TRUE);
    while (encoder_.next_scanline < encoder_.image_height) {
      // libjpeg reads what it takes as not const.
      JSAMPROW row =
          const_cast<uint8_t*>(image.samples.data()) + size_t{encoder_.next_scanline} * image.width;
      ::jpeg_write_scanlines(&encoder_, &row, 1);
    }
    ::jpeg_finish_compress(&encoder_);
    return true;
  }
  std::string Bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }

 private:
  static void Jump(j_common_ptr encoder) {
    std::longjmp(static_cast<JpegWriter*>(encoder->client_data)->jump_, 1);
  }

  jpeg_compress_struct encoder_{};
  jpeg_error_mgr errors_{};
  std::jmp_buf jump_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;  // NOLINT(google-runtime-int): libjpeg's type
};

}  // namespace

void Blur(GreyImage& image, uint32_t radius) {
  std::vector<uint8_t> line;
  for (int round = 0; round < 2; ++round) {
    for (uint32_t y = 0; y < image.height; ++y) {
      BlurLine(image.samples.data() + size_t{y} * image.width, image.width, 1, radius, line);
    }
    for (uint32_t x = 0; x < image.width; ++x) {
      BlurLine(image.samples.data() + x, image.height, image.width, radius, line);
    }
  }
}

std::string EncodeGreyJpeg(const GreyImage& image) {
  if (image.width == 0 || image.height == 0) return "";
  JpegWriter writer;
  return writer.Write(image) ? writer.Bytes() : "";
}

bool ContactSheet::Wants() { return asked_++ % stride_ == 0; }

void ContactSheet::Add(GreyImage frame) {
  if (!frames_.empty() && (frame.width != frames_[0].width || frame.height != frames_[0].height)) {
    return;
  }
  frames_.push_back(std::move(frame));
  if (frames_.size() < kMostKept) return;
  for (size_t i = 0; 2 * i < frames_.size(); ++i) {
    if (i > 0) frames_[i] = std::move(frames_[2 * i]);
  }
  frames_.resize(frames_.size() / 2);
  stride_ *= 2;
}

GreyImage ContactSheet::Compose() const {
  GreyImage sheet;
  if (frames_.empty()) return sheet;
  const size_t shown = std::min(frames_.size(), kShown);
  const size_t columns = std::min(shown, kColumns);
  const size_t rows = (shown + kColumns - 1) / kColumns;
  const size_t across = frames_[0].width + kGap;
  const size_t down = frames_[0].height + kGap;
  sheet.width = static_cast<uint32_t>(columns * across + kGap);
  sheet.height = static_cast<uint32_t>(rows * down + kGap);
  sheet.samples.assign(size_t{sheet.width} * sheet.height, kBackground);
  for (size_t i = 0; i < shown; ++i) {
    const GreyImage& frame = frames_[i * frames_.size() / shown];
    const size_t left = kGap + i % kColumns * across;
    const size_t top = kGap + i / kColumns * down;
    for (uint32_t y = 0; y < frame.height; ++y) {
      const uint8_t* from = frame.samples.data() + size_t{y} * frame.width;
      std::copy_n(from, frame.width, sheet.samples.data() + (top + y) * sheet.width + left);
    }
  }
  return sheet;
}

}  // namespace arsip::extractors
