// Which encoding a document without any declaration is likely in: ICU's character set detection
// (https://unicode-org.github.io/icu/userguide/conversion/detection.html), and rules for what it
// does not know: Thai in windows-874, UTF-16 without a byte order mark. A guess counts only when
// the bytes decode without error. Bounded: looks at kDetectionBytes.
#ifndef ARSIP_EXTRACTORS_CHARSET_DETECTION_H_
#define ARSIP_EXTRACTORS_CHARSET_DETECTION_H_

#include <optional>
#include <string_view>

#include "extractors/charset.h"

namespace arsip::extractors {

inline constexpr size_t kDetectionBytes = 16u << 10;
// Of 100; below, ICU is guessing.
inline constexpr int kLeastConfidence = 20;

struct DetectedEncoding {
  const Encoding* encoding;  // never null, never UTF-8
  int confidence;            // 1 to 100
};

// None for what is well-formed UTF-8 and neither ISO-2022-JP nor UTF-16 in disguise. Pure;
// thread-safe.
std::optional<DetectedEncoding> DetectEncoding(std::string_view document);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARSET_DETECTION_H_
