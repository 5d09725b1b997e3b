#include "extractors/record_set.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

#include "extractors/extract.h"
#include "extractors/record_fields.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/w3c_date.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// Of the answer, for what is no record: links, headings, flags.
constexpr size_t kReservedBytes = 2u << 20;
// Of an answer, around one record, and for a state that comes later.
constexpr size_t kPerRecordBytes = 320;
// A text never takes what the record's other fields need.
constexpr size_t kFieldsBytes = 64u << 10;

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F;
}

}  // namespace

RecordSet::RecordSet(const ExtractionRequest& request, Extraction& extraction)
    : extraction_(extraction),
      max_records_(request.max_records() == 0 ? kDefaultMaxRecords
                                              : std::min(request.max_records(), kMostRecords)),
      max_text_bytes_(request.max_text_bytes() == 0 ? kDefaultMaxTextBytes
                                                    : request.max_text_bytes()),
      bytes_left_(kMaxAnswerBytes - kReservedBytes) {}

std::optional<uint32_t> RecordSet::Add(Record record, uint32_t parent) {
  record.set_parent(parent);
  const size_t bytes = record.ByteSizeLong() + kPerRecordBytes;
  if (full() || bytes > bytes_left_) {
    extraction_.set_records_dropped(extraction_.records_dropped() + 1);
    return std::nullopt;
  }
  bytes_left_ -= bytes;
  *extraction_.add_records() = std::move(record);
  return size() - 1;
}

void RecordSet::Replace(uint32_t index, Record record) {
  Record& old = *extraction_.mutable_records(static_cast<int>(index));
  record.set_parent(old.parent());
  const size_t room = bytes_left_ + old.ByteSizeLong();
  if (record.ByteSizeLong() > room) {
    record.clear_text();
    record.clear_facts();
    record.clear_description();
    record.set_state("refused-limit: answer");
  }
  const size_t bytes = record.ByteSizeLong();
  if (bytes > room) return;
  bytes_left_ = room - bytes;
  old = std::move(record);
}

void RecordSet::SetState(uint32_t index, std::string_view state) {
  extraction_.mutable_records(static_cast<int>(index))
      ->set_state(std::string(state.substr(0, kMaxRecordWordBytes)));
}

size_t RecordSet::text_room() const {
  return bytes_left_ < kFieldsBytes ? 0 : std::min(max_text_bytes_, bytes_left_ - kFieldsBytes);
}

std::string CleanText(std::string_view raw, size_t max_bytes) {
  std::string text;
  // An ill-formed byte becomes three.
  AppendWellFormedUtf8(text, raw.substr(0, max_bytes + 4));
  std::erase_if(text, IsControl);
  text.resize(CutUtf8(text, max_bytes).size());
  return text;
}

std::string CleanLine(std::string_view raw, size_t max_bytes) {
  std::string folded;
  AppendFolded(folded, CleanText(raw, 4 * max_bytes));
  std::string line(TrimSpace(folded));
  line.resize(CutUtf8(line, max_bytes).size());
  return line;
}

void AddCleanFact(Record& record, std::string_view name, std::string_view value) {
  AddFact(record, CleanLine(name, kMaxRecordWordBytes), CleanLine(value, kMaxRecordLineBytes));
}

void AddLinkEdge(Record& record, std::string_view href, std::string_view text) {
  if (record.edges_size() >= kMaxEdges) return;
  std::string clean = CleanLine(href, kMaxRecordLineBytes);
  if (clean.empty()) return;
  Edge& edge = *record.add_edges();
  edge.set_kind(Edge::LINK);
  edge.set_href(std::move(clean));
  edge.set_text(CleanLine(text, kMaxRecordLineBytes));
}

void AddAuthor(Record& record, std::string_view name) {
  if (record.authors_size() >= kMaxAuthors) return;
  std::string clean = CleanLine(name, kMaxRecordLineBytes);
  if (clean.empty()) return;
  for (const Author& author : record.authors()) {
    if (author.name() == clean) return;
  }
  record.add_authors()->set_name(std::move(clean));
}

void SetTime(ClaimedTime& time, std::string_view as_written, std::string utc,
             std::string_view source) {
  std::string clean = CleanLine(as_written, kMaxRecordWordBytes);
  if (clean.empty()) return;
  time.set_as_written(std::move(clean));
  time.set_utc(std::move(utc));
  time.set_source(std::string(source));
}

std::string UtcText(int64_t seconds_since_1970) {
  using std::chrono::days;
  using std::chrono::seconds;
  constexpr int64_t kYear1 = -62'135'596'800;
  constexpr int64_t kYear10000 = 253'402'300'800;
  if (seconds_since_1970 < kYear1 || seconds_since_1970 >= kYear10000) return {};
  const std::chrono::sys_seconds time{seconds(seconds_since_1970)};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const int64_t second = (time - day).count();
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return text.data();
}

std::string UtcOfIsoDate(std::string_view as_written) {
  const std::string_view text = TrimSpace(as_written);
  const auto date = ParseW3cDate(text);
  if (!date) return {};
  constexpr size_t kDayBytes = 10;
  std::string utc = UtcText(date->seconds);
  // Without a zone it is somebody's local time, of which the day is said with some right.
  const bool zone = text.size() > kDayBytes && text.find_first_of("Zz+-", kDayBytes) != text.npos;
  return zone ? utc : std::string(text.substr(0, kDayBytes));
}

}  // namespace arsip::extractors
