#include "portal/cdx_query.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "archive/capture_fields.h"
#include "base/percent_encoding.h"

namespace arsip::portal {
namespace {

Error Wrong(std::string_view parameter, std::string_view value, std::string_view what) {
  std::string sentence(parameter);
  sentence.append("=").append(value.substr(0, 100)).append(": ").append(what);
  return Error{ErrorCode::kInvalidInput, std::move(sentence), "query"};
}

Result<int64_t> Integer(std::string_view name, const std::string& value) {
  int64_t number = 0;
  const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
  if (end.ec == std::errc() && end.ptr == value.data() + value.size()) return number;
  return Wrong(name, value, "this is no number");
}

Result<uint64_t> Count(std::string_view name, const std::string& value) {
  ARSIP_ASSIGN(const int64_t number, Integer(name, value));
  if (number < 0) return Wrong(name, value, "this may not be negative");
  return static_cast<uint64_t>(number);
}

bool IsTrue(const std::optional<std::string>& value) {
  return value.has_value() && (*value == "true" || *value == "1" || *value == "yes");
}

// Reads one request; each step adds its part to `query`.
class Reader {
 public:
  Reader(CdxDialect dialect, const QueryString& parameters)
      : dialect_(dialect), parameters_(parameters) {}

  Result<CdxQuery> Read() {
    ARSIP_TRY(ReadUrl());
    ARSIP_TRY(ReadTimes());
    ARSIP_TRY(ReadFilters());
    ARSIP_TRY(ReadLimits());
    ARSIP_TRY(ReadSort());
    ARSIP_TRY(ReadCollapses());
    ARSIP_TRY(ReadFields());
    ARSIP_TRY(ReadOutput());
    ARSIP_TRY(ReadPages());
    query_.resolve_revisits = IsTrue(parameters_.Get("resolveRevisits"));
    query_.gzip = parameters_.Get("gzip") != "false";
    return std::move(query_);
  }

 private:
  Status ReadUrl();
  Status ReadTimes();
  Status ReadFilters();
  Status ReadLimits();
  Status ReadSort();
  Status ReadCollapses();
  Status ReadFields();
  Status ReadOutput();
  Status ReadPages();
  Status AddCollapse(std::string_view parameter, const std::string& value, bool keep_last);
  std::string FilterInOurWords(const std::string& filter) const;
  CdxOutput DefaultOutput() const;

