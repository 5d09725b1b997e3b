// HtmlTextReader: the visible text of an HTML document, by the standard's tree construction
// (Gumbo). https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
//
// Text as a reader sees it: white space folded, block elements and br on lines of their own, table
// cells apart, the alt of images in their place; head, script, style, noscript, template, fallback
// content and anything with the hidden attribute left out.
//
// REQUIRES of every document: the link scanner's DocumentFacts::dom_refused is empty. That pre-scan
// turns away what makes Gumbo quadratic; behind it stands a budget of memory and processor time, at
// whose end the tree is abandoned. Not thread-safe; reusable, its memory too.
#ifndef ARSIP_EXTRACTORS_HTML_TEXT_H_
#define ARSIP_EXTRACTORS_HTML_TEXT_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/arena.h"

namespace arsip::extractors {

inline constexpr size_t kMaxHeadings = 200;
inline constexpr size_t kMaxHeadingBytes = 512;

struct VisibleText {
  std::string text;  // well-formed UTF-8, lines separated by \n
  bool truncated = false;
  std::vector<std::string> headings;  // h1 to h6 in document order
  std::string refused;                // "memory > 384 MiB"; then there is no text
};

struct DomBudget {
  size_t max_memory_bytes = 384u << 20;           // Default: 384 MiB.
  std::chrono::milliseconds max_cpu_time{2'000};  // of the calling thread. Default: 2s.
};

class HtmlTextReader {
 public:
  explicit HtmlTextReader(const DomBudget& budget = {});

  // `html` is UTF-8; what is not becomes U+FFFD.
  VisibleText Read(std::string_view html, size_t max_text_bytes);

 private:
  const DomBudget budget_;
  Arena arena_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_TEXT_H_
