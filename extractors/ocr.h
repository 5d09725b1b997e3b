// Ocr: the text in a picture, by tesseract with the languages that were loaded. Pictures are
// decoded by leptonica from memory: JPEG, PNG, WebP and GIF only, and only when their header says
// that they are small enough. Used by one thread; starts none (REQUIRES: OMP_THREAD_LIMIT=1).
#ifndef ARSIP_EXTRACTORS_OCR_H_
#define ARSIP_EXTRACTORS_OCR_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/image_header.h"

namespace arsip::extractors {

inline constexpr uint64_t kMaxPicturePixels = 100'000'000;
// Of the longer and of the shorter side: no text is looked for in less.
inline constexpr uint32_t kMinPictureSide = 200;
inline constexpr uint32_t kMinPictureShortSide = 40;
// Larger pictures are scaled down to it before their text is read.
inline constexpr uint32_t kMaxReadSide = 4'000;

// Luminance, one byte a pixel, rows without padding.
struct GrayImage {
  uint32_t width = 0;
  uint32_t height = 0;
  std::string pixels;
};

struct OcrText {
  std::string text;     // well-formed UTF-8
  int confidence = 0;   // mean of the words, 0 to 100
  std::string refused;  // "refused-limit: pixels", "refused-limit: time", "corrupt"; or why not:
                        // "small"
};

class Ocr {
 public:
  static constexpr const char* kTessdata = "/usr/share/tesseract-ocr/5/tessdata";

  // Loads the languages ("ind", "eng"); nothing is opened afterwards. kNotFound names the language
  // that is not installed and its package; kInvalidInput: no name of a language.
  static Result<std::unique_ptr<Ocr>> Load(const std::vector<std::string>& languages,
                                           const std::string& tessdata = kTessdata);
  virtual ~Ocr() = default;
  // Of tesseract, "5.3.0".
  static std::string Version();

  virtual const std::vector<std::string>& languages() const = 0;
  // `header` is that of `bytes`.
  virtual OcrText ReadPicture(std::string_view bytes, const ImageHeader& header,
                              std::chrono::milliseconds budget) = 0;
  virtual OcrText ReadGray(const GrayImage& image, std::chrono::milliseconds budget) = 0;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_OCR_H_
