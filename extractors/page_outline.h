// PageOutline: one pass over a document's tree that yields its visible text and, for everything
// that is decided about parts of it, which element each piece of the text came from.
//
// Elements stand in document order, an element's descendants directly behind it: a subtree is a
// range, and so is its text. Nothing that reads an outline needs recursion or the tree again.
#ifndef ARSIP_EXTRACTORS_PAGE_OUTLINE_H_
#define ARSIP_EXTRACTORS_PAGE_OUTLINE_H_

#include <gumbo.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {

enum class Display : uint8_t { kInline, kBlock, kCell, kNone };

// A run of text of one text node.
struct TextPiece {
  uint32_t begin;  // bytes of the text, half open
  uint32_t end;
  uint32_t element;
  uint32_t units;  // of reading, see UnitsOf()
  bool link;       // inside of an a with href
};

// A line of the visible text: a range of pieces.
struct TextLine {
  uint32_t first_piece;
  uint32_t end_piece;
  uint32_t units;
  uint32_t link_units;
};

struct OutlineElement {
  const GumboElement* element;
  uint32_t parent;       // the first element is its own
  uint32_t end;          // index behind its last descendant
  uint32_t first_piece;  // of the pieces, half open
  uint32_t end_piece;
  Display display;
  uint32_t hints;  // element_hints.h
};

struct PageOutline {
  std::string text;  // visible; well-formed UTF-8, lines separated by \n
  bool truncated = false;
  std::vector<OutlineElement> elements;  // those that are shown; never empty: the first is html
  std::vector<TextPiece> pieces;
  std::vector<TextLine> lines;
  std::vector<uint32_t> headings;                // h1 to h6, indices of elements
  std::vector<const GumboElement*> head;         // meta, link, title, base of head
  std::vector<const GumboElement*> linked_data;  // script type=application/ld+json

  // From its first to its last piece, with whatever separates them.
  std::string_view TextOf(const OutlineElement& element) const;
  void Clear();
};

// Reading matter: characters, an ideograph as three, since it says about as much as three letters.
uint32_t UnitsOf(std::string_view text);

// Stops at `max_text_bytes` of text and says so. Overwrites `outline`, whose elements point into
// the tree.
void OutlinePage(const GumboNode& document, size_t max_text_bytes, PageOutline& outline);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PAGE_OUTLINE_H_
