// RecordRules: what WARC 1.1 lets a record of each type say, held before it is written.
// https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/ sections 4, 5, 6
//
// A record that breaks a rule is refused (kInvalidInput, naming the field) instead of mended: a
// field value that holds a line end is an attack or a defect, never data. Pure; thread-safe.
// DEVIATION: stricter than the standard. A revisit must name its original in all three
// WARC-Refers-To fields (readers resolve by URL and date only), and continuation records are never
// written.
#ifndef ARSIP_ARCHIVE_RECORD_RULES_H_
#define ARSIP_ARCHIVE_RECORD_RULES_H_

#include <span>
#include <string>
#include <string_view>

#include "archive/warc_record.h"
#include "base/result.h"

namespace arsip::archive {

Status CheckRecord(const WarcRecord& record);

// The records of one capture event: not empty, no warcinfo, each correct, identifiers distinct, and
// the same WARC-Date on all (section 5.4 as the IIPC guidelines read it).
Status CheckCaptureEvent(std::span<const WarcRecord> records);

// Section 5.2: "<urn:uuid:...>", angle brackets, a scheme, no white space.
bool IsBracketedUri(std::string_view id);

// Section 4: a value is text on one line. Refuses CR, LF, NUL and the other C0 controls but TAB.
Status CheckFieldValue(std::string_view name, std::string_view value);

// Section 5.14: the URI as the field holds it. What RFC 3986 never allows raw (space, TAB and other
// controls, non-ASCII) is percent-encoded, a fragment is cut. kInvalidInput for CR, LF, NUL and for
// nothing.
Result<std::string> EncodeTargetUri(std::string_view uri);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_RULES_H_
