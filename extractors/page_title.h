// ChooseTitle: which of the things that call themselves the title of a page is its text's.
// The document's title names the site as well, and h1 is the site's name on many a blog; but the
// heading that the document's title repeats is the text's. Pure.
#ifndef ARSIP_EXTRACTORS_PAGE_TITLE_H_
#define ARSIP_EXTRACTORS_PAGE_TITLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "extractors/content_scoring.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

// What the page offers; empty: nothing.
struct TitleCandidates {
  std::string_view document;  // <title>
  std::string_view meta;
  std::string_view meta_name;  // "og:title"
  std::string_view headline;   // of JSON-LD
};

struct PageTitle {
  std::string text;
  std::string source;             // "h1", "og:title", "json-ld:headline", "title"
  uint32_t element = kNoElement;  // the heading that shows it
};

PageTitle ChooseTitle(const PageOutline& outline, const TitleCandidates& candidates);

// White space folded, without the link to itself that follows headings of documentation.
std::string HeadingText(const PageOutline& outline, uint32_t heading);

// "Harga Cabai Turun - Kabar Lereng" without the site's name, which may also come first.
std::string_view WithoutSiteName(std::string_view title);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_TITLE_H_
