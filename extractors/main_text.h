// FindMainText: what a page says, without what stands around it: headers, menus, cookie banners,
// share bars, related links, side columns, footers. Comments of readers are found, too, and are not
// main text. docs/main-text.md tells how and how well.
//
// Four kinds of pages are told apart, because they keep their text differently: an article is one
// run of paragraphs; a listing, a thread and a product page are many small parts, of which a reader
// tool would pick one. Pure; linear in the outline but for a logarithm; no recursion.
#ifndef ARSIP_EXTRACTORS_MAIN_TEXT_H_
#define ARSIP_EXTRACTORS_MAIN_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/content_scoring.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

// What the page's metadata say that helps (page_metadata.h).
struct PageSigns {
  std::string title;
  uint32_t title_element = kNoElement;
  std::string article_body;  // of JSON-LD
  std::string author;        // the first
  bool thread = false;       // forum software, DiscussionForumPosting, QAPage
  bool product = false;
  bool article = false;  // og:type, JSON-LD
};

enum class PageKind : uint8_t { kArticle, kListing, kThread, kProduct };

// A message of a thread or a comment.
struct PostPlace {
  uint32_t element;
  uint32_t body;  // the part that is its text
};

struct MainText {
  PageKind kind = PageKind::kArticle;
  bool fallback = false;  // no part stood out: whatever looks like paragraphs
  std::string text;       // lines separated by \n
  bool truncated = false;
  uint32_t container = 0;               // an element that holds all of it
  std::vector<uint32_t> comment_areas;  // outermost elements
  std::vector<PostPlace> posts;         // of a thread, in document order
};

// At most `max_bytes` of text.
MainText FindMainText(const PageOutline& outline, const PageSigns& signs, size_t max_bytes);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MAIN_TEXT_H_
