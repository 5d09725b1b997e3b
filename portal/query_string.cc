#include "portal/query_string.h"

#include <algorithm>

#include "base/percent_encoding.h"

namespace arsip::portal {
namespace {

std::string Decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return PercentDecode(spaced);
}

bool Printable(std::string_view text) {
  return text.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

}  // namespace

Result<QueryString> QueryString::Parse(std::string_view text) {
  QueryString query;
  while (!text.empty()) {
    const size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    std::string name = Decode(pair.substr(0, equals));
    std::string value = Decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!Printable(name) || !Printable(value)) {
      return Error{ErrorCode::kInvalidInput, "a parameter holds NUL, CR or LF", {}};
    }
    if (query.parameters_.size() == kMaxParameters) {
      return Error{ErrorCode::kInvalidInput,
                   "more than " + std::to_string(kMaxParameters) + " parameters",
                   {}};
    }
    query.parameters_.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

std::optional<std::string> QueryString::Get(std::string_view name) const {
  for (const auto& [parameter, value] : parameters_) {
    if (parameter == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> QueryString::GetAll(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [parameter, value] : parameters_) {
    if (parameter == name) values.push_back(value);
  }
  return values;
}

std::string PercentEncodeQueryValue(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (IsAsciiAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      AppendPercentEncoded(c, &out);
    }
  }
  return out;
}

}  // namespace arsip::portal
