// Plain text: what stands in the tree of an HTML document as it stands in the document, so that it
// need not go through the parser. https://html.spec.whatwg.org/multipage/parsing.html#tokenization
//
// Without controls, noncharacters and ill-formed sequences. Pure functions, linear.
#ifndef ARSIP_EXTRACTORS_HTML_PLAIN_TEXT_H_
#define ARSIP_EXTRACTORS_HTML_PLAIN_TEXT_H_

#include <cstddef>
#include <string_view>

namespace arsip::extractors {

// An attribute as the tokenizer has it: views of the document.
struct HtmlAttributeText {
  std::string_view name;
  std::string_view value;
};

// How much white space `text` begins with.
size_t LeadingSpace(std::string_view text);

// Of a text without character references.
bool IsVerbatimText(std::string_view text);

// A text with those character references that pages mostly have, "&amp;", "&nbsp;", "&#39;" and
// such, always with their semicolon, and with "&" that begins none.
bool IsReadableText(std::string_view text);
// Its name is in lower case, its value as such a text, without other "&" and carriage returns.
bool IsReadableAttribute(const HtmlAttributeText& attribute);

// Writes it as a tree has it: references replaced, line ends as line feeds. Answers the end of what
// was written, which is never longer than `text`. REQUIRES: it is readable, as a text or a value.
char* WriteReadable(std::string_view text, char* out);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_PLAIN_TEXT_H_
