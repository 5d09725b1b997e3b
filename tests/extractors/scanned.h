// What the link scanner says of a document, in a form that reads well in an expectation.
#ifndef ARSIP_TESTS_EXTRACTORS_SCANNED_H_
#define ARSIP_TESTS_EXTRACTORS_SCANNED_H_

#include <string>
#include <string_view>
#include <vector>

#include "extractors/link_scanner.h"
#include "extractors/link_set.h"

namespace arsip::extractors {

// "EMBED img@src a.png"
inline std::vector<std::string> Described(const Extraction& extraction) {
  std::vector<std::string> links;
  for (const Link& link : extraction.links()) {
    links.push_back(Link::Kind_Name(link.kind()) + " " + link.context() + " " + link.reference());
  }
  return links;
}

struct Scanned {
  std::vector<std::string> links;
  DocumentFacts facts;
  uint32_t dropped = 0;
};

inline Scanned Scan(std::string_view html, size_t max_links = 1000,
                    HtmlTokenizer::Syntax syntax = HtmlTokenizer::Syntax::kHtml) {
  Extraction extraction;
  LinkSet links;
  links.Begin(extraction, max_links, 1u << 20);
  Scanned scanned;
  scanned.facts = ScanLinks(html, syntax, links);
  scanned.links = Described(extraction);
  scanned.dropped = links.dropped();
  return scanned;
}

inline std::vector<std::string> LinksOf(std::string_view html) { return Scan(html).links; }

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_SCANNED_H_
