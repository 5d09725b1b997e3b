// WarcHeader: the version line and named fields of one record. WARC 1.1 section 4 (file and record
// model) and section 5 (named fields); WARC 1.0 is read the same way.
//
// Leniencies, each counted by name and tested in LenientWarc: LF-only line ends, folded lines, a
// field repeated that may not be, angle brackets round WARC-Target-URI (WARC/1.0 grammar, wget) or
// missing round a record id, white space round the colon, an unknown version 1.x, a WARC-Date
// without a time.
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

inline constexpr size_t kMaxWarcHeaderBytes = 256u << 10;

class WarcHeader {
 public:
  // `bytes` runs up to and including the blank line. kInvalidInput: no version line, or one of the
  // four mandatory fields is missing or unreadable (section 5.2 to 5.5).
  static Result<WarcHeader> Parse(std::string_view bytes);

  const std::string& version() const { return version_; }  // "WARC/1.1"
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
  RecordType type_ = RecordType::kWarcinfo;
  std::string record_id_;
  std::string date_;
  UtcTime time_{};
  uint64_t content_length_ = 0;
  std::string target_uri_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<std::string> leniencies_;
};

// The length of the header that `bytes` begins with, its blank line included; 0 when it does not
// end in them. `from`: where an earlier call on a shorter view stopped looking.
size_t WarcHeaderLength(std::string_view bytes, size_t from = 0);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_WARC_HEADER_PARSER_H_
