// References that scripts and JSON merely seem to hold: quoted strings that look like a URL or a
// path. Many are none, so nobody looks for them unless asked (want_speculative).
//
// A string between " ' or ` on one line, its escapes decoded, is taken when it has no white space,
// nothing to fill in ("${", "{{") and is
//   - an http or https URL, or "//host.tld/...", not a namespace of the W3C or schema.org;
//   - "/path" of two parts, or with the extension of a file or a query; "./" and "../" the same;
//   - a path with the extension of a document, medium or page ("media/a.m3u8", "berita.html").
// Linear; at most kMaxSpeculativeLinks of a payload, the rest is counted.
#ifndef ARSIP_EXTRACTORS_SPECULATIVE_LINKS_H_
#define ARSIP_EXTRACTORS_SPECULATIVE_LINKS_H_

#include <cstddef>
#include <string_view>

#include "extractors/link_set.h"

namespace arsip::extractors {

inline constexpr size_t kMaxSpeculativeLinks = 1'000;
// Of a quoted string; longer ones are no references.
inline constexpr size_t kMaxSpeculativeBytes = 2'048;

// Adds SPECULATIVE links. `taken` counts over the parts of one payload.
void CollectSpeculativeLinks(std::string_view text, std::string_view context, size_t& taken,
                             LinkSet& links);

// The rules above, for a string whose escapes are decoded.
bool LooksLikeReference(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_SPECULATIVE_LINKS_H_
