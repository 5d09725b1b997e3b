// The tokenizer, the link scanner, its count of the tree's depth, and character references: a
// document's tags in order and inside it, its links sound, nothing longer than what it was made of.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "extractors/character_references.h"
#include "extractors/html_tokenizer.h"
#include "extractors/link_scanner.h"
#include "link_checks.h"

namespace arsip::extractors {
namespace {

void RequireInside(std::string_view document, std::string_view part) {
  if (part.empty()) return;
  const std::less_equal<const char*> before;
  Require(before(document.data(), part.data()) &&
          before(part.data() + part.size(), document.data() + document.size()));
}

void CheckTokens(std::string_view document, HtmlTokenizer::Syntax syntax) {
  HtmlTokenizer tokenizer(document, syntax);
  size_t tags = 0;
  while (tokenizer.NextTag()) {
    Require(++tags <= document.size());
    Require(!tokenizer.tag_name().empty());
    RequireInside(document, tokenizer.tag_name());
    HtmlTokenizer::Attribute attribute;
    for (size_t attributes = 0; tokenizer.NextAttribute(attribute); ++attributes) {
      Require(attributes <= document.size());
      RequireInside(document, attribute.name);
      RequireInside(document, attribute.value);
    }
    RequireInside(document, tokenizer.tag_bytes());
    HtmlTokenizer::TextRun run;
    for (size_t runs = 0; tokenizer.NextText(run); ++runs) {
      Require(runs <= document.size());
      RequireInside(document, run.text);
    }
  }
}

void CheckScan(std::string_view document, HtmlTokenizer::Syntax syntax) {
  CheckLinks([&](LinkSet& links) {
    const DocumentFacts facts = ScanLinks(document, syntax, links);
    for (const std::string* text : {&facts.base, &facts.title, &facts.language}) RequireUtf8(*text);
    Require(facts.title.size() <= kMaxTitleBytes && facts.language.size() <= kMaxLanguageBytes);
    Require(facts.base.size() <= kMaxReferenceBytes);
  });
}

void CheckReferences(std::string_view text) {
  for (const ReferenceContext context :
       {ReferenceContext::kText, ReferenceContext::kAttribute, ReferenceContext::kXml}) {
    std::string decoded;
    AppendDecodedReferences(decoded, text, context);
    // No reference is shorter than what it stands for: "&#0" is U+FFFD, three bytes.
    Require(decoded.size() <= text.size());
    if (text.find('&') == std::string_view::npos) Require(decoded == text);
  }
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  const std::string_view document(reinterpret_cast<const char*>(bytes), size);
  for (const auto syntax : {HtmlTokenizer::Syntax::kHtml, HtmlTokenizer::Syntax::kXml}) {
    CheckTokens(document, syntax);
    CheckScan(document, syntax);
  }
  CheckReferences(document);
  return 0;
}
