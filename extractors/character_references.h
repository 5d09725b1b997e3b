// Character references: "&amp;", "&#x26;".
// https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state
//
// All numeric references, and of the 2,231 named ones: the 252 of HTML 4, the 106 that may lack
// their semicolon, and the names of ASCII punctuation (&colon; &sol; &Tab; ...), with which
// references are disguised. DEVIATION: any other name is left as it is written. Pure functions,
// linear.
#ifndef ARSIP_EXTRACTORS_CHARACTER_REFERENCES_H_
#define ARSIP_EXTRACTORS_CHARACTER_REFERENCES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace arsip::extractors {

enum class ReferenceContext : uint8_t {
  kText,
  kAttribute,  // "&copy=1" is not a reference there
  kXml,        // only the five predefined names; the semicolon is required (XML 1.0 section 4.6)
};

// Appends `raw` with its references replaced.
void AppendDecodedReferences(std::string& out, std::string_view raw, ReferenceContext context);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CHARACTER_REFERENCES_H_
