#include "crawler/record_check.h"

#include <algorithm>
#include <string>

#include "base/text_sketch.h"
#include "extractors/extract.h"
#include "extractors/media_limits.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"

namespace arsip::crawler {
namespace {

using extractors::Author;
using extractors::ClaimedTime;
using extractors::Edge;
using extractors::Extraction;
using extractors::ExtractionRequest;
using extractors::Fact;
using extractors::LanguageShare;
using extractors::MediaFacts;
using extractors::MediaReference;
using extractors::MediaStream;
using extractors::Metric;
using extractors::Record;
using extractors::TextRun;
using extractors::VideoFrame;

constexpr size_t kWord = extractors::kMaxRecordWordBytes;
constexpr size_t kLine = extractors::kMaxRecordLineBytes;
constexpr size_t kSha256Bytes = 32;
constexpr size_t kPdqBytes = 32;

Error Refusal(const std::string& message) {
  return Error{ErrorCode::kInvalidInput, message, "answer of the sandbox"};
}

// Remembers the first field that goes beyond its bound.
class Bounds {
 public:
  void Check(const char* field, size_t value, size_t bound) {
    if (value <= bound || !status_) return;
    status_ =
        Refusal(std::string(field) + " " + std::to_string(value) + " > " + std::to_string(bound));
  }
  void Check(const char* field, int value, int bound) {
    Check(field, static_cast<size_t>(value), static_cast<size_t>(bound));
  }
  // Of the fields that are `bytes` in the protocol.
  void CheckText(const char* field, const std::string& text, size_t bound) {
    Check(field, text.size(), bound);
    if (!status_ || extractors::IsWellFormedUtf8(text)) return;
    status_ = Refusal(std::string(field) + " is not UTF-8");
  }
  void Require(bool holds, const char* message) {
    if (!holds && status_) status_ = Refusal(message);
  }
  const Status& status() const { return status_; }

