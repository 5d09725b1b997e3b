// HtmlTree: the tree of an HTML document, by the standard's tree construction (Gumbo).
// https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
//
// REQUIRES of every document: the link scanner's DocumentFacts::dom_refused is empty. That pre-scan
// turns away what makes Gumbo quadratic; behind it stands a budget of memory and processor time, at
// whose end the tree is abandoned. Not thread-safe; reusable, its memory too.
#ifndef ARSIP_EXTRACTORS_HTML_TREE_H_
#define ARSIP_EXTRACTORS_HTML_TREE_H_

#include <gumbo.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/arena.h"
#include "extractors/html_abridgement.h"
#include "extractors/html_phrase_nodes.h"

namespace arsip::extractors {

struct DomBudget {
  size_t max_memory_bytes = 384u << 20;           // Default: 384 MiB.
  std::chrono::milliseconds max_cpu_time{2'000};  // of the calling thread. Default: 2s.
};

class HtmlTree {
 public:
  explicit HtmlTree(const DomBudget& budget = {});
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;

  // The document node, valid until the next Parse() or Clear(); null when the budget was used up,
  // which refused() then tells. `html` is UTF-8; what is not becomes U+FFFD. Comments and scripts
  // have lost their text, and white space is shortened: html_abridgement.h. Which node a node's
  // parent is is not said of all: html_phrase_nodes.h.
  const GumboNode* Parse(std::string_view html);
  // "memory > 384 MiB"; empty: there is a tree.
  const std::string& refused() const { return refused_; }
  void Clear();

 private:
  bool Restore(GumboNode* root);
  bool RestoreChildren(GumboVector& children);
  bool Restore(const char*& text);
  bool RestoreAttributes(GumboVector& attributes);

  const DomBudget budget_;
  Arena arena_;
  HtmlAbridgement abridgement_;
  PhraseNodes phrases_{arena_, abridgement_};
  std::vector<GumboNode*> left_;  // of a tree, to be restored
  std::string refused_;
};

// The value of an attribute, or null. `name` is in lower case.
const char* AttributeOf(const GumboElement& element, const char* name);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_TREE_H_
