// HTTP/1.x message heads as received. RFC 9112 (syntax), RFC 9110 (fields).
//
// The archive keeps the bytes of a head exactly as they came; this parser only reads them. It never
// fails on a hostile head: what is not a field line is skipped and counted.
// Leniencies (each with a test in LenientHttpHead): LF-only line ends, obsolete folding, spaces
// before the colon, bare CR (the line is not read as a field), NUL (the same).
//
// At most kMaxHttpFields fields are read; the lines of the others count as skipped.
#ifndef ARSIP_BASE_HTTP_MESSAGE_H_
#define ARSIP_BASE_HTTP_MESSAGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arsip {

inline constexpr size_t kMaxHttpFields = 2000;

struct HttpField {
  std::string_view name;   // as sent
  std::string_view value;  // surrounding white space removed; a folded value keeps its line ends
  size_t line_begin = 0;   // byte range of the whole line (and its folds) in the head
  size_t line_end = 0;     // past its line end
};

// Views into the bytes given to Parse: they must outlive the head.
class HttpHead {
 public:
  // `bytes` is everything up to and including the blank line.
  static HttpHead ParseResponse(std::string_view bytes);

  // 0 when the status line is none of HTTP's.
  int status_code() const { return status_code_; }
  std::string_view status_line() const { return status_line_; }
  const std::vector<HttpField>& fields() const { return fields_; }
  // First field of that name, case-insensitively.
  std::optional<std::string_view> Get(std::string_view name) const;
  std::vector<std::string_view> GetAll(std::string_view name) const;
  // Lines that were not fields.
  size_t skipped_lines() const { return skipped_lines_; }

 private:
  std::string_view status_line_;
  int status_code_ = 0;
  std::vector<HttpField> fields_;
  size_t skipped_lines_ = 0;
};

// ASCII case-insensitive equality, for field names and tokens.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// Retry-After (RFC 9110 section 10.2.3): delay-seconds, or a date (section 5.6.7, all three forms)
// relative to `now_unix`; 0 for a date that has passed. Values beyond seven days are cut to seven
// days; nullopt for what is neither.
std::optional<long> ParseRetryAfterSeconds(std::string_view value, long now_unix);

}  // namespace arsip

#endif  // ARSIP_BASE_HTTP_MESSAGE_H_
