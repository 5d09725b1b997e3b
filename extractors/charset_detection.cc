#include "extractors/charset_detection.h"

#include <unicode/ucsdet.h>

#include <algorithm>
#include <memory>
#include <string>

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr size_t kFewBytes = 64;

struct Close {
  void operator()(UCharsetDetector* detector) const { ::ucsdet_close(detector); }
};

unsigned ByteAt(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

// Latin text in UTF-16: every other byte is NUL.
std::optional<DetectedEncoding> DetectUtf16(std::string_view bytes) {
  size_t nuls[2] = {};
  for (size_t i = 0; i < bytes.size(); ++i) nuls[i % 2] += bytes[i] == '\0';
  const size_t units = bytes.size() / 2;
  for (const size_t high : {0, 1}) {
    if (units < 8 || nuls[high] * 10 < units * 7 || nuls[1 - high] * 50 > units) continue;
    return DetectedEncoding{EncodingForLabel(high == 0 ? "utf-16be" : "utf-16le"), 80};
  }
  return std::nullopt;
}

// Thai in its single bytes: vowels above and below and tone marks stand behind a consonant, and
// are a fifth of the letters.
std::optional<DetectedEncoding> DetectThai(std::string_view bytes) {
  size_t letters = 0;
  size_t marks = 0;
  size_t strays = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const unsigned byte = ByteAt(bytes, i);
    if (byte < 0xA1) continue;
    if ((byte > 0xDA && byte < 0xDF) || byte > 0xFB) return std::nullopt;
    ++letters;
    const bool mark =
        byte == 0xD1 || (byte >= 0xD4 && byte <= 0xDA) || (byte >= 0xE7 && byte <= 0xEE);
    if (!mark) continue;
    ++marks;
    const unsigned before = i == 0 ? 0 : ByteAt(bytes, i - 1);
    const bool on_consonant = before >= 0xA1 && before <= 0xCE;
    const bool on_vowel = before == 0xD1 || (before >= 0xD4 && before <= 0xD9);
    strays += !on_consonant && !(on_vowel && byte >= 0xE7);
  }
  if (letters < 8 || marks * 10 < letters || marks * 10 > letters * 5 || strays * 20 > marks) {
    return std::nullopt;
  }
  return DetectedEncoding{EncodingForLabel("windows-874"), letters < kFewBytes ? 60 : 90};
}

// Whether the bytes are possible in the encoding; their end may be cut.
bool Decodes(std::string_view bytes, const Encoding& encoding) {
  std::string text;
  AppendDecoded(bytes, encoding, text);
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  const size_t error = text.find(kReplacement);
  return error == std::string::npos || error + kReplacement.size() == text.size();
}

std::optional<DetectedEncoding> DetectByIcu(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, Close> detector(::ucsdet_open(&error));
  if (U_FAILURE(error)) return std::nullopt;
  ::ucsdet_enableInputFilter(detector.get(), true);  // without tags
  ::ucsdet_setText(detector.get(), bytes.data(), static_cast<int32_t>(bytes.size()), &error);
  int32_t found = 0;
  const UCharsetMatch** matches = ::ucsdet_detectAll(detector.get(), &found, &error);
  if (U_FAILURE(error)) return std::nullopt;
  for (int32_t i = 0; i < found; ++i) {
    const int32_t confidence = ::ucsdet_getConfidence(matches[i], &error);
    const char* name = ::ucsdet_getName(matches[i], &error);
    if (U_FAILURE(error) || confidence < kLeastConfidence) break;
    const Encoding* encoding = EncodingForLabel(name);
    if (encoding == nullptr || encoding->decoder == Decoder::kUtf8 ||
        encoding->decoder == Decoder::kReplacement || !Decodes(bytes, *encoding)) {
      continue;
    }
    return DetectedEncoding{encoding, confidence};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DetectedEncoding> DetectEncoding(std::string_view document) {
  const std::string_view bytes = document.substr(0, kDetectionBytes);
  if (const auto utf16 = DetectUtf16(bytes)) return utf16;
  const bool escapes = bytes.find('\x1B') != std::string_view::npos;
  if (IsWellFormedUtf8Prefix(document) && !escapes) return std::nullopt;
  if (const auto thai = DetectThai(bytes)) return thai;
  std::optional<DetectedEncoding> detected = DetectByIcu(bytes);
  // Of seven bits only ISO-2022-JP is an encoding of its own.
  if (detected && IsWellFormedUtf8Prefix(document) &&
      detected->encoding->decoder != Decoder::kIso2022Jp) {
    return std::nullopt;
  }
  return detected;
}

}  // namespace arsip::extractors
