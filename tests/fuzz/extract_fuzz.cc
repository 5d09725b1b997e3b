// The whole way of a payload: the first byte picks the request's kind and content coding, the
// second its media type, the rest is the payload. One extractor reads them all: what it keeps from
// one document must not show in the next.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "extractors/extract.h"
#include "extractors/record_limits.h"
#include "link_checks.h"

namespace arsip::extractors {
namespace {

constexpr uint32_t kMaxText = 4096;
constexpr uint32_t kMaxRecords = 50;

ExtractionRequest RequestOf(uint8_t how, uint8_t type) {
  constexpr const char* kTypes[] = {"text/html",
                                    "",
                                    "text/html; charset=gb18030",
                                    "application/xhtml+xml",
                                    "text/css",
                                    "application/xml",
                                    "image/png",
                                    "text/html; charset=utf-16le"};
  ExtractionRequest request;
  request.set_kind(static_cast<ExtractionRequest::Kind>(how % 3));
  request.set_url("https://example.org/");
  request.set_content_type(kTypes[type % std::size(kTypes)]);
  if ((how & 4) != 0) request.add_content_encoding((how & 8) != 0 ? "gzip" : "deflate");
  request.set_want_text(true);
  request.set_want_records((how & 16) == 0);
  request.set_max_records(kMaxRecords);
  request.set_product_token("arsip");
  request.set_max_links(kFuzzedMaxLinks);
  request.set_max_decoded_bytes(1u << 20);
  request.set_max_text_bytes(kMaxText);
  return request;
}

void CheckLine(const std::string& text) {
  Require(text.size() <= kMaxRecordLineBytes);
  RequireUtf8(text);
}

void CheckTime(const ClaimedTime& time) {
  Require(time.as_written().size() <= kMaxRecordWordBytes);
  Require(time.utc().size() <= kMaxRecordWordBytes && time.source().size() <= kMaxRecordWordBytes);
}

// The broker's bounds: crawler/record_check.cc.
void CheckRecord(const Record& record, uint32_t index) {
  Require(record.text().size() <= kMaxText);
  RequireUtf8(record.text());
  Require(record.parent() < std::max(index, 1u));
  Require(record.boilerplate_permille() <= 1'000);
  for (const std::string* line :
       {&record.native_id(), &record.uri(), &record.title(), &record.site_name()}) {
    CheckLine(*line);
  }
  Require(record.description().size() <= kMaxDescriptionBytes);
  Require(record.title_source().size() <= kMaxRecordWordBytes);
  Require(record.authors_size() <= kMaxAuthors && record.facts_size() <= kMaxFacts);
  Require(record.media_size() <= kMaxMediaReferences && record.json_ld_size() <= kMaxJsonLd);
  for (const Author& author : record.authors()) {
    CheckLine(author.name());
    CheckLine(author.url());
  }
  for (const Fact& fact : record.facts()) {
    Require(fact.name().size() <= kMaxRecordWordBytes);
    CheckLine(fact.value());
  }
  for (const MediaReference& media : record.media()) {
    CheckLine(media.url());
    CheckLine(media.alt());
  }
  for (const std::string& json : record.json_ld()) Require(json.size() <= kMaxJsonLdBytes);
  CheckTime(record.published());
  CheckTime(record.modified());
}

void Check(const Extraction& answer) {
  Require(answer.records_size() <= static_cast<int>(kMaxRecords));
  for (int i = 0; i < answer.records_size(); ++i) {
    CheckRecord(answer.records(i), static_cast<uint32_t>(i));
  }
  RequireSoundLinks(answer, kFuzzedMaxLinks, kMaxAnswerBytes);
  Require(answer.text().size() <= kMaxText);
  Require(answer.dom_refused().empty() || answer.text().empty());
  Require(answer.ByteSizeLong() <= kMaxAnswerBytes);
  // The broker refuses what does not survive the border.
  Extraction again;
  Require(again.ParseFromString(answer.SerializeAsString()));
  RequireUtf8(answer.text());
  for (const std::string& heading : answer.headings()) RequireUtf8(heading);
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  if (size < 2) return 0;
  const ExtractionRequest request = RequestOf(bytes[0], bytes[1]);
  const std::string_view payload(reinterpret_cast<const char*>(bytes + 2), size - 2);
  static Extractor extractor;
  static Extraction answer;
  extractor.Extract(request, payload, answer);
  Check(answer);
  const Extraction fresh = Extract(request, payload);
  // A refusal may come of the time that a tree took, which differs.
  if (answer.dom_refused().empty() && fresh.dom_refused().empty()) {
    Require(fresh.SerializeAsString() == answer.SerializeAsString());
  }
  return 0;
}
