// What holds for the records of any document, however hostile: for the harnesses of extractors/.
#ifndef ARSIP_TESTS_FUZZ_RECORD_CHECKS_H_
#define ARSIP_TESTS_FUZZ_RECORD_CHECKS_H_

#include <algorithm>

#include "extractors/record_limits.h"
#include "link_checks.h"

namespace arsip::extractors {

inline void RequireSoundRecord(const Record& record, size_t max_text) {
  Require(record.text().size() <= max_text);
  RequireUtf8(record.text());
  RequireUtf8(record.title());
  RequireUtf8(record.uri());
  Require(record.title().size() <= kMaxRecordLineBytes &&
          record.uri().size() <= kMaxRecordLineBytes);
  Require(record.description().size() <= kMaxDescriptionBytes);
  Require(record.facts_size() <= kMaxFacts && record.edges_size() <= kMaxEdges);
  Require(record.authors_size() <= kMaxAuthors);
  for (const Fact& fact : record.facts()) {
    Require(fact.name().size() <= kMaxRecordWordBytes &&
            fact.value().size() <= kMaxRecordLineBytes);
    RequireUtf8(fact.value());
  }
  Require(record.state().size() <= kMaxRecordWordBytes);
  Require(record.media_type().size() <= kMaxRecordWordBytes);
}

inline void RequireSoundRecords(const Extraction& extraction, size_t max_records, size_t max_text) {
  Require(static_cast<size_t>(extraction.records_size()) <= max_records);
  for (int i = 0; i < extraction.records_size(); ++i) {
    const Record& record = extraction.records(i);
    RequireSoundRecord(record, max_text);
    Require(record.parent() < static_cast<uint32_t>(std::max(i, 1)));
    const size_t parent =
        i == 0 ? 0 : extraction.records(static_cast<int>(record.parent())).text().size();
    Require(record.text_begin() <= record.text_end() && record.text_end() <= parent);
  }
}

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_FUZZ_RECORD_CHECKS_H_
