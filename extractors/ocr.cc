#include "extractors/ocr.h"

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "extractors/record_set.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxOcrTextBytes = 1u << 20;
constexpr int kResolution = 300;  // what tesseract takes for granted when nothing is said

struct DestroyPix {
  void operator()(Pix* pix) const { ::pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, DestroyPix>;

bool IsLanguageName(std::string_view name) {
  constexpr size_t kMaxName = 32;
  return !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Status CheckInstalled(const std::string& language, const std::string& tessdata) {
  if (!IsLanguageName(language)) {
    return Error{ErrorCode::kInvalidInput, "'" + language + "' is no name of a language", "OCR"};
  }
  const std::string file = tessdata + "/" + language + ".traineddata";
  if (::access(file.c_str(), R_OK) == 0) return Ok();
  return Error{ErrorCode::kNotFound,
               "the OCR language '" + language + "' is not installed (Debian: tesseract-ocr-" +
                   language + ")",
               file};
}

PixPtr Decode(std::string_view bytes, const ImageHeader& header) {
  const auto* memory = reinterpret_cast<const l_uint8*>(bytes.data());
  if (header.media_type == "image/png") return PixPtr(::pixReadMemPng(memory, bytes.size()));
  if (header.media_type == "image/webp") return PixPtr(::pixReadMemWebP(memory, bytes.size()));
  if (header.media_type == "image/gif") return PixPtr(::pixReadMemGif(memory, bytes.size()));
  // The decoder halves on its way what would be scaled down afterwards.
  int reduction = 1;
  const uint32_t longer = std::max(header.width, header.height);
  while (reduction < 8 && longer / (2 * static_cast<uint32_t>(reduction)) >= kMaxReadSide) {
    reduction *= 2;
  }
  return PixPtr(::pixReadMemJpeg(memory, bytes.size(), 0, reduction, nullptr, 0));
}

PixPtr Gray(PixPtr pix) {
  if (::pixGetColormap(pix.get()) != nullptr) {
    pix.reset(::pixRemoveColormap(pix.get(), REMOVE_CMAP_BASED_ON_SRC));
  }
  // What is seen through lies on white.
  if (pix && ::pixGetDepth(pix.get()) == 32 && ::pixGetSpp(pix.get()) == 4) {
    pix.reset(::pixAlphaBlendUniform(pix.get(), 0xFFFFFF00));
  }
  if (pix) pix.reset(::pixConvertTo8(pix.get(), 0));
  if (!pix) return pix;
  const auto longer =
      static_cast<uint32_t>(std::max(::pixGetWidth(pix.get()), ::pixGetHeight(pix.get())));
  if (longer > kMaxReadSide) {
    const float scale = static_cast<float>(kMaxReadSide) / static_cast<float>(longer);
    pix.reset(::pixScale(pix.get(), scale, scale));
  }
  return pix;
}

class TesseractOcr final : public Ocr {
 public:
  Status Open(const std::vector<std::string>& languages, const std::string& tessdata) {
    languages_ = languages;
    std::string joined;
    for (const std::string& language : languages) {
      ARSIP_TRY(CheckInstalled(language, tessdata));
      if (!joined.empty()) joined += '+';
      joined += language;
    }
    ::setMsgSeverity(L_SEVERITY_NONE);
    if (api_.Init(tessdata.c_str(), joined.c_str(), tesseract::OEM_LSTM_ONLY) != 0) {
      return Error{ErrorCode::kCorruption, "the OCR languages " + joined + " cannot be loaded",
                   tessdata};
    }
    api_.SetVariable("debug_file", "/dev/null");
    return Ok();
  }

  const std::vector<std::string>& languages() const override { return languages_; }

  OcrText ReadPicture(std::string_view bytes, const ImageHeader& header,
                      std::chrono::milliseconds budget) override {
    const auto [shorter, longer] = std::minmax(header.width, header.height);
    if (longer < kMinPictureSide || shorter < kMinPictureShortSide) return {{}, 0, "small"};
    if (header.pixels() > kMaxPicturePixels) return {{}, 0, "refused-limit: pixels"};
    PixPtr pix = Decode(bytes, header);
    if (pix) pix = Gray(std::move(pix));
    if (!pix) return {{}, 0, "corrupt"};
    return Recognise(pix.get(), budget);
  }

  OcrText ReadGray(const GrayImage& image, std::chrono::milliseconds budget) override {
    const PixPtr pix(::pixCreate(static_cast<int>(image.width), static_cast<int>(image.height), 8));
    if (!pix) return {{}, 0, "refused-limit: memory"};
    const auto words = static_cast<size_t>(::pixGetWpl(pix.get()));
    for (uint32_t y = 0; y < image.height; ++y) {
      l_uint32* line = ::pixGetData(pix.get()) + y * words;
      const char* row = image.pixels.data() + size_t{y} * image.width;
      for (uint32_t x = 0; x < image.width; ++x) {
        SET_DATA_BYTE(line, x, static_cast<unsigned char>(row[x]));
      }
    }
    return Recognise(pix.get(), budget);
  }

 private:
  // Layout analysis takes a few lines of Burmese, or a word on a picture, for no text at all: what
  // it leaves empty is looked through once more without it, and believed when it is sure.
  OcrText Recognise(Pix* pix, std::chrono::milliseconds budget) try {
    constexpr int kSure = 60;
    const auto begin = std::chrono::steady_clock::now();
    if (budget.count() <= 0) return {{}, 0, "refused-limit: time"};
    if (::pixGetXRes(pix) <= 0) ::pixSetResolution(pix, kResolution, kResolution);
    api_.SetImage(pix);
    OcrText read = RecogniseAs(tesseract::PSM_AUTO, budget);
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (read.text.empty() && read.refused.empty() && spent < budget) {
      OcrText sparse = RecogniseAs(tesseract::PSM_SPARSE_TEXT, budget - spent);
      if (sparse.confidence >= kSure) read = std::move(sparse);
    }
    api_.Clear();
    return read;
  } catch (const std::bad_alloc&) {
    return {{}, 0, "refused-limit: memory"};
  }

  OcrText RecogniseAs(tesseract::PageSegMode mode, std::chrono::milliseconds budget) {
    OcrText read;
    api_.SetPageSegMode(mode);
    tesseract::ETEXT_DESC monitor;
    monitor.set_deadline_msecs(static_cast<int>(budget.count()));
    if (api_.Recognize(&monitor) != 0) read.refused = "corrupt";
    if (monitor.deadline_exceeded()) read.refused = "refused-limit: time";
    const std::unique_ptr<char[]> text(api_.GetUTF8Text());
    if (text) read.text = CleanText(text.get(), kMaxOcrTextBytes);
    while (!read.text.empty() && (read.text.back() == '\n' || read.text.back() == ' ')) {
      read.text.pop_back();
    }
    read.confidence = api_.MeanTextConf();
    return read;
  }

  tesseract::TessBaseAPI api_;
  std::vector<std::string> languages_;
};

}  // namespace

std::string Ocr::Version() { return tesseract::TessBaseAPI::Version(); }

Result<std::unique_ptr<Ocr>> Ocr::Load(const std::vector<std::string>& languages,
                                       const std::string& tessdata) {
  auto ocr = std::make_unique<TesseractOcr>();
  ARSIP_TRY(ocr->Open(languages, tessdata));
  // Once over a picture with something on it: what is made at first use is made now.
  GrayImage image{400, 120, std::string(size_t{400} * 120, '\xFF')};
  for (uint32_t y = 30; y < 90; ++y) {
    for (uint32_t x = 40; x < 360; x += 40) image.pixels[size_t{y} * 400 + x] = '\0';
  }
  (void)ocr->ReadGray(image, std::chrono::seconds(10));
  return std::unique_ptr<Ocr>(std::move(ocr));
}

}  // namespace arsip::extractors
