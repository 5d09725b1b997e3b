#include "extractors/structured_document.h"

#include <algorithm>
#include <array>
#include <string>

#include "extractors/entry_set.h"
#include "extractors/extract.h"
#include "extractors/feed_records.h"
#include "extractors/json_documents.h"
#include "extractors/json_tree.h"
#include "extractors/link_scanner.h"
#include "extractors/playlist_links.h"
#include "extractors/post_markup.h"
#include "extractors/record_limits.h"
#include "extractors/speculative_links.h"
#include "extractors/utf8.h"
#include "extractors/xml_links.h"

namespace arsip::extractors {
namespace {

// Of the answer, for what is neither link nor record.
constexpr size_t kReservedAnswerBytes = 256u << 10;

// Runs `read(markup, records)` within what the links have left of the answer.
template <class ReadFunction>
void ReadRecords(const DocumentTarget& target, ReadFunction read) {
  const ExtractionRequest& request = target.request;
  Extraction& extraction = target.extraction;
  const size_t used = kReservedAnswerBytes + extraction.ByteSizeLong();
  const size_t room = kMaxAnswerBytes - std::min(used, kMaxAnswerBytes);
  const size_t wanted = request.max_records() == 0 ? kDefaultMaxRecords : request.max_records();
  const size_t max_text =
      request.max_text_bytes() == 0 ? kDefaultMaxTextBytes : request.max_text_bytes();
  PostMarkup markup(target.text_reader, max_text);
  EntrySet records(extraction, std::min<size_t>(wanted, kMostRecords), room);
  read(markup, records);
  if (records.repeats() > 0) extraction.add_flags("repeated-records");
  if (markup.refused()) extraction.add_flags("text-refused");
}

}  // namespace

void ReadXmlDocument(std::string_view text, const DocumentTarget& target) {
  const XmlVocabulary vocabulary = XmlVocabularyOf(text);
  if (vocabulary == XmlVocabulary::kMpd) return CollectMpdLinks(text, target.links);
  const XmlFacts facts = ScanXmlLinks(text, target.links);
  target.extraction.set_title(facts.title);
  target.extraction.set_language(facts.language);
  const bool known = vocabulary == XmlVocabulary::kFeed || vocabulary == XmlVocabulary::kSitemap;
  if (!target.request.want_records() || !known) return;
  ReadRecords(target, [text](PostMarkup& markup, EntrySet& records) {
    ReadFeedRecords(text, markup, records);
  });
}

void ReadJsonDocument(std::string_view text, std::string_view media_type,
                      const DocumentTarget& target) {
  const JsonTree json(text);
  const JsonVocabulary vocabulary = JsonVocabularyOf(json, media_type);
  static constexpr std::array<std::string_view, 4> kNames = {"json", "feed", "activity",
                                                             "app-manifest"};
  target.extraction.set_extractor(std::string(kNames[static_cast<size_t>(vocabulary)]));
  if (!json.complete()) target.extraction.add_flags("json-cut");
  CollectJsonLinks(json, vocabulary, target.links);
  target.extraction.set_title(JsonTitle(json, vocabulary));
  target.extraction.set_language(
      std::string(CutUtf8(json.TextOf(json.root(), "language"), kMaxLanguageBytes)));
  if (target.request.want_speculative()) {
    size_t taken = 0;
    CollectSpeculativeLinks(text, "json@text", taken, target.links);
  }
  const bool holds_records =
      vocabulary == JsonVocabulary::kJsonFeed || vocabulary == JsonVocabulary::kActivityStreams;
  if (!target.request.want_records() || !holds_records) return;
  ReadRecords(target, [&json, vocabulary](PostMarkup& markup, EntrySet& records) {
    ReadJsonRecords(json, vocabulary, markup, records);
  });
}

bool IsJsonType(std::string_view essence) {
  return essence == "application/json" || essence == "text/json" || essence.ends_with("+json");
}

bool IsScriptType(std::string_view essence) {
  return essence == "text/javascript" || essence == "application/javascript" ||
         essence == "application/x-javascript" || essence == "application/ecmascript";
}

bool IsM3u8Type(std::string_view essence) {
  return essence == "application/vnd.apple.mpegurl" || essence == "application/x-mpegurl" ||
         essence == "audio/mpegurl" || essence == "audio/x-mpegurl";
}

}  // namespace arsip::extractors
