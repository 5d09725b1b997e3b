// HintsOf: what an element says of its part in the page, by its name, role, class and id.
//
// Class names are free text; most sites choose words that say what a thing is, in English or in
// the site's own language ("berita-terkait", "kolom-kanan"). A hint is therefore only ever one
// voice among others: main_text.h weighs it against the amount of text that it would cost.
// Pure; thread-safe. Linear in the attributes, of which only the first 512 bytes each are read.
#ifndef ARSIP_EXTRACTORS_ELEMENT_HINTS_H_
#define ARSIP_EXTRACTORS_ELEMENT_HINTS_H_

#include <gumbo.h>

#include <cstdint>
#include <string_view>

namespace arsip::extractors {

using Hints = uint32_t;
inline constexpr Hints kHintChrome = 1u << 0;    // menu, share bar, related links, side column
inline constexpr Hints kHintOverlay = 1u << 1;   // cookie banner, dialog
inline constexpr Hints kHintComments = 1u << 2;  // comments, reviews: of readers
inline constexpr Hints kHintContent = 1u << 3;   // article, entry, post-body
inline constexpr Hints kHintByline = 1u << 4;    // a line about the text: author, date
inline constexpr Hints kHintAuthor = 1u << 5;
inline constexpr Hints kHintTime = 1u << 6;
inline constexpr Hints kHintPost = 1u << 7;     // a message of a thread
inline constexpr Hints kHintProfile = 1u << 8;  // what a board shows about a poster; signatures
inline constexpr Hints kHintUnseen = 1u << 9;   // display:none, aria-hidden
inline constexpr Hints kHintPrice = 1u << 10;
inline constexpr Hints kHintTitle = 1u << 11;

Hints HintsOf(const GumboElement& element);

// Of the words of one class or id: "jp-relatedposts", "kolomKanan". For tests and posts.
Hints HintsOfWords(std::string_view words);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_ELEMENT_HINTS_H_
