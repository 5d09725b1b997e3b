// The references of a style sheet: url() and @import.
// https://drafts.csswg.org/css-syntax-3/#tokenization, reduced to comments, strings, escapes and
// url tokens. Linear. Unfinished strings end at their line's end, unfinished url( tokens at the
// sheet's end.
#ifndef ARSIP_EXTRACTORS_CSS_LINKS_H_
#define ARSIP_EXTRACTORS_CSS_LINKS_H_

#include <string_view>

#include "extractors/link_set.h"

namespace arsip::extractors {

// Contexts are "css@url" and "css@import"; all are embedded. `css` holds no character references (a
// style attribute is decoded before).
void CollectCssLinks(std::string_view css, LinkSet& links);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CSS_LINKS_H_
