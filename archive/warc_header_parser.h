// WarcHeader: the version line and named fields of one record. WARC 1.1 section 4 (file and record
// model) and section 5 (named fields); WARC 1.0 is read the same way.
//
// Leniencies, each named in leniencies() and tested in LenientWarc: LF-only line ends, folded
// lines, a field repeated that may not be, a line that is no field, white space before the colon,
// angle brackets round WARC-Target-URI (WARC/1.0 grammar, wget) or none round the record id, a type
// in capitals, a version 1.x that is not known, a WARC-Date of 14 digits.
#ifndef ARSIP_ARCHIVE_WARC_HEADER_PARSER_H_
#define ARSIP_ARCHIVE_WARC_HEADER_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

// Of a header, not counting its longest line: Browsertrix keeps the storage of a page in one field.
inline constexpr size_t kMaxWarcHeaderBytes = 256u << 10;
inline constexpr size_t kMaxWarcLineBytes = 16u << 20;

// "<http://example.org/>" -> "http://example.org/", as WARC/1.0 wrote URIs.
std::string_view WithoutBrackets(std::string_view uri);

class WarcHeader {
 public:
  // `bytes` runs up to and including the blank line. kInvalidInput: no version line, or one of the
  // four mandatory fields is missing or unreadable (section 5.2 to 5.5).
  static Result<WarcHeader> Parse(std::string_view bytes);

  const std::string& version() const { return version_; }  // "WARC/1.1"
  // Section 6: records of other types are to be ignored. type() says nothing then.
  bool known_type() const { return known_type_; }
  RecordType type() const { return type_; }
  const std::string& record_id() const { return record_id_; }  // with brackets
  const std::string& date() const { return date_; }            // as written
  UtcTime time() const { return time_; }
  uint64_t content_length() const { return content_length_; }
  const std::string& target_uri() const { return target_uri_; }  // without brackets; may be empty
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
  // First of that name, case-insensitively; empty when absent.
  std::string_view Get(std::string_view name) const;
  std::vector<std::string_view> GetAll(std::string_view name) const;
  // What a strict reader would object to, in words; at most 8.
  const std::vector<std::string>& leniencies() const { return leniencies_; }

 private:
  friend class WarcHeaderParser;
  std::string version_;
  bool known_type_ = false;
  RecordType type_ = RecordType::kWarcinfo;
  std::string record_id_;
  std::string date_;
  UtcTime time_{};
  uint64_t content_length_ = 0;
  std::string target_uri_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<std::string> leniencies_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_HEADER_PARSER_H_
