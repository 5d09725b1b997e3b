// What a page says of itself for machines: JSON-LD
// (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents) and microdata
// (https://html.spec.whatwg.org/multipage/microdata.html), with the vocabulary of schema.org; of
// RDFa Lite the property attributes.
//
// JSON-LD is read as JSON, without its contexts: names are taken as schema.org's. At most
// kMaxJsonLdScripts of kMaxJsonLdScriptBytes each and kMaxJsonLdDepth levels; what lies deeper is
// left out, what is larger or no JSON is counted. Of equal names the last holds. Pure.
#ifndef ARSIP_EXTRACTORS_STRUCTURED_DATA_H_
#define ARSIP_EXTRACTORS_STRUCTURED_DATA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/extraction.pb.h"
#include "extractors/page_outline.h"

namespace arsip::extractors {

inline constexpr size_t kMaxJsonLdScripts = 16;
inline constexpr size_t kMaxJsonLdScriptBytes = 256u << 10;
inline constexpr int kMaxJsonLdDepth = 24;
inline constexpr size_t kMaxJsonLdNodes = 500;
inline constexpr size_t kMaxMicrodataProperties = 2'000;

// Strings as written, not cut.
struct LinkedData {
  std::string headline;
  std::vector<Author> authors;
  std::string published;
  std::string modified;
  std::string description;
  std::string article_body;
  std::string site_name;
  std::string url;
  std::vector<std::string> images;
  std::vector<std::string> types;    // schema.org's, without its address
  std::vector<std::string> scripts;  // each one JSON text
  uint32_t refused = 0;              // scripts that were too large or no JSON
};

LinkedData ReadLinkedData(const std::vector<std::string_view>& scripts);

// A property of an item.
struct ItemProperty {
  std::string type;  // of the item: "Article"; empty: none
  std::string name;  // "datePublished"
  std::string value;
  uint32_t element;
};

// In document order, of microdata and, with a type of "rdfa", of RDFa. Values of at most
// kMaxRecordLineBytes.
std::vector<ItemProperty> ReadItemProperties(const PageOutline& outline,
                                             std::vector<std::string>& types);

// Of the schema.org types, by what kind of page they mean.
bool IsArticleType(std::string_view type);
bool IsThreadType(std::string_view type);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_STRUCTURED_DATA_H_
