#include "archive/warc_header_parser.h"

#include <algorithm>
#include <charconv>

#include "base/http_message.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

constexpr size_t kMaxLeniencies = 8;
constexpr size_t kMaxFields = 1024;

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool MayRepeat(std::string_view name) {
  return EqualsIgnoreCase(name, "WARC-Concurrent-To") || EqualsIgnoreCase(name, "WARC-Protocol");
}

Error Bad(std::string what) { return Error{ErrorCode::kInvalidInput, std::move(what), ""}; }

std::string Quoted(std::string_view text) { return "'" + std::string(text.substr(0, 64)) + "'"; }

}  // namespace

class WarcHeaderParser {
 public:
  Result<WarcHeader> Parse(std::string_view bytes) {
    ARSIP_TRY(Version(Line(bytes)));
    while (!bytes.empty()) {
      const std::string_view line = Line(bytes);
      if (!line.empty()) NamedField(line);
    }
    if (lf_only_) Lenient("a line ends with LF alone");
    ARSIP_TRY(Type());
    ARSIP_TRY(RecordId());
    ARSIP_TRY(Date());
    ARSIP_TRY(ContentLength());
    TargetUri();
    return std::move(header_);
  }

 private:
  void Lenient(std::string what) {
    auto& list = header_.leniencies_;
    if (list.size() < kMaxLeniencies && std::ranges::find(list, what) == list.end()) {
      list.push_back(std::move(what));
    }
  }

  // Takes one line off `bytes`; without its line end.
  std::string_view Line(std::string_view& bytes) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    } else {
      lf_only_ = true;
    }
    return line;
  }

  // Section 4: version = "WARC/1.1" CRLF
  Status Version(std::string_view line) {
    constexpr std::string_view kPrefix = "WARC/1.";
    if (!line.starts_with(kPrefix) || line.size() < kPrefix.size() + 1 ||
        line.size() > kPrefix.size() + 2 ||
        !std::ranges::all_of(line.substr(kPrefix.size()), IsAsciiDigit)) {
      return Bad("no WARC version line but " + Quoted(line));
    }
    header_.version_ = line;
    if (line != "WARC/1.1" && line != "WARC/1.0") Lenient("unknown version " + std::string(line));
    return Ok();
  }

  void NamedField(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') {
      Lenient("a folded line");
      if (!header_.fields_.empty()) header_.fields_.back().second.append(" ").append(Trim(line));
      return;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
      Lenient("a line that is no field");
      return;
    }
    if (header_.fields_.size() == kMaxFields) {
      Lenient("more than 1024 fields");
      return;
    }
    std::string_view name = line.substr(0, colon);
    if (name.ends_with(' ') || name.ends_with('\t')) {
      Lenient("white space before a colon");
      name = Trim(name);
    }
    if (!header_.Get(name).empty() && !MayRepeat(name)) {
      Lenient("repeated " + std::string(name.substr(0, 64)));
    }
    header_.fields_.emplace_back(name, Trim(line.substr(colon + 1)));
  }

  Status Type() {
    const std::string_view value = header_.Get("WARC-Type");
    if (value.empty()) return Bad("no WARC-Type");
    std::string lower(value);
    std::ranges::transform(lower, lower.begin(), AsciiLower);
    if (lower != value) Lenient("a WARC-Type in capitals");
    const auto type = ParseRecordType(lower);
    header_.known_type_ = type.has_value();
    if (type.has_value()) header_.type_ = *type;
    return Ok();
  }

  Status RecordId() {
    const std::string_view value = header_.Get("WARC-Record-ID");
    if (value.empty()) return Bad("no WARC-Record-ID");
    header_.record_id_ = value;
    if (!value.starts_with('<')) {
      Lenient("a WARC-Record-ID without angle brackets");
      header_.record_id_ = "<" + header_.record_id_ + ">";
    }
    return Ok();
  }

  // Section 5.4.
  Status Date() {
    const std::string_view value = header_.Get("WARC-Date");
    auto time = ParseWarcDate(value);
    if (!time.has_value() && value.size() == 14) {
      time = ParseTimestamp14(value, TimestampPadding::kLow);
      if (time.has_value()) Lenient("a WARC-Date of 14 digits");
    }
    if (!time.has_value()) return Bad("WARC-Date " + Quoted(value) + " is no date");
    header_.date_ = value;
    header_.time_ = *time;
    return Ok();
  }

  Status ContentLength() {
    const std::string_view value = header_.Get("Content-Length");
    int64_t length = -1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error != std::errc() || end != value.data() + value.size() || length < 0) {
      return Bad("Content-Length " + Quoted(value) + " is no length");
    }
    header_.content_length_ = static_cast<uint64_t>(length);
    return Ok();
  }

  // DEVIATION: WARC/1.0 section 4 put every URI in angle brackets, WARC/1.1 section 5.14 none; both
  // are read.
  void TargetUri() {
    const std::string_view value = header_.Get("WARC-Target-URI");
    header_.target_uri_ = WithoutBrackets(value);
    if (header_.target_uri_ != value && header_.version_ != "WARC/1.0") {
      Lenient("angle brackets round WARC-Target-URI");
    }
  }

  WarcHeader header_;
  bool lf_only_ = false;
};

std::string_view WithoutBrackets(std::string_view uri) {
  if (uri.size() < 2 || !uri.starts_with('<') || !uri.ends_with('>')) return uri;
  return uri.substr(1, uri.size() - 2);
}

Result<WarcHeader> WarcHeader::Parse(std::string_view bytes) {
  return WarcHeaderParser().Parse(bytes);
}

std::string_view WarcHeader::Get(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (EqualsIgnoreCase(field, name)) return value;
  }
  return {};
}

std::vector<std::string_view> WarcHeader::GetAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [field, value] : fields_) {
    if (EqualsIgnoreCase(field, name)) values.emplace_back(value);
  }
  return values;
}

}  // namespace arsip::archive
