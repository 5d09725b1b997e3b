// Which encoding a document is in, and the way from it to UTF-8.
// https://encoding.spec.whatwg.org/ (labels, decoding), and for the decision
// https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding :
// byte order mark, then the Content-Type field, then the first 1,024 bytes of the document, then a
// default.
//
// DEVIATION: the default is UTF-8 when the bytes are well-formed UTF-8, else windows-1252.
// DEVIATION: ISO-2022-JP, ISO-8859-8-I's visual order, x-user-defined and the labels of the
// "replacement" encoding are not supported: such a label counts as none. UTF-7 is no label of the
// standard; it is never decoded. DEVIATION: bytes that windows-1252 and its kin leave unassigned
// become U+FFFD, not C1 controls.
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

struct Encoding {
  std::string_view name;   // of the standard, lower case: "windows-1252"
  const char* iconv_name;  // null for UTF-8
};

// Null when the label is unknown or its encoding unsupported. Surrounding white space and case do
// not count.
const Encoding* EncodingForLabel(std::string_view label);
const Encoding& Utf8();
// Every supported encoding.
const std::vector<Encoding>& Encodings();

struct EncodingDecision {
  const Encoding* encoding = nullptr;  // never null
  size_t bom_bytes = 0;
  bool conflict = false;       // two declarations that disagree
  bool unknown_label = false;  // a declaration that could not be followed
};

// `header_charset` is the charset parameter of Content-Type, or empty. Looks for <meta> and for the
// encoding of an XML declaration.
EncodingDecision DecideEncoding(std::string_view document, std::string_view header_charset);

// Converts by iconv. glibc loads its tables from disk when an encoding is first used: inside the
// sandbox they must have been loaded before. Not thread-safe.
class CharsetConverter {
 public:
  CharsetConverter();
  ~CharsetConverter();
  CharsetConverter(const CharsetConverter&) = delete;
  CharsetConverter& operator=(const CharsetConverter&) = delete;

  // Opens every encoding; those this system's libc lacks are decoded as UTF-8 with U+FFFD.
  void Preload();

  // `bytes` as UTF-8: a view of `bytes` itself when they are in UTF-8 (ill-formed sequences are
  // left to the reader), else of this converter's memory until its next call. Linear. Bad bytes
  // become U+FFFD.
  std::string_view ToUtf8(std::string_view bytes, const Encoding& encoding);

 private:
  void* Descriptor(const Encoding& encoding);
  void Convert(void* descriptor, std::string_view bytes, size_t unit);

  std::vector<void*> descriptors_;  // iconv_t, by index into Encodings()
  std::string converted_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARSET_H_
