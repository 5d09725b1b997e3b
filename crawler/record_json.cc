#include "crawler/record_json.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace arsip::crawler {
namespace {

using extractors::Extraction;
using extractors::Record;
using Json = nlohmann::ordered_json;

// What a record does not say has no key.
void Put(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}
void Put(Json& json, const char* name, uint64_t value) {
  if (value != 0) json[name] = value;
}
void PutFlag(Json& json, const char* name, bool value) {
  if (value) json[name] = true;
}

template <class List, class Describe>
void PutList(Json& json, const char* name, const List& list, Describe describe) {
  if (list.empty()) return;
  Json values = Json::array();
  for (const auto& each : list) {
    Json value = Json::object();
    describe(value, each);
    values.push_back(std::move(value));
  }
  json[name] = std::move(values);
}

void PutStrings(Json& json, const char* name,
                const google::protobuf::RepeatedPtrField<std::string>& list) {
  if (list.empty()) return;
  Json values = Json::array();
  for (const std::string& each : list) values.push_back(each);
  json[name] = std::move(values);
}

std::string LowerName(std::string name) {
  for (char& c : name) c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return name;
}

void PutTime(Json& json, const char* name, bool has, const extractors::ClaimedTime& time) {
  if (!has) return;
  Json value = Json::object();
  value["as_written"] = time.as_written();
  Put(value, "utc", time.utc());
  Put(value, "source", time.source());
  json[name] = std::move(value);
}

void PutLanguages(Json& json, const Record& record) {
  PutList(json, "languages", record.languages(), [](Json& out, const auto& share) {
    out["code"] = share.code();
    out["permille"] = share.permille();
  });
  Put(json, "language_declared", record.language_declared());
  Put(json, "script", record.script());
  PutFlag(json, "zawgyi", record.zawgyi());
  Put(json, "words", record.words());
  PutList(json, "runs", record.runs(), [](Json& out, const auto& run) {
    out["begin"] = run.begin();
    out["end"] = run.end();
    out["language"] = run.language();
    out["script"] = run.script();
    out["reliable"] = run.reliable();
  });
}

std::string Hex(const std::string& bytes) {
  return HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

void PutSketch(Json& json, const Record& record) {
  if (!record.has_text_sketch()) return;
  const extractors::RecordSketch& sketch = record.text_sketch();
  Json value = Json::object();
  value["version"] = sketch.version();
  value["shingles"] = sketch.shingles();
  value["digest"] = Hex(sketch.digest());
  Put(value, "places", Hex(sketch.places()));
  json["text_sketch"] = std::move(value);
}

void PutText(Json& json, const Record& record) {
  Put(json, "title", record.title());
  Put(json, "title_source", record.title_source());
  PutList(json, "authors", record.authors(), [](Json& out, const auto& author) {
    Put(out, "name", author.name());
    Put(out, "handle", author.handle());
    Put(out, "url", author.url());
  });
  Put(json, "site_name", record.site_name());
  Put(json, "description", record.description());
  PutTime(json, "published", record.has_published(), record.published());
  PutTime(json, "modified", record.has_modified(), record.modified());
  json["text"] = record.text();
  PutFlag(json, "text_truncated", record.text_truncated());
  Put(json, "text_html", record.text_html());
  Put(json, "text_source", record.text_source());
  if (record.text_end() > 0) {
    json["text_begin"] = record.text_begin();
    json["text_end"] = record.text_end();
  }
  Put(json, "boilerplate_permille", record.boilerplate_permille());
  PutSketch(json, record);
}

void PutReferences(Json& json, const Record& record) {
  PutList(json, "edges", record.edges(), [](Json& out, const auto& edge) {
    out["kind"] = LowerName(extractors::Edge::Kind_Name(edge.kind()));
    out["href"] = edge.href();
    Put(out, "text", edge.text());
  });
  PutStrings(json, "hashtags", record.hashtags());
  PutList(json, "media", record.media(), [](Json& out, const auto& media) {
    out["role"] = media.role();
    Put(out, "url", media.url());
    Put(out, "mime", media.mime());
    Put(out, "bytes", media.bytes());
    Put(out, "width", media.width());
    Put(out, "height", media.height());
    Put(out, "duration_ms", media.duration_ms());
    Put(out, "title", media.title());
    Put(out, "alt", media.alt());
  });
  PutList(json, "metrics", record.metrics(), [](Json& out, const auto& metric) {
    out["name"] = metric.name();
    out["value"] = metric.value();
    out["granularity"] = metric.granularity();
  });
  PutList(json, "facts", record.facts(), [](Json& out, const auto& fact) {
    out["name"] = fact.name();
    out["value"] = fact.value();
  });
  PutStrings(json, "json_ld", record.json_ld());
}

void PutFile(Json& json, const Record& record) {
  Put(json, "media_type", record.media_type());
  Put(json, "bytes", record.bytes());
  Put(json, "sha256", Hex(record.sha256()));
  Put(json, "state", record.state());
  Put(json, "page_number", record.page_number());
  Put(json, "page_count", record.page_count());
  Put(json, "width", record.width());
  Put(json, "height", record.height());
}

std::string HexOf(const std::string& bytes) {
  return HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::string FingerprintText(const extractors::MediaFacts& facts) {
  std::string text;
  text.reserve(static_cast<size_t>(facts.fingerprint_size()) * 8);
  for (const uint32_t word : facts.fingerprint()) {
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", word);
    text += digits.data();
  }
  return text;
}

void PutStream(Json& out, const extractors::MediaStream& stream) {
  Put(out, "kind", stream.kind());
  Put(out, "codec", stream.codec());
  Put(out, "duration_ms", stream.duration_ms());
  Put(out, "width", stream.width());
  Put(out, "height", stream.height());
  if (stream.frame_rate_denominator() != 0) {
    out["frame_rate"] = std::to_string(stream.frame_rate_numerator()) + "/" +
                        std::to_string(stream.frame_rate_denominator());
  }
  Put(out, "sample_rate", stream.sample_rate());
  Put(out, "channels", stream.channels());
  Put(out, "language", stream.language());
  Put(out, "state", stream.state());
}

void PutMediaFacts(Json& json, const Record& record) {
  Put(json, "pdq", HexOf(record.pdq()));
  if (!record.pdq().empty()) json["pdq_quality"] = record.pdq_quality();
  if (!record.has_media_facts()) return;
  const extractors::MediaFacts& facts = record.media_facts();
  Json out = Json::object();
  Put(out, "container", facts.container());
  Put(out, "duration_ms", facts.duration_ms());
  PutList(out, "streams", facts.streams(), PutStream);
  Put(out, "streams_dropped", facts.streams_dropped());
  if (!facts.frames().empty()) {
    Json frames = Json::array();
    for (const extractors::VideoFrame& frame : facts.frames())
      frames.push_back(VideoFrameText(frame));
    out["frames"] = std::move(frames);
  }
  Put(out, "frames_decoded", facts.frames_decoded());
  Put(out, "frames_pruned", facts.frames_pruned());
  PutFlag(out, "keyframes_only", facts.keyframes_only());
  Put(out, "video_ms", facts.video_ms());
  Put(out, "fingerprint", FingerprintText(facts));
  Put(out, "audio_ms", facts.audio_ms());
  Put(out, "packets_refused", facts.packets_refused());
  json["media_facts"] = std::move(out);
}

Json CaptureJson(const RecordOrigin& origin) {
  Json json = Json::object();
  json["url"] = origin.url;
  Put(json, "file", origin.file);
  if (origin.time) json["timestamp"] = FormatTimestamp14(*origin.time);
  if (origin.location) {
    json["warc"] = origin.location->filename;
    json["offset"] = origin.location->offset;
    json["length"] = origin.location->length;
  }
  Put(json, "record_id", origin.record_id);
  if (origin.payload_sha256) json["payload_digest"] = "sha256:" + HexEncode(*origin.payload_sha256);
  return json;
}

Json RecordJson(const Record& record, int index) {
  Json json = Json::object();
  json["kind"] = RecordKindName(record.kind());
  json["index"] = index;
  json["parent"] = record.parent();
  Put(json, "native_id", record.native_id());
  Put(json, "uri", record.uri());
  PutText(json, record);
  PutLanguages(json, record);
  PutReferences(json, record);
  PutFile(json, record);
  PutMediaFacts(json, record);
  return json;
}

// What there is to say of a payload whose extractor makes no records.
Record PlainPage(const Extraction& extraction) {
  Record page;
  page.set_kind(Record::PAGE);
  page.set_title(extraction.title());
  page.set_text(extraction.text());
  page.set_text_truncated(extraction.text_truncated());
  page.set_text_source(extraction.text().empty() ? "" : "visible");
  page.set_language_declared(extraction.language());
  return page;
}

}  // namespace

std::string VideoFrameText(const extractors::VideoFrame& frame) {
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.3f",
                static_cast<double>(frame.timestamp_ms()) / 1'000.0);
  return std::to_string(frame.number()) + "," + std::to_string(frame.quality()) + "," +
         HexOf(frame.pdq()) + "," + seconds.data();
}

std::string RecordKindName(Record::Kind kind) { return LowerName(Record::Kind_Name(kind)); }

std::string RecordLines(const Extraction& extraction, const RecordOrigin& origin,
                        const RecordJsonOptions& options) {
  const Json capture = CaptureJson(origin);
  std::string lines;
  const auto append = [&](const Record& record, int index) {
    Json json = RecordJson(record, index);
    if (index == 0 && options.visible_text) json["visible_text"] = extraction.text();
    if (index == 0) Put(json, "records_dropped", extraction.records_dropped());
    json["capture"] = capture;
    json["extractor"] = {{"name", extraction.extractor()}, {"version", extraction.version()}};
    lines += json.dump(-1, ' ', options.characters == JsonCharacters::kAscii,
                       Json::error_handler_t::replace);
    lines += '\n';
  };
  for (int i = 0; i < extraction.records_size(); ++i) append(extraction.records(i), i);
  const bool says_something = !extraction.text().empty() || !extraction.title().empty();
  if (extraction.records().empty() && says_something) append(PlainPage(extraction), 0);
  return lines;
}

}  // namespace arsip::crawler
