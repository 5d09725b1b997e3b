#include "extractors/html_text.h"

#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {

std::vector<std::string> HeadingsOf(const PageOutline& outline) {
  std::vector<std::string> headings;
  for (const uint32_t index : outline.headings) {
    if (headings.size() >= kMaxHeadings) break;
    std::string heading;
    AppendFolded(heading, outline.TextOf(outline.elements[index]));
    const std::string_view cut = TrimSpace(CutUtf8(heading, kMaxHeadingBytes));
    if (!cut.empty()) headings.emplace_back(cut);
  }
  return headings;
}

const PageOutline* HtmlTextReader::Outline(std::string_view html, size_t max_text_bytes,
                                           std::string& refused) {
  const GumboNode* const document = tree_.Parse(html);
  refused = tree_.refused();
  if (document == nullptr) return nullptr;
  OutlinePage(*document, max_text_bytes, outline_);
  return &outline_;
}

VisibleText HtmlTextReader::Read(std::string_view html, size_t max_text_bytes) {
  VisibleText result;
  if (const PageOutline* outline = Outline(html, max_text_bytes, result.refused)) {
    result.headings = HeadingsOf(*outline);
    result.truncated = outline->truncated;
    result.text = std::move(outline_.text);
  }
  Clear();
  return result;
}

void HtmlTextReader::Clear() {
  outline_.Clear();
  tree_.Clear();
}

}  // namespace arsip::extractors
