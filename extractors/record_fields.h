// The fields of a Record, filled within record_limits.h: strings become well-formed UTF-8 and are
// cut between characters, lists end at their bounds. Empty values add nothing. For every extractor
// of records. Pure; linear.
#ifndef ARSIP_EXTRACTORS_RECORD_FIELDS_H_
#define ARSIP_EXTRACTORS_RECORD_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// White space folded and trimmed; at most kMaxRecordWordBytes, kMaxRecordLineBytes,
// kMaxDescriptionBytes.
std::string RecordWord(std::string_view text);
std::string RecordLine(std::string_view text);
std::string RecordDescription(std::string_view text);

void AddAuthor(Record& record, std::string_view name, std::string_view url = {},
               std::string_view handle = {});
void AddEdge(Record& record, Edge::Kind kind, std::string_view href, std::string_view text = {});
void AddHashtag(Record& record, std::string_view tag);  // once each, without its "#"
// "a, b, c".
void AddHashtags(Record& record, std::string_view list);
void AddFact(Record& record, std::string_view name, std::string_view value);
// `value` is a decimal number, anything else adds nothing; the first of a name counts.
void AddMetric(Record& record, std::string_view name, std::string_view value);
// Null when there is no URL, or no room. A URL that is known in that role is returned again.
MediaReference* AddMedia(Record& record, std::string_view role, std::string_view url,
                         std::string_view mime = {});
// "image", "video", "audio" or "document", by a claimed type ("video/mp4") or medium ("video").
std::string_view MediaRole(std::string_view claimed);

// The first claim counts: a time that was set is not set again.
void ClaimPublished(Record& record, std::string_view as_written, std::string_view source);
void ClaimModified(Record& record, std::string_view as_written, std::string_view source);

// A decimal number from the beginning to the end of the text.
std::optional<uint64_t> DecimalNumber(std::string_view text);
// "3661", "1:01:01", "61:01", in milliseconds; 0 when it is no duration.
uint64_t DurationMs(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_RECORD_FIELDS_H_
