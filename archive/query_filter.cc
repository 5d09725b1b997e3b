#include "archive/query_filter.h"

#include <re2/re2.h>

#include <utility>

#include "archive/capture_fields.h"

namespace arsip::archive {
namespace {

constexpr int64_t kMaxPatternMemory = 4 << 20;

std::string_view CdxjName(std::string_view name) {
  if (name == "original") return "url";
  if (name == "mimetype") return "mime";
  if (name == "statuscode") return "status";
  return name;
}

bool TakeSign(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

Error Bad(std::string_view filter, std::string what) {
  return Error{ErrorCode::kInvalidInput, std::move(what), "filter " + std::string(filter)};
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options PatternOptions() {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(kMaxPatternMemory);
  return options;
}

}  // namespace

struct QueryFilter::Pattern {
  explicit Pattern(std::string_view text) : regex(Piece(text), PatternOptions()) {}
  RE2 regex;
};

QueryFilter::QueryFilter() = default;
QueryFilter::~QueryFilter() = default;
QueryFilter::QueryFilter(QueryFilter&&) noexcept = default;
QueryFilter& QueryFilter::operator=(QueryFilter&&) noexcept = default;

Result<QueryFilter> QueryFilter::Parse(std::string_view text) {
  QueryFilter filter;
  std::string_view rest = text;
  filter.inverted_ = TakeSign(rest, '!');
  if (TakeSign(rest, '=')) {
    filter.comparison_ = Comparison::kEquals;
  } else if (TakeSign(rest, '~')) {
    filter.comparison_ = Comparison::kMatches;
  }
  const size_t colon = rest.find(':');
  if (colon == std::string_view::npos) {
    return Bad(text, "no ':' between field and expression");
  }
  filter.field_ = CdxjName(rest.substr(0, colon));
  filter.text_ = rest.substr(colon + 1);
  if (!IsCaptureField(filter.field_)) {
    return Bad(text, "unknown field '" + filter.field_ +
                         "'; known are urlkey, timestamp, url, mime, status, digest, length, "
                         "offset, filename, redirect");
  }
  if (filter.comparison_ == Comparison::kMatches) {
    filter.pattern_ = std::make_unique<Pattern>(filter.text_);
    if (!filter.pattern_->regex.ok()) {
      return Bad(text, "no regular expression: " + filter.pattern_->regex.error());
    }
  }
  return filter;
}

bool QueryFilter::Matches(const Capture& capture) const {
  const std::string value = CaptureField(capture, field_);
  bool matches = false;
  switch (comparison_) {
    case Comparison::kContains:
      matches = value.find(text_) != std::string::npos;
      break;
    case Comparison::kEquals:
      matches = value == text_;
      break;
    case Comparison::kMatches:
      matches = pattern_->regex.Match(Piece(value), 0, value.size(), RE2::ANCHOR_START, nullptr, 0);
      break;
  }
  return matches != inverted_;
}

}  // namespace arsip::archive
