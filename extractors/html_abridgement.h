// HtmlAbridgement: a document with its longer texts and its attributes left out, for Gumbo.
//
// Gumbo takes every character by itself through its tokenizer and its tree construction, some 400
// instructions a byte, though to the tree one text is like another. So each goes to it as one
// placeholder, a private-use character, as do the attributes of a tag, and is written out in the
// finished tree (Restore), and so do whole phrases (html_phrase.h). The tree is that of the whole
// document: what could decide something stays byte for byte: tags, white space in front of texts,
// character references, controls, what is not UTF-8, attributes that the parser compares or looks
// at.
//
// Where a text ends is only known in step with Gumbo. From where the two might part (svg, math,
// frameset, plaintext, markup in raw text, odd comments and attribute names) the document stays as
// it is to its end: to leave nothing out is always right.
//
// DEVIATION: comments, and scripts that are no linked data, are emptied; of white space in front of
// a text two characters stay, which html_text.h folds into one.
// Linear. Not thread-safe; keeps its memory.
#ifndef ARSIP_EXTRACTORS_HTML_ABRIDGEMENT_H_
#define ARSIP_EXTRACTORS_HTML_ABRIDGEMENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/html_phrase.h"
#include "extractors/html_plain_text.h"

namespace arsip::extractors {

class HtmlAbridgement {
 public:
  // Never longer than `document`, which has to stay. Valid until the next call.
  std::string_view Abridge(std::string_view document);

  // What `name`, the only attribute of an element in the tree of the abridged document, stands for:
  // readable views of the document. Empty when it is an attribute.
  std::span<const HtmlAttributeText> AttributesOf(std::string_view name) const;

  // What the phrase's placeholder, with which `text` begins, stands for. Empty when it begins with
  // anything else.
  std::span<const PhraseToken> PhraseOf(std::string_view text) const;
  std::span<const HtmlAttributeText> AttributesOf(const PhraseToken& token) const;
  // Where in a text of the tree the next phrase's placeholder is; npos: there is none.
  size_t FindPhrase(std::string_view text) const;

  // Of a string in the tree of the abridged document: how long Restore()'s answer is at most; 0
  // when nothing is left out of it.
  size_t RestoredSize(std::string_view text) const;
  // Writes the string with what was left out, line ends as the standard has them in a tree.
  // Answers its size. REQUIRES: `out` has room for RestoredSize(text).
  size_t Restore(std::string_view text, char* out) const;

  // Gives back memory beyond that of an ordinary page.
  void Clear();
  size_t held_bytes() const;

 private:
  class Writer;

  struct Omission {
    enum class Kind : uint8_t { kText, kAttributes, kPhrase };
    std::string_view text;
    Kind kind = Kind::kText;
    uint32_t first = 0;  // of attributes_ or phrases_
    uint32_t count = 0;
  };

  // Nothing is left out where no placeholder of ours stands.
  Omission At(std::string_view placeholder) const;

  std::string abridged_;
  std::vector<Omission> omissions_;
  std::vector<HtmlAttributeText> attributes_;
  std::vector<PhraseToken> phrases_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_ABRIDGEMENT_H_