  const CdxDialect dialect_;
  const QueryString& parameters_;
  CdxQuery query_;
};

Status Reader::ReadUrl() {
  archive::Query& query = query_.query;
  query.url = parameters_.Get("url").value_or("");
  if (query.url.empty()) return Wrong("url", "", "a query needs a URL");
  const std::string match = parameters_.Get("matchType").value_or("");
  if (match.empty()) {
    archive::ReadWildcards(query);
    return Ok();
  }
  static constexpr std::pair<std::string_view, archive::Match> kMatches[] = {
      {"exact", archive::Match::kExact},
      {"prefix", archive::Match::kPrefix},
      {"host", archive::Match::kHost},
      {"domain", archive::Match::kDomain}};
  for (const auto& [name, value] : kMatches) {
    if (name != match) continue;
    query.match = value;
    return Ok();
  }
  return Wrong("matchType", match, "it is exact, prefix, host or domain");
}

Status Reader::ReadTimes() {
  if (const auto from = parameters_.Get("from"); from.has_value() && !from->empty()) {
    const auto time = ParseTimestamp14(*from, TimestampPadding::kLow);
    if (!time) return Wrong("from", *from, "it is 1 to 14 digits of YYYYMMDDhhmmss");
    query_.query.from = *time;
  }
  if (const auto to = parameters_.Get("to"); to.has_value() && !to->empty()) {
    const auto time = ParseTimestamp14(*to, TimestampPadding::kHigh);
    if (!time) return Wrong("to", *to, "it is 1 to 14 digits of YYYYMMDDhhmmss");
    query_.query.to = *time;
  }
  return Ok();
}

// pywb's is ours. The others: "[~][!]field:regex" and "[!]field:regex", over the whole field;
// OutbackCDX's `~` says that the field contains the text.
std::string Reader::FilterInOurWords(const std::string& filter) const {
  if (dialect_ == CdxDialect::kPywb) return filter;
  std::string_view rest = filter;
  bool inverted = false;
  bool contains = false;
  while (!rest.empty() &&
         (rest[0] == '!' || (rest[0] == '~' && dialect_ == CdxDialect::kOutback))) {
    (rest[0] == '!' ? inverted : contains) = true;
    rest.remove_prefix(1);
  }
  const size_t colon = rest.find(':');
  std::string ours = inverted ? "!" : "";
  if (contains || colon == std::string_view::npos) return ours.append(rest);
  ours.append("~").append(rest.substr(0, colon)).append(":(?:");
  return ours.append(rest.substr(colon + 1)).append(")$");
}

Status Reader::ReadFilters() {
  for (const std::string& text : parameters_.GetAll("filter")) {
    auto filter = archive::QueryFilter::Parse(FilterInOurWords(text));
    if (!filter) return Wrong("filter", text, filter.error().message);
    query_.filters.push_back(std::move(*filter));
  }
  return Ok();
}

Status Reader::ReadLimits() {
  if (const auto limit = parameters_.Get("limit"); limit.has_value() && !limit->empty()) {
    ARSIP_ASSIGN(const int64_t number, Integer("limit", *limit));
    query_.last_ones = number < 0;
    query_.limit =
        number < 0 ? uint64_t{0} - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    if (query_.last_ones && query_.limit > kMaxKeptCaptures) {
      return Wrong("limit", *limit, "not more than the last 10000 captures");
    }
  }
  if (const auto offset = parameters_.Get("offset"); offset.has_value() && !offset->empty()) {
    ARSIP_ASSIGN(query_.offset, Count("offset", *offset));
    // Those that are passed over are held in memory, too.
    if (query_.last_ones && query_.offset > kMaxKeptCaptures - query_.limit) {
      return Wrong("offset", *offset, "with a negative limit, both together not more than 10000");
    }
  }
  return Ok();
}

Status Reader::ReadSort() {
  const std::string sort = parameters_.Get("sort").value_or("");
  const std::string closest = parameters_.Get("closest").value_or("");
  if (sort == "reverse") {
    query_.sort = CdxQuery::Sort::kReverse;
  } else if ((sort == "closest" || sort.empty()) && !closest.empty()) {
    const auto time = ParseTimestamp14(closest.substr(0, 14), TimestampPadding::kLow);
    if (!time) return Wrong("closest", closest, "it is 1 to 14 digits of YYYYMMDDhhmmss");
    query_.sort = CdxQuery::Sort::kClosest;
    query_.closest = *time;
  } else if (!sort.empty() && sort != "closest" && sort != "default") {
    return Wrong("sort", sort, "it is reverse or closest");
  }
  if (query_.sort == CdxQuery::Sort::kClosest && query_.query.match != archive::Match::kExact) {
    return Wrong("sort", "closest", "only of one URL (matchType=exact)");
  }
  if (query_.last_ones && query_.sort != CdxQuery::Sort::kForward) {
    return Wrong("limit", *parameters_.Get("limit"), "the last ones of no other order");
  }
  return Ok();
}

Status Reader::AddCollapse(std::string_view parameter, const std::string& value, bool keep_last) {
  const size_t colon = std::min(value.find(':'), value.size());
  CdxQuery::Collapse collapse;
  collapse.field = CdxjFieldName(value.substr(0, colon));
  collapse.keep_last = keep_last;
  if (collapse.field.empty()) return Wrong(parameter, value, "there is no such field");
  if (colon < value.size()) {
    ARSIP_ASSIGN(collapse.length, Count(parameter, value.substr(colon + 1)));
  }
  if (query_.collapses.size() >= 8) return Wrong(parameter, value, "at most 8 of them");
  query_.collapses.push_back(std::move(collapse));
  return Ok();
}

Status Reader::ReadCollapses() {
  for (const std::string& value : parameters_.GetAll("collapse")) {
    ARSIP_TRY(AddCollapse("collapse", value, false));
  }
  for (const std::string& value : parameters_.GetAll("collapseToFirst")) {
    ARSIP_TRY(AddCollapse("collapseToFirst", value, false));
  }
  for (const std::string& value : parameters_.GetAll("collapseToLast")) {
    ARSIP_TRY(AddCollapse("collapseToLast", value, true));
  }
  const auto digits = parameters_.Get("collapseTime");
  if (!digits.has_value() || digits->empty()) return Ok();
  return AddCollapse("collapseTime", "timestamp:" + *digits, false);
}

Status Reader::ReadFields() {
  std::string list = parameters_.Get("fl").value_or("");
  if (list.empty()) list = parameters_.Get("fields").value_or("");
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    const std::string name = list.substr(0, end);
    list.erase(0, end + 1);
    if (CdxjFieldName(name).empty()) return Wrong("fl", name, "there is no such field");
    if (query_.fields.size() >= 32) return Wrong("fl", name, "at most 32 fields");
    query_.fields.push_back(name);
  }
  return Ok();
}

CdxOutput Reader::DefaultOutput() const {
  if (dialect_ == CdxDialect::kPywb) return CdxOutput::kCdxj;
  if (dialect_ == CdxDialect::kWayback) return CdxOutput::kText;
  return query_.fields.empty() ? CdxOutput::kCdx11 : CdxOutput::kText;
}

Status Reader::ReadOutput() {
  const std::string output = parameters_.Get("output").value_or("");
  const bool pywb = dialect_ == CdxDialect::kPywb;
  if (output.empty() || (output == "cdx" && dialect_ == CdxDialect::kOutback)) {
    query_.output = DefaultOutput();
  } else if (output == "cdxj") {
    query_.output = CdxOutput::kCdxj;
  } else if (output == "json" && pywb) {
    query_.output = CdxOutput::kNdjson;
  } else if (output == "json") {
    query_.output =
        dialect_ == CdxDialect::kWayback ? CdxOutput::kJsonHeader : CdxOutput::kJsonArrays;
  } else if (output == "jsondict" && dialect_ == CdxDialect::kOutback) {
    query_.output = CdxOutput::kJsonDict;
  } else if (output == "text") {
    query_.output = dialect_ == CdxDialect::kOutback ? DefaultOutput() : CdxOutput::kText;
  } else if (output == "link" && pywb) {
    query_.output = CdxOutput::kLink;
  } else {
    return Wrong("output", output, "this server has no such output; docs/http-api.md lists them");
  }
  return Ok();
}

Status Reader::ReadPages() {
  if (const auto page = parameters_.Get("page"); page.has_value() && !page->empty()) {
    ARSIP_ASSIGN(query_.page, Count("page", *page));
  }
  if (const auto size = parameters_.Get("pageSize"); size.has_value() && !size->empty()) {
    ARSIP_ASSIGN(query_.page_size, Count("pageSize", *size));
    if (query_.page_size < 1 || query_.page_size > 1000) {
      return Wrong("pageSize", *size, "it is 1 to 1000 blocks");
    }
  }
  query_.show_page_count = IsTrue(parameters_.Get("showNumPages"));
  if (query_.page.has_value() && (query_.sort != CdxQuery::Sort::kForward || query_.last_ones)) {
    return Wrong("page", std::to_string(*query_.page), "pages are in plain order only");
  }
  query_.show_resume_key = IsTrue(parameters_.Get("showResumeKey"));
  const auto key = parameters_.Get("resumeKey");
  if (!key.has_value() || key->empty()) return Ok();
  if (query_.sort != CdxQuery::Sort::kForward || query_.last_ones || query_.page.has_value()) {
    return Wrong("resumeKey", *key, "it goes with plain order only");
  }
  ARSIP_ASSIGN(query_.resume, ParseResumeKey(*key));
  return Ok();
}

}  // namespace

