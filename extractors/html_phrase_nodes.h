// The nodes of a tree that the parser did not make: those of phrases, where their placeholders
// stand in texts, and attributes. In arena memory, as all of the tree; of a node is set what
// readers of a tree look at: type, tag, namespace, children, attributes, text. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_HTML_PHRASE_NODES_H_
#define ARSIP_EXTRACTORS_HTML_PHRASE_NODES_H_

#include <gumbo.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/arena.h"
#include "extractors/html_abridgement.h"
#include "extractors/html_plain_text.h"

namespace arsip::extractors {

// In place of what is there. False: the arena is full.
bool WriteAttributes(std::span<const HtmlAttributeText> list, Arena& arena,
                     GumboVector& attributes);

class PhraseNodes {
 public:
  // Both have to stay.
  PhraseNodes(Arena& arena, const HtmlAbridgement& abridgement)
      : arena_(arena), abridgement_(abridgement) {}

  // In a list of children: each text with phrases becomes texts and elements. Texts are restored
  // then. False: the arena is full, and the tree is of no use.
  bool Unfold(GumboVector& children);

 private:
  bool UnfoldText(std::string_view text);
  bool AddPhrase(std::span<const PhraseToken> phrase);
  bool OpenElement(const PhraseToken& token);
  bool AddText();
  bool AddNode(GumboNode* node);

  Arena& arena_;
  const HtmlAbridgement& abridgement_;
  std::vector<void*> children_;      // of the list
  std::vector<GumboElement*> open_;  // of a phrase
  std::string text_;                 // of the next text node
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_PHRASE_NODES_H_
