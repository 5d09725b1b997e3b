// Where in a document phrases (html_phrase.h) may stand: what their elements are, and what the tags
// before them say about those behind. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_HTML_PHRASE_CONTEXT_H_
#define ARSIP_EXTRACTORS_HTML_PHRASE_CONTEXT_H_

#include <gumbo.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "extractors/html_elements.h"

namespace arsip::extractors {

// GUMBO_TAG_UNKNOWN: it is none that phrases are made of.
GumboTag PhrasingTag(uint64_t packed_name, size_t name_bytes);
// Of those: opened again after something else has closed it.
bool IsFormatting(GumboTag tag);

// What of the tags that the parser gets decides about phrases behind them. Errs on the side of
// none.
class PhraseContext {
 public:
  void StartTag(Element element, uint64_t packed_name, GumboTag phrasing);
  void EndTag(Element element, uint64_t packed_name, GumboTag phrasing);
  // Where the parser is, text goes into the body.
  bool AllowsPhrases() const { return !in_table_ && !in_select_ && !odd_; }
  // It may be in a select, where it passes over most tags.
  bool in_select() const { return in_select_; }
  // One more element inside of `depth` like it within the phrase. Of three equal ones in a row the
  // parser forgets the first, of a there is one.
  bool Allows(GumboTag tag, size_t depth) const;

 private:
  // A formatting element that may be open, or be opened again.
  struct Formatting {
    GumboTag tag;
    uint64_t tags;  // before it
    uint64_t scopes;
  };

  void Forget(GumboTag tag);

  std::vector<Formatting> formatting_;
  uint64_t tags_ = 0;
  uint64_t scopes_ = 0;
  bool in_table_ = false;  // outside of its cells and captions
  bool in_select_ = false;
  bool odd_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_PHRASE_CONTEXT_H_
