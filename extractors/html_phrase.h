// Phrases: elements of phrasing content (a, b, code, span, img...) whose end tags stand where they
// should, with the texts in them and between them; each ends with an element. To the tree
// construction a phrase is like one character of text: it opens what a character would open, goes
// where a character would go, and leaves open what was open. So html_abridgement.h gives the parser
// one character for it. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
//
// That holds where text goes into the body and nothing like an element of the phrase is open
// already, which PhraseContext knows. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_HTML_PHRASE_H_
#define ARSIP_EXTRACTORS_HTML_PHRASE_H_

#include <gumbo.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "extractors/html_phrase_context.h"
#include "extractors/html_plain_text.h"
#include "extractors/html_tokenizer.h"

namespace arsip::extractors {

struct PhraseToken {
  enum class Kind : uint8_t { kText, kStart, kEnd, kVoid };
  Kind kind = Kind::kText;
  uint8_t attributes = 0;
  GumboTag tag = GUMBO_TAG_UNKNOWN;
  uint32_t first_attribute = 0;
  uint32_t children = 0;  // of a start tag's element
  std::string_view text;  // readable: html_plain_text.h
};

// Reads phrases of one document. Linear: what is part of none is looked at twice.
class PhraseReader {
 public:
  // Both have to stay.
  PhraseReader(std::string_view document, const PhraseContext& context)
      : document_(document), context_(context) {}

  // From the start tag on at which `tokens` stands. Appends to both lists and answers the offset
  // where it ends, to which `tokens` has moved; 0: there is none, and `tokens` stands at the start
  // tag as before.
  size_t Read(HtmlTokenizer& tokens, std::vector<PhraseToken>& phrase,
              std::vector<HtmlAttributeText>& attributes);

 private:
  struct Open {
    GumboTag tag;
    uint32_t token;
    size_t offset;
  };
  struct Complete {
    size_t end = 0;  // 0: not yet
    size_t tokens = 0;
    size_t attributes = 0;
  };
  // Growing while a phrase is read.
  struct Lists {
    std::vector<PhraseToken>& tokens;
    std::vector<HtmlAttributeText>& attributes;
  };

  bool TakeTag(HtmlTokenizer& tokens, const Lists& lists);
  bool TakeStartTag(HtmlTokenizer& tokens, GumboTag tag, const Lists& lists);
  bool TakeEndTag(HtmlTokenizer& tokens, GumboTag tag, const Lists& lists);
  bool TakeAttributes(HtmlTokenizer& tokens, const Lists& lists, PhraseToken& token);
  bool TakeText(std::string_view text, const Lists& lists);
  void CountChild(const Lists& lists);
  size_t OffsetOf(const char* at) const { return static_cast<size_t>(at - document_.data()); }

  const std::string_view document_;
  const PhraseContext& context_;
  std::vector<Open> open_;
  std::array<uint8_t, GUMBO_TAG_LAST> depth_{};  // of the open ones, by tag
  std::vector<size_t> unclosed_;  // start tags that were found to be part of no phrase, ascending
  size_t blank_to_ = 0;           // no start tag before begins a phrase: all is blank to there
  bool solid_ = false;            // what was read has more than white space in it
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_PHRASE_H_