 private:
  Status status_ = Ok();
};

void CheckTime(const ClaimedTime& time, Bounds& bounds) {
  bounds.Check("time as written", time.as_written().size(), kWord);
  bounds.Check("time", time.utc().size(), kWord);
  bounds.Check("source of a time", time.source().size(), kWord);
}

void CheckLanguages(const google::protobuf::RepeatedPtrField<LanguageShare>& languages,
                    Bounds& bounds) {
  bounds.Check("languages", languages.size(), extractors::kMaxLanguages);
  for (const LanguageShare& share : languages) {
    bounds.Check("language", share.code().size(), kWord);
    bounds.Check("share of a language", share.permille(), size_t{1'000});
  }
}

void CheckRuns(const Record& record, Bounds& bounds) {
  bounds.Check("runs", record.runs_size(), extractors::kMaxTextRuns);
  uint32_t last_end = 0;
  for (const TextRun& run : record.runs()) {
    bounds.Require(
        run.begin() >= last_end && run.end() >= run.begin() && run.end() <= record.text().size(),
        "a run lies outside its text");
    last_end = run.end();
    bounds.Check("language of a run", run.language().size(), kWord);
    bounds.Check("script of a run", run.script().size(), kWord);
  }
}

void CheckReferences(const Record& record, Bounds& bounds) {
  bounds.Check("edges", record.edges_size(), extractors::kMaxEdges);
  for (const Edge& edge : record.edges()) {
    bounds.Require(Edge::Kind_IsValid(edge.kind()), "unknown kind of edge");
    bounds.CheckText("href of an edge", edge.href(), kLine);
    bounds.CheckText("text of an edge", edge.text(), kLine);
  }
  bounds.Check("media", record.media_size(), extractors::kMaxMediaReferences);
  for (const MediaReference& media : record.media()) {
    bounds.Check("role of media", media.role().size(), kWord);
    bounds.CheckText("URL of media", media.url(), kLine);
    bounds.Check("type of media", media.mime().size(), kWord);
    bounds.CheckText("title of media", media.title(), kLine);
    bounds.CheckText("alt of media", media.alt(), kLine);
  }
}

void CheckPeople(const Record& record, Bounds& bounds) {
  bounds.Check("authors", record.authors_size(), extractors::kMaxAuthors);
  for (const Author& author : record.authors()) {
    bounds.Check("name of an author", author.name().size(), kLine);
    bounds.Check("handle of an author", author.handle().size(), kLine);
    bounds.Check("URL of an author", author.url().size(), kLine);
  }
}

void CheckLists(const Record& record, Bounds& bounds) {
  bounds.Check("hashtags", record.hashtags_size(), extractors::kMaxHashtags);
  for (const std::string& tag : record.hashtags()) bounds.Check("hashtag", tag.size(), kLine);
  bounds.Check("metrics", record.metrics_size(), extractors::kMaxMetrics);
  for (const Metric& metric : record.metrics()) {
    bounds.Check("metric", metric.name().size(), kWord);
  }
  bounds.Check("facts", record.facts_size(), extractors::kMaxFacts);
  for (const Fact& fact : record.facts()) {
    bounds.Check("name of a fact", fact.name().size(), kWord);
    bounds.CheckText("fact", fact.value(), kLine);
  }
  bounds.Check("JSON-LD", record.json_ld_size(), extractors::kMaxJsonLd);
  for (const std::string& json : record.json_ld()) {
    bounds.CheckText("JSON-LD", json, extractors::kMaxJsonLdBytes);
  }
}

void CheckWords(const Record& record, Bounds& bounds) {
  for (const std::string* word :
       {&record.title_source(), &record.text_source(), &record.script(), &record.media_type(),
        &record.state(), &record.language_declared()}) {
    bounds.Check("word of a record", word->size(), kWord);
  }
  for (const std::string* line :
       {&record.native_id(), &record.uri(), &record.title(), &record.site_name()}) {
    bounds.Check("line of a record", line->size(), kLine);
  }
  bounds.CheckText("description", record.description(), extractors::kMaxDescriptionBytes);
  bounds.CheckText("HTML of a record", record.text_html(), extractors::kMaxHtmlBytes);
  bounds.Check("boilerplate", record.boilerplate_permille(), size_t{1'000});
  bounds.Require(record.sha256().empty() || record.sha256().size() == kSha256Bytes,
                 "a digest of another length");
}

void CheckSketch(const Record& record, Bounds& bounds) {
  if (!record.has_text_sketch()) return;
  const extractors::RecordSketch& sketch = record.text_sketch();
  const bool comparable = sketch.shingles() >= kMinShingles;
  bounds.Require(sketch.version() == kTextSketchVersion && sketch.shingles() > 0 &&
                     sketch.digest().size() == kSha256Bytes &&
                     sketch.places().size() == (comparable ? kSketchBytes : 0),
                 "a text sketch of another form");
}

void CheckMediaFacts(const MediaFacts& facts, Bounds& bounds) {
  bounds.Check("container", facts.container().size(), kWord);
  bounds.Check("streams", facts.streams_size(), extractors::kMaxMediaStreams);
  for (const MediaStream& stream : facts.streams()) {
    for (const std::string* word :
         {&stream.kind(), &stream.codec(), &stream.language(), &stream.state()}) {
      bounds.Check("word of a stream", word->size(), kWord);
    }
  }
  bounds.Check("frames", static_cast<size_t>(facts.frames_size()), extractors::kMaxVideoFrames);
  for (const VideoFrame& frame : facts.frames()) {
    bounds.Require(frame.pdq().size() == kPdqBytes, "a frame's hash of another length");
    bounds.Check("quality of a frame", frame.quality(), size_t{100});
    bounds.Require(frame.number() < facts.frames_decoded(), "a frame that was not decoded");
  }
  bounds.Check("fingerprint", static_cast<size_t>(facts.fingerprint_size()),
               extractors::kMaxFingerprintWords);
}

void CheckRecord(const Record& record, int index, size_t max_text, size_t parent_text,
                 Bounds& bounds) {
  bounds.Require(Record::Kind_IsValid(record.kind()), "unknown kind of record");
  bounds.Require(record.parent() < static_cast<uint32_t>(std::max(index, 1)),
                 "a record stands before its parent");
  bounds.CheckText("text of a record", record.text(), max_text);
  bounds.Require(record.text_begin() <= record.text_end() && record.text_end() <= parent_text,
                 "a page lies outside its document's text");
  CheckWords(record, bounds);
  CheckTime(record.published(), bounds);
  CheckTime(record.modified(), bounds);
  CheckLanguages(record.languages(), bounds);
  CheckRuns(record, bounds);
  CheckPeople(record, bounds);
  CheckReferences(record, bounds);
  CheckLists(record, bounds);
  CheckSketch(record, bounds);
  CheckMediaFacts(record.media_facts(), bounds);
  bounds.Require(record.pdq().empty() || record.pdq().size() == kPdqBytes,
                 "a page's hash of another length");
  bounds.Check("quality of a page", record.pdq_quality(), size_t{100});
}

}  // namespace

Status CheckRecords(const ExtractionRequest& request, const Extraction& extraction) {
  Bounds bounds;
  const size_t wanted =
      request.max_records() == 0 ? extractors::kDefaultMaxRecords : request.max_records();
  const bool asked = request.want_records() || request.kind() == ExtractionRequest::DOCUMENT ||
                     request.kind() == ExtractionRequest::MEDIA;
  bounds.Check("records", static_cast<size_t>(extraction.records_size()), asked ? wanted : 0);
  CheckLanguages(extraction.languages(), bounds);
  const size_t max_text =
      request.max_text_bytes() == 0 ? extractors::kDefaultMaxTextBytes : request.max_text_bytes();
  for (int i = 0; i < extraction.records_size(); ++i) {
    const Record& record = extraction.records(i);
    const bool has_parent = i > 0 && record.parent() < static_cast<uint32_t>(i);
    const size_t parent_text =
        has_parent ? extraction.records(static_cast<int>(record.parent())).text().size() : 0;
    CheckRecord(record, i, max_text, parent_text, bounds);
  }
  return bounds.status();
}

}  // namespace arsip::crawler
