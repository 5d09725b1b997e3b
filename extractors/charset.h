// Which encoding a document is in, and the way from it to UTF-8.
// https://encoding.spec.whatwg.org/ (labels, decoding), and for the decision
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding :
// byte order mark, then the Content-Type field, then the first 1,024 bytes of the document, then a
// default.
//
// What declares nothing is UTF-8 when it is well-formed UTF-8, else what charset_detection.h finds,
// else windows-1252. UTF-7 is no label of the standard: whatever says it, it is never decoded.
// DEVIATION: an XML declaration comes before <meta>, in HTML too; the prescan skips the text of
// scripts and styles.
#ifndef ARSIP_EXTRACTORS_CHARSET_H_
#define ARSIP_EXTRACTORS_CHARSET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {

// The standard looks for a declaration this far.
inline constexpr size_t kPrescanBytes = 1024;
// Documents in another encoding than UTF-8 are converted so far; the rest is left out and flagged.
inline constexpr size_t kMaxConvertedBytes = 32u << 20;

// The standard's decoders: charset_decoders.h.
enum class Decoder {
  kUtf8,
  kSingleByte,
  kGb18030,
  kBig5,
  kEucJp,
  kIso2022Jp,
  kShiftJis,
  kEucKr,
  kUtf16Be,
  kUtf16Le,
  kUserDefined,
  kReplacement,
};

struct Encoding {
  std::string_view name;  // of the standard, lower case: "windows-1252"
  Decoder decoder;
  const char* iconv_name;  // whose table a single-byte index is made from, else null
};

// Null when the label is unknown. Surrounding white space and case do
// not count.
const Encoding* EncodingForLabel(std::string_view label);
const Encoding& Utf8();
// Every encoding of the standard.
const std::vector<Encoding>& Encodings();

// What an encoding was decided by.
enum class EncodingSource {
  kByteOrderMark,
  kHeader,
  kDocument,
  kWellFormedUtf8,
  kDetection,
  kNone
};
// "bom", "header", "document", "utf-8", "detection", "none".
std::string_view NameOf(EncodingSource source);

struct EncodingDecision {
  const Encoding* encoding = nullptr;  // never null
  size_t bom_bytes = 0;
  EncodingSource source = EncodingSource::kNone;
  int confidence = 0;          // of a detection, 1 to 100
  bool conflict = false;       // two declarations that disagree
  bool unknown_label = false;  // a declaration that could not be followed
};

// `header_charset` is the charset parameter of Content-Type, or empty. Looks for <meta> and for the
// encoding of an XML declaration.
EncodingDecision DecideEncoding(std::string_view document, std::string_view header_charset);

// Appends `bytes` as UTF-8, bad ones as U+FFFD. Linear.
void AppendDecoded(std::string_view bytes, const Encoding& encoding, std::string& out);

// Keeps its memory from one document to the next. Not thread-safe.
class CharsetConverter {
 public:
  // Makes every index. They are read from disk (charset_indexes.h): inside the sandbox they must
  // have been made before.
  void Preload();

  // `bytes` as UTF-8: a view of `bytes` itself when they are in UTF-8 (ill-formed sequences are
  // left to the reader), else of this converter's memory until its next call. Linear.
  std::string_view ToUtf8(std::string_view bytes, const Encoding& encoding);

 private:
  std::string converted_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARSET_H_
