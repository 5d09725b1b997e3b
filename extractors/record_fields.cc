#include "extractors/record_fields.h"

#include <algorithm>
#include <charconv>

#include "extractors/internet_date.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// Folding shortens; so much more than the bound is looked at.
constexpr size_t kFoldedFrom = 4;
constexpr uint64_t kMaxDurationMs = uint64_t{1000} * 60 * 60 * 24 * 365;

std::string Folded(std::string_view text, size_t max_bytes) {
  std::string clean;
  AppendWellFormedUtf8(clean, text.substr(0, kFoldedFrom * max_bytes));
  std::string folded;
  AppendFolded(folded, clean);
  return std::string(TrimSpace(CutUtf8(folded, max_bytes)));
}

void Claim(ClaimedTime& time, std::string_view as_written, std::string_view source) {
  time.set_as_written(RecordWord(as_written));
  time.set_utc(UtcOfDate(as_written));
  time.set_source(RecordWord(source));
}

}  // namespace

std::string RecordWord(std::string_view text) { return Folded(text, kMaxRecordWordBytes); }
std::string RecordLine(std::string_view text) { return Folded(text, kMaxRecordLineBytes); }
std::string RecordDescription(std::string_view text) { return Folded(text, kMaxDescriptionBytes); }

void AddAuthor(Record& record, std::string_view name, std::string_view url,
               std::string_view handle) {
  Author author;
  author.set_name(RecordLine(name));
  author.set_url(RecordLine(url));
  author.set_handle(RecordLine(handle));
  if (author.name().empty() && author.url().empty() && author.handle().empty()) return;
  for (const Author& known : record.authors()) {
    if (known.name() == author.name() && known.handle() == author.handle()) return;
  }
  if (record.authors_size() < kMaxAuthors) *record.add_authors() = std::move(author);
}

void AddEdge(Record& record, Edge::Kind kind, std::string_view href, std::string_view text) {
  std::string line = RecordLine(href);
  if (line.empty() || record.edges_size() >= kMaxEdges) return;
  Edge& edge = *record.add_edges();
  edge.set_kind(kind);
  edge.set_href(std::move(line));
  edge.set_text(RecordLine(text));
}

void AddHashtag(Record& record, std::string_view tag) {
  std::string line = RecordLine(tag);
  if (line.starts_with('#')) line.erase(0, 1);
  if (line.empty() || record.hashtags_size() >= kMaxHashtags) return;
  const auto& known = record.hashtags();
  if (std::find(known.begin(), known.end(), line) == known.end()) {
    record.add_hashtags(std::move(line));
  }
}

void AddHashtags(Record& record, std::string_view list) {
  for (int i = 0; i < kMaxHashtags && !list.empty(); ++i) {
    const size_t comma = std::min(list.find(','), list.size());
    AddHashtag(record, list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

void AddFact(Record& record, std::string_view name, std::string_view value) {
  std::string line = RecordLine(value);
  if (line.empty() || record.facts_size() >= kMaxFacts) return;
  Fact& fact = *record.add_facts();
  fact.set_name(RecordWord(name));
  fact.set_value(std::move(line));
}

void AddMetric(Record& record, std::string_view name, std::string_view value) {
  const auto number = DecimalNumber(value);
  if (!number || record.metrics_size() >= kMaxMetrics) return;
  for (const Metric& known : record.metrics()) {
    if (known.name() == name) return;
  }
  Metric& metric = *record.add_metrics();
  metric.set_name(RecordWord(name));
  metric.set_value(*number);
  metric.set_granularity(1);
}

MediaReference* AddMedia(Record& record, std::string_view role, std::string_view url,
                         std::string_view mime) {
  std::string line = RecordLine(url);
  if (line.empty()) return nullptr;
  for (MediaReference& known : *record.mutable_media()) {
    if (known.url() == line && known.role() == role) return &known;
  }
  if (record.media_size() >= kMaxMediaReferences) return nullptr;
  MediaReference* media = record.add_media();
  media->set_role(std::string(role));
  media->set_url(std::move(line));
  media->set_mime(RecordWord(mime));
  return media;
}

std::string_view MediaRole(std::string_view claimed) {
  for (const std::string_view role : {"image", "video", "audio"}) {
    if (claimed.starts_with(role)) return role;
  }
  return "document";
}

void ClaimPublished(Record& record, std::string_view as_written, std::string_view source) {
  if (!TrimSpace(as_written).empty() && !record.has_published()) {
    Claim(*record.mutable_published(), as_written, source);
  }
}

void ClaimModified(Record& record, std::string_view as_written, std::string_view source) {
  if (!TrimSpace(as_written).empty() && !record.has_modified()) {
    Claim(*record.mutable_modified(), as_written, source);
  }
}

std::optional<uint64_t> DecimalNumber(std::string_view text) {
  text = TrimSpace(text);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

uint64_t DurationMs(std::string_view text) {
  text = TrimSpace(text);
  uint64_t seconds = 0;
  for (int part = 0; part < 3; ++part) {
    const size_t colon = text.find(':');
    const auto number = DecimalNumber(text.substr(0, std::min(colon, text.find('.'))));
    if (!number || *number > kMaxDurationMs) return 0;
    seconds = 60 * seconds + *number;
    if (colon == std::string_view::npos) return std::min(1000 * seconds, kMaxDurationMs);
    text.remove_prefix(colon + 1);
  }
  return 0;
}

}  // namespace arsip::extractors