Result<CdxQuery> ParseCdxQuery(CdxDialect dialect, const QueryString& parameters) {
  return Reader(dialect, parameters).Read();
}

std::string FormatResumeKey(std::string_view urlkey, UtcTime time) {
  const auto micros = time.time_since_epoch().count() % 1'000'000;
  std::string digits = std::to_string(micros < 0 ? micros + 1'000'000 : micros);
  digits.insert(0, 6 - digits.size(), '0');
  std::string key = PercentEncodeQueryValue(urlkey) + "+" + FormatTimestamp14(time);
  return key.append(digits).append("%21");
}

Result<CdxQuery::ResumePoint> ParseResumeKey(std::string_view key) {
  const size_t space = key.rfind(' ');
  const std::string_view digits =
      space == std::string_view::npos ? std::string_view() : key.substr(space + 1);
  const bool micros = digits.size() == 21;
  if ((digits.size() != 15 && !micros) || digits.back() != '!' ||
      !std::ranges::all_of(digits.substr(0, digits.size() - 1), IsAsciiDigit)) {
    return Wrong("resumeKey", key, "this server gave no such key");
  }
  const auto time = ParseTimestamp14(digits.substr(0, 14),
                                     micros ? TimestampPadding::kLow : TimestampPadding::kHigh);
  if (!time) return Wrong("resumeKey", key, "this server gave no such key");
  CdxQuery::ResumePoint point{std::string(key.substr(0, space)), *time};
  if (!micros) return point;
  int64_t parts = 0;
  std::from_chars(digits.data() + 14, digits.data() + 20, parts);
  point.after += std::chrono::microseconds(parts);
  return point;
}

std::string_view CdxjFieldName(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kOthers[] = {
      {"original", "url"},  {"mimetype", "mime"},        {"statuscode", "status"},
      {"file", "filename"}, {"redirecturl", "redirect"}, {"capturefile", "filename"},
      {"meta", "meta"},     {"robotflags", "robotflags"}};
  const auto* const other =
      std::ranges::find(kOthers, name, &std::pair<std::string_view, std::string_view>::first);
  if (other != std::end(kOthers)) return other->second;
  return archive::IsCaptureField(name) ? name : std::string_view();
}

}  // namespace arsip::portal
