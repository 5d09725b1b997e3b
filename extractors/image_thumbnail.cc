#include "extractors/image_thumbnail.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs its types
#include <cstdlib>
#include <vector>

// After <cstdio>.
#include <jpeglib.h>

namespace arsip::extractors {
namespace {

constexpr int kQuality = 60;

uint32_t Luma(const uint8_t* sample, uint32_t channels) {
  return channels < 3 ? *sample : (299u * sample[0] + 587u * sample[1] + 114u * sample[2]) / 1000;
}

// Each pixel is the mean of the part of the image that it stands for.
GreyImage Shrunk(const PixelView& pixels, uint32_t width, uint32_t height) {
  GreyImage grey{width, height, std::string(size_t{width} * height, '\0')};
  for (uint32_t y = 0; y < height; ++y) {
    const uint32_t top = static_cast<uint32_t>(uint64_t{y} * pixels.height / height);
    const uint32_t bottom =
        std::max(top + 1, static_cast<uint32_t>(uint64_t{y + 1} * pixels.height / height));
    for (uint32_t x = 0; x < width; ++x) {
      const uint32_t left = static_cast<uint32_t>(uint64_t{x} * pixels.width / width);
      const uint32_t right =
          std::max(left + 1, static_cast<uint32_t>(uint64_t{x + 1} * pixels.width / width));
      uint64_t sum = 0;
      for (uint32_t row = top; row < bottom; ++row) {
        for (uint32_t column = left; column < right; ++column) {
          const size_t at = (size_t{row} * pixels.width + column) * pixels.channels;
          sum += Luma(pixels.samples + at, pixels.channels);
        }
      }
      const uint64_t count = uint64_t{bottom - top} * (right - left);
      grey.samples[size_t{y} * width + x] = static_cast<char>(sum / count);
    }
  }
  return grey;
}

// One line of `length` samples, `step` apart; at the ends the mean is of what is there.
void BlurLine(std::string& samples, size_t first, size_t step, uint32_t length, uint32_t radius,
              std::vector<uint8_t>& line) {
  for (uint32_t i = 0; i < length; ++i) line[i] = static_cast<uint8_t>(samples[first + i * step]);
  uint32_t sum = 0;
  uint32_t end = 0;
  for (uint32_t i = 0; i < length; ++i) {
    for (; end < length && end <= i + radius; ++end) sum += line[end];
    const uint32_t begin = i > radius ? i - radius : 0;
    if (i > radius) sum -= line[begin - 1];
    samples[first + i * step] = static_cast<char>(sum / (end - begin));
  }
}

void Blur(GreyImage& image) {
  const uint32_t radius = std::max(1u, std::max(image.width, image.height) / kThumbnailBlurPart);
  std::vector<uint8_t> line(std::max(image.width, image.height));
  for (uint32_t time = 0; time < kThumbnailBlurs; ++time) {
    for (uint32_t y = 0; y < image.height; ++y) {
      BlurLine(image.samples, size_t{y} * image.width, 1, image.width, radius, line);
    }
    for (uint32_t x = 0; x < image.width; ++x) {
      BlurLine(image.samples, x, image.width, image.height, radius, line);
    }
  }
}

// libjpeg leaves a function only by a jump once an error is met: nothing here has a destructor that
// the jump would pass over.
class JpegWriter {
 public:
  JpegWriter(uint8_t* room, unsigned long size) : room_(room), size_(size) {
    encoder_.err = ::jpeg_std_error(&errors_);
    errors_.error_exit = Jump;
    errors_.output_message = [](j_common_ptr) {};
    encoder_.client_data = this;
  }
  ~JpegWriter() { ::jpeg_destroy_compress(&encoder_); }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  bool Write(const GreyImage& image) {
    if (setjmp(jump_) != 0) return false;
    ::jpeg_create_compress(&encoder_);
    ::jpeg_mem_dest(&encoder_, &room_, &size_);
    encoder_.image_width = image.width;
    encoder_.image_height = image.height;
    encoder_.input_components = 1;
    encoder_.in_color_space = JCS_GRAYSCALE;
    ::jpeg_set_defaults(&encoder_);
    ::jpeg_set_quality(&encoder_, kQuality, TRUE);
    ::jpeg_start_compress(&encoder_, TRUE);
    while (encoder_.next_scanline < image.height) {
      const char* row = image.samples.data() + size_t{encoder_.next_scanline} * image.width;
      auto* samples = reinterpret_cast<JSAMPROW>(const_cast<char*>(row));
      ::jpeg_write_scanlines(&encoder_, &samples, 1);
    }
    ::jpeg_finish_compress(&encoder_);
    return true;
  }
  [[nodiscard]] unsigned long size() const { return size_; }
  // Not where it was told to write: the room was too small, and libjpeg took more.
  [[nodiscard]] uint8_t* written() const { return room_; }

 private:
  [[noreturn]] static void Jump(j_common_ptr encoder) {
    std::longjmp(static_cast<JpegWriter*>(encoder->client_data)->jump_, 1);
  }

  jpeg_compress_struct encoder_{};
  jpeg_error_mgr errors_{};
  jmp_buf jump_{};
  uint8_t* room_;
  unsigned long size_;
};

}  // namespace

GreyImage BlurredThumbnail(const PixelView& pixels, uint32_t width, uint32_t height) {
  const uint32_t longer = std::max(width, height);
  const uint32_t side = std::min(longer, kThumbnailSide);
  const auto scaled = [&](uint32_t length) {
    return std::max(1u, static_cast<uint32_t>(uint64_t{length} * side / longer));
  };
  GreyImage image = Shrunk(pixels, scaled(width), scaled(height));
  Blur(image);
  return image;
}

std::string EncodeThumbnail(const GreyImage& image) {
  std::array<uint8_t, kMaxThumbnailBytes> room;
  JpegWriter writer(room.data(), room.size());
  std::string jpeg;
  const bool written = writer.Write(image);
  if (written && writer.written() == room.data()) {
    jpeg.assign(reinterpret_cast<const char*>(room.data()), writer.size());
  } else if (writer.written() != room.data()) {
    std::free(writer.written());
  }
  return jpeg;
}

}  // namespace arsip::extractors
