// HtmlAbridgement: the tree of an abridged document is the one that Gumbo alone makes of the whole
// document, and nothing is longer than it was.
#include <cstdint>
#include <string>
#include <string_view>

#include "described_tree.h"
#include "extractors/html_abridgement.h"
#include "extractors/html_tokenizer.h"
#include "extractors/html_tree.h"
#include "extractors/link_scanner.h"
#include "link_checks.h"

namespace arsip::extractors {
namespace {

// Some of Gumbo's steps are quadratic in what this allows; a page of the web repeats itself sooner.
constexpr size_t kMostBytes = 8192;

void CheckTree(std::string_view document) {
  std::string refused;
  CheckLinks([&](LinkSet& links) {
    refused = ScanLinks(document, HtmlTokenizer::Syntax::kHtml, links).dom_refused;
  });
  if (!refused.empty()) return;  // never becomes a tree
  HtmlTree tree;
  const std::string described = Described(tree, document);
  if (tree.refused().empty()) Require(described == DescribedByGumbo(document));
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view document(reinterpret_cast<const char*>(bytes), size);
  HtmlAbridgement abridgement;
  Require(abridgement.Abridge(document).size() <= size);
  if (size <= kMostBytes) CheckTree(document);
  return 0;
}
