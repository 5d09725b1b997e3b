// What holds for the records of any feed, however hostile: for the harnesses of extractors/.
#ifndef ARSIP_TESTS_FUZZ_ENTRY_CHECKS_H_
#define ARSIP_TESTS_FUZZ_ENTRY_CHECKS_H_

#include <set>
#include <string>

#include "extractors/entry_set.h"
#include "extractors/html_text.h"
#include "extractors/post_markup.h"
#include "extractors/record_limits.h"
#include "link_checks.h"
#include "record_checks.h"

namespace arsip::extractors {

inline constexpr size_t kFuzzedMaxRecords = 16;
inline constexpr size_t kFuzzedMaxRecordBytes = 65'536;
inline constexpr size_t kFuzzedMaxText = 4'096;

inline void RequireSoundEntry(const Record& record) {
  RequireSoundRecord(record, kFuzzedMaxText);
  for (const std::string* line : {&record.native_id(), &record.uri(), &record.title()}) {
    Require(line->size() <= kMaxRecordLineBytes);
    RequireUtf8(*line);
  }
  Require(record.description().size() <= kMaxDescriptionBytes);
  Require(record.text().size() <= kFuzzedMaxText);
  RequireUtf8(record.text());
  Require(record.text_html().size() <= kMaxHtmlBytes);
  RequireUtf8(record.text_html());
  Require(record.edges_size() <= kMaxEdges && record.media_size() <= kMaxMediaReferences);
  Require(record.hashtags_size() <= kMaxHashtags && record.authors_size() <= kMaxAuthors);
  for (const ClaimedTime* time : {&record.published(), &record.modified()}) {
    Require(time->utc().empty() || time->utc().size() == 10 || time->utc().size() == 20);
    Require(time->utc() <= "2101");
    Require(time->as_written().size() <= kMaxRecordWordBytes);
  }
}

// Runs `read(markup, records)` within small bounds and checks what it found.
template <class ReadFunction>
void CheckEntrySet(ReadFunction read) {
  static HtmlTextReader reader;
  Extraction extraction;
  PostMarkup markup(reader, kFuzzedMaxText);
  EntrySet records(extraction, kFuzzedMaxRecords, kFuzzedMaxRecordBytes);
  read(markup, records);
  Require(static_cast<size_t>(extraction.records_size()) <= kFuzzedMaxRecords);
  Require(extraction.ByteSizeLong() <= kFuzzedMaxRecordBytes + 64);
  std::set<std::string> identities;
  for (int i = 0; i < extraction.records_size(); ++i) {
    const Record& record = extraction.records(i);
    RequireSoundEntry(record);
    if (i > 0 && !record.native_id().empty()) {
      Require(identities.insert(record.native_id()).second);
    }
  }
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_FUZZ_ENTRY_CHECKS_H_
