// HtmlTextReader: the visible text of an HTML document, and the outline of which it is a part.
//
// Text as a reader sees it: white space folded, block elements and br on lines of their own, table
// cells apart, the alt of images in their place; head, script, style, noscript, template, fallback
// content and anything with the hidden attribute left out.
//
// Requires and costs what HtmlTree does (html_tree.h). Not thread-safe; reusable, its memory too.
#ifndef ARSIP_EXTRACTORS_HTML_TEXT_H_
#define ARSIP_EXTRACTORS_HTML_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/html_tree.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

inline constexpr size_t kMaxHeadings = 200;
inline constexpr size_t kMaxHeadingBytes = 512;

struct VisibleText {
  std::string text;  // well-formed UTF-8, lines separated by \n
  bool truncated = false;
  std::vector<std::string> headings;  // h1 to h6 in document order
  std::string refused;                // "memory > 384 MiB"; then there is no text
};

class HtmlTextReader {
 public:
  explicit HtmlTextReader(const DomBudget& budget = {}) : tree_(budget) {}

  // `html` is UTF-8; what is not becomes U+FFFD.
  VisibleText Read(std::string_view html, size_t max_text_bytes);
  // The same with everything that main_text.h and page_metadata.h read, from the same tree. Null
  // when that was refused (`refused` says why). Valid until Clear() or the next call.
  const PageOutline* Outline(std::string_view html, size_t max_text_bytes, std::string& refused);
  void Clear();

 private:
  HtmlTree tree_;
  PageOutline outline_;
};

// h1 to h6 in document order, at most kMaxHeadings of kMaxHeadingBytes.
std::vector<std::string> HeadingsOf(const PageOutline& outline);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_TEXT_H_
