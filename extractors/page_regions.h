// The parts of a page around its text, and the part that holds it. Steps of main_text.h, in the
// order in which it takes them. No recursion; linear in the outline.
#ifndef ARSIP_EXTRACTORS_PAGE_REGIONS_H_
#define ARSIP_EXTRACTORS_PAGE_REGIONS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "extractors/content_scoring.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

// Drops what is not shown at first sight and what lies over the page: dialogs, cookie banners; not
// what holds the title or the heading of the page, which some sites call an overlay, too.
void DropOverlays(const PageOutline& outline, ContentScores& scores, uint32_t title_element);

// The outermost elements that say they hold comments or reviews and do not hold the title. Dropped
// by the caller, when the page has text without them.
std::vector<uint32_t> FindCommentAreas(const PageOutline& outline, const ContentScores& scores,
                                       uint32_t title_element);

// Drops menus, side columns, share bars and the like, unless that would cost too much of the text
// or the title.
void DropFurniture(const PageOutline& outline, ContentScores& scores, uint32_t title_element);

// Down from the root for as long as one child holds nearly all of the score, or the title and most
// of it. `of_units`: by units instead of the score, for a page of links.
uint32_t FindContainer(const PageOutline& outline, const ContentScores& scores,
                       uint32_t title_element, bool of_units);

// Whether `container` is a row of at least three like parts with links of their own.
bool IsRowOfItems(const PageOutline& outline, const ContentScores& scores, uint32_t container);

// Hardly any text outside of links: an index of headlines.
bool IsPageOfLinks(const ContentScores& scores);

// What tells like elements from others: name and first class, without numbers.
uint64_t ShapeOf(const OutlineElement& element);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_REGIONS_H_
