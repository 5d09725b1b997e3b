// What is no page: sitemaps and feeds, JSON, playlists, scripts. Their links, and their records
// when the request wants them. For extract.cc.
#ifndef ARSIP_EXTRACTORS_STRUCTURED_DOCUMENT_H_
#define ARSIP_EXTRACTORS_STRUCTURED_DOCUMENT_H_

#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/html_text.h"
#include "extractors/link_set.h"

namespace arsip::extractors {

// What a reader of a document fills.
struct DocumentTarget {
  const ExtractionRequest& request;
  LinkSet& links;
  HtmlTextReader& text_reader;
  Extraction& extraction;
};

// `text` is UTF-8. Sets title, language, links, records; flags "repeated-records" and
// "text-refused" (a post without text: time, or markup that is no tree to build).
void ReadXmlDocument(std::string_view text, const DocumentTarget& target);
// Sets the extractor, too: "feed", "activity", "app-manifest" or "json". Flag "json-cut".
// `media_type` is the declared essence.
void ReadJsonDocument(std::string_view text, std::string_view media_type,
                      const DocumentTarget& target);

// JSON by its declared essence; by a sniffed one only when nothing better was declared.
bool IsJsonType(std::string_view essence);
bool IsScriptType(std::string_view essence);
bool IsM3u8Type(std::string_view essence);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_STRUCTURED_DOCUMENT_H_
