#include "extractors/zawgyi.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr int kStrong = 3;
constexpr int kFair = 2;
// Bytes whose evidence is weighed; more of it would say the same.
constexpr size_t kWeighedBytes = 64u << 10;

bool IsConsonant(UChar32 c) { return (c >= 0x1000 && c <= 0x102A) || c == 0x103F || c == 0x104E; }
bool IsVowelSign(UChar32 c) { return (c >= 0x102B && c <= 0x1030) || c == 0x1032 || c == 0x1036; }
bool IsMedial(UChar32 c) { return c >= 0x103B && c <= 0x103E; }
// Letters and signs that Unicode has for other languages, and Zawgyi for its glyphs.
bool IsShared(UChar32 c) { return (c >= 0x1050 && c <= 0x109F) || c == 0x1033 || c == 0x1034; }

// U+1031, the vowel e.
int EvidenceOfE(UChar32 before, UChar32 after) {
  if (!IsConsonant(after) && after != 0x103B && after != 0x1031 && !IsShared(after)) return -kFair;
  const bool carried = IsConsonant(before) || IsMedial(before) || IsShared(before);
  return carried ? 0 : kStrong;
}

// U+1039: virama in Unicode, asat in Zawgyi.
int EvidenceOfVirama(UChar32 after) { return IsConsonant(after) || IsShared(after) ? 0 : kStrong; }

// U+103A: asat in Unicode, medial ya in Zawgyi.
int EvidenceOfAsat(UChar32 after) {
  if (IsVowelSign(after)) return kFair;
  return IsConsonant(after) || IsShared(after) || IsMedial(after) || after == 0x1031 ? 0 : -kFair;
}

// U+103B: medial ya in Unicode, medial ra before its consonant in Zawgyi.
int EvidenceOfMedial(UChar32 before, UChar32 after) {
  if (!IsConsonant(after)) return IsShared(after) ? 0 : -kFair;
  const bool carried = IsConsonant(before) || IsMedial(before) || IsShared(before);
  return carried ? 0 : kFair;
}

int EvidenceOf(UChar32 before, UChar32 c, UChar32 after) {
  switch (c) {
    case 0x1031:
      return EvidenceOfE(before, after);
    case 0x1039:
      return EvidenceOfVirama(after);
    case 0x103A:
      return EvidenceOfAsat(after);
    case 0x103B:
      return EvidenceOfMedial(before, after);
    default:
      return 0;
  }
}

bool HasMyanmar(std::string_view text) {
  return text.find("\xE1\x80") != std::string_view::npos ||
         text.find("\xE1\x81") != std::string_view::npos;
}

}  // namespace

int ZawgyiEvidence(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(std::min(text.size(), kWeighedBytes));
  UChar32 before = 0;
  UChar32 current = 0;
  int evidence = 0;
  for (int32_t at = 0; at < length;) {
    UChar32 after;
    U8_NEXT(bytes, at, length, after);
    evidence += EvidenceOf(before, current, after);
    before = current;
    current = after;
  }
  return evidence + EvidenceOf(before, current, 0);
}

struct ZawgyiConverter::Rules {
  std::unique_ptr<icu::Transliterator> transliterator;
  bool tried = false;
};

ZawgyiConverter::ZawgyiConverter() : rules_(std::make_unique<Rules>()) {}
ZawgyiConverter::~ZawgyiConverter() = default;

void ZawgyiConverter::Preload() {
  if (rules_->tried) return;
  rules_->tried = true;
  UErrorCode error = U_ZERO_ERROR;
  rules_->transliterator.reset(
      icu::Transliterator::createInstance("Zawgyi-my", UTRANS_FORWARD, error));
  if (U_FAILURE(error)) rules_->transliterator.reset();
  std::string sample = "\xE1\x80\xBB\xE1\x80\x99\xE1\x80\x94\xE1\x80\xB9\xE1\x80\x99\xE1\x80\xAC";
  bool cut = false;
  Convert(sample, sample.size(), cut);
}

bool ZawgyiConverter::Convert(std::string& text, size_t max_bytes, bool& cut) {
  if (!HasMyanmar(text)) return false;
  Preload();
  if (!rules_->transliterator) return false;
  const bool whole = ZawgyiEvidence(text) >= kZawgyiThreshold;
  std::string converted;
  bool any = false;
  size_t spent = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end;
    const int evidence = HasMyanmar(line) ? ZawgyiEvidence(line) : -kZawgyiThreshold;
    const bool zawgyi = evidence >= kZawgyiThreshold || (whole && evidence > -kZawgyiThreshold);
    if (!zawgyi || spent + line.size() > kMaxZawgyiBytes) {
      cut |= zawgyi;
      converted += line;
      continue;
    }
    spent += line.size();
    any = true;
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(
        icu::StringPiece(line.data(), static_cast<int32_t>(line.size())));
    rules_->transliterator->transliterate(unicode);
    unicode.toUTF8String(converted);
  }
  if (!any) return false;
  cut |= converted.size() > max_bytes;
  text = CutUtf8(converted, max_bytes);
  return true;
}

}  // namespace arsip::extractors
