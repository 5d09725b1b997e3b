#include "seeds/collection_fields.h"

#include <algorithm>
#include <array>

#include "seeds/byte_size.h"

namespace arsip::seeds {
namespace {

std::string Quoted(std::string_view text) {
  constexpr size_t kMaxShown = 200;
  const bool cut = text.size() > kMaxShown;
  return "'" + std::string(text.substr(0, kMaxShown)) + (cut ? "..." : "") + "'";
}

void Report(const Field& field, const std::string& what, Problems& problems) {
  problems.Add(field.line(), field.name + ": " + what);
}

// The text of a scalar; what stands there instead is a problem.
const std::string* Scalar(const Field& field, const std::string& wanted, Problems& problems) {
  if (field.node.kind == YamlNode::Kind::kScalar) return &field.node.text;
  Report(field, "expected " + wanted + ", got " + NodeKindName(field.node.kind), problems);
  return nullptr;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The user name and password of RFC 3986 section 3.2.1, which Url drops, in any spelling that Url
// takes: white space and control characters anywhere, backslashes for slashes, one slash or none.
bool HasUserinfo(std::string_view text) {
  const size_t scheme_end = text.find(':');
  if (scheme_end == std::string_view::npos) return false;
  text.remove_prefix(scheme_end + 1);
  text.remove_prefix(std::min(text.find_first_not_of("/\\ \t\r\n"), text.size()));
  return text.substr(0, text.find_first_of("/\\?#")).find('@') != std::string_view::npos;
}

// Edits (insert, delete, replace, swap neighbours) between two words; words beyond 32 bytes are
// far.
size_t EditDistance(std::string_view a, std::string_view b) {
  constexpr size_t kMax = 32;
  if (a.size() > kMax || b.size() > kMax) return kMax;
  std::array<std::array<size_t, kMax + 1>, kMax + 1> cost{};
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({replace, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string Suggestion(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view nearest = NearestWord(word, known);
  return nearest.empty() ? "" : " (did you mean '" + std::string(nearest) + "'?)";
}

}  // namespace

FieldMap::FieldMap(const Field& map, std::span<const std::string_view> known_keys,
                   Problems& problems)
    : map_(map), problems_(problems) {
  const std::string in = map.name.empty() ? "" : " in " + map.name;
  if (map.node.kind != YamlNode::Kind::kMap) {
    problems.Add(map.line(), (map.name.empty() ? "the file" : map.name) +
                                 ": expected a map of keys and values, got " +
                                 NodeKindName(map.node.kind));
    return;
  }
  for (size_t i = 0; i + 1 < map.node.children.size(); i += 2) {
    const YamlNode& key = map.node.children[i];
    const auto known = std::ranges::find(known_keys, std::string_view(key.text));
    if (key.kind != YamlNode::Kind::kScalar || known == known_keys.end()) {
      problems.Add(key.line,
                   "unknown key " + Quoted(key.text) + in + Suggestion(key.text, known_keys));
      continue;
    }
    const auto before = std::ranges::find(values_, *known, &decltype(values_)::value_type::first);
    if (before != values_.end()) {
      problems.Add(key.line, "key " + Quoted(key.text) + in + " appears twice (first in line " +
                                 std::to_string(before->second->line) + ")");
      continue;
    }
    const YamlNode& value = map.node.children[i + 1];
    values_.emplace_back(*known, &value);
    if (value.kind == YamlNode::Kind::kNull) {
      problems.Add(key.line, FullName(*known) + ": has no value");
    }
  }
}

std::string FieldMap::FullName(std::string_view key) const {
  return map_.name.empty() ? std::string(key) : map_.name + "." + std::string(key);
}

std::optional<Field> FieldMap::Get(std::string_view key) const {
  const auto value = std::ranges::find(values_, key, &decltype(values_)::value_type::first);
  if (value == values_.end() || value->second->kind == YamlNode::Kind::kNull) return std::nullopt;
  return Field{*value->second, FullName(key)};
}

std::optional<Field> FieldMap::Require(std::string_view key) const {
  if (std::ranges::find(values_, key, &decltype(values_)::value_type::first) == values_.end()) {
    problems_.Add(map_.line(), "required key '" + FullName(key) + "' is missing");
    return std::nullopt;
  }
  return Get(key);
}

std::optional<std::string> ReadText(const Field& field, size_t max_bytes, Problems& problems) {
  const std::string* text = Scalar(field, "text", problems);
  if (text == nullptr) return std::nullopt;
  if (IsBlank(*text)) {
    Report(field, "is empty", problems);
  } else if (text->size() > max_bytes) {
    Report(field, "longer than " + std::to_string(max_bytes) + " bytes", problems);
  } else {
    return *text;
  }
  return std::nullopt;
}

std::optional<bool> ReadBool(const Field& field, Problems& problems) {
  const std::string* text = Scalar(field, "true or false", problems);
  if (text == nullptr) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  Report(field, Quoted(*text) + " is neither true nor false", problems);
  return std::nullopt;
}

std::optional<uint64_t> ReadCount(const Field& field, uint64_t low, uint64_t high,
                                  Problems& problems) {
  const std::string* text = Scalar(field, "a number", problems);
  if (text == nullptr) return std::nullopt;
  uint64_t count = 0;
  const bool digits = !text->empty() && text->size() <= 18 &&
                      text->find_first_not_of("0123456789") == std::string::npos;
  for (const char c : digits ? *text : "") count = count * 10 + static_cast<uint64_t>(c - '0');
  if (digits && count >= low && count <= high) return count;
  Report(field,
         Quoted(*text) + " is not a number from " + std::to_string(low) + " to " +
             std::to_string(high),
         problems);
  return std::nullopt;
}

std::optional<uint64_t> ReadBytes(const Field& field, Problems& problems) {
  const std::string* text = Scalar(field, "a size such as 20MB", problems);
  if (text == nullptr) return std::nullopt;
  const Result<uint64_t> bytes = ParseByteSize(*text);
  if (bytes.has_value() && *bytes > 0) return *bytes;
  Report(field, bytes.has_value() ? "a size has to be above zero" : bytes.error().message,
         problems);
  return std::nullopt;
}

std::optional<Duration> ReadDuration(const Field& field, Duration low, Duration high,
                                     Problems& problems) {
  const std::string* text = Scalar(field, "a duration such as 90s", problems);
  if (text == nullptr) return std::nullopt;
  const Result<Duration> duration = ParseDuration(*text);
  if (!duration.has_value()) {
    Report(field, duration.error().message, problems);
  } else if (*duration < low || *duration > high) {
    Report(field,
           Quoted(*text) + " is not within " + FormatDuration(low) + " to " + FormatDuration(high),
           problems);
  } else {
    return *duration;
  }
  return std::nullopt;
}

std::optional<std::string> ReadDate(const Field& field, Problems& problems) {
  const std::string* text = Scalar(field, "a date such as 2027-12-31", problems);
  if (text == nullptr) return std::nullopt;
  constexpr size_t kDayLength = 10;  // ParseWarcDate reads coarser and finer dates, too
  if (text->size() == kDayLength && ParseWarcDate(*text).has_value()) return *text;
  Report(field, Quoted(*text) + " is not a date such as 2027-12-31", problems);
  return std::nullopt;
}

std::optional<size_t> ReadChoice(const Field& field, std::span<const std::string_view> choices,
                                 Problems& problems) {
  std::string wanted;
  for (const std::string_view choice : choices) {
    wanted += (wanted.empty() ? "" : ", ") + std::string(choice);
  }
  wanted = "one of: " + wanted;
  const std::string* text = Scalar(field, wanted, problems);
  if (text == nullptr) return std::nullopt;
  const auto found = std::ranges::find(choices, std::string_view(*text));
  if (found != choices.end()) return static_cast<size_t>(found - choices.begin());
  Report(field, Quoted(*text) + " is not " + wanted + Suggestion(*text, choices), problems);
  return std::nullopt;
}

std::optional<Url> ReadUrl(const Field& field, Problems& problems) {
  const std::string* text = Scalar(field, "a URL", problems);
  if (text == nullptr) return std::nullopt;
  if (HasUserinfo(*text)) {
    // Not shown: it may be a real password.
    Report(field, "the URL has a user name or password; Arsip never logs in", problems);
    return std::nullopt;
  }
  Result<Url> url = Url::Parse(*text);
  if (url.has_value()) return std::move(*url);
  Report(field, Quoted(*text) + ": " + url.error().message, problems);
  return std::nullopt;
}

// A host alone, in the form that Url::host() has.
std::optional<std::string> ReadHost(const Field& field, Problems& problems) {
  const std::optional<std::string> text = ReadText(field, kMaxUrlBytes, problems);
  if (!text) return std::nullopt;
  const Result<Url> url = Url::Parse("http://" + *text + "/");
  const bool alone = text->find_first_of("/\\?#@ \t\r\n%") == std::string::npos;
  // A port would be in the authority and not in the host; IPv6 has brackets in the one only.
  const bool no_port =
      url.has_value() && url->authority().ends_with(text->ends_with(']') ? "]" : url->host());
  if (url.has_value() && alone && no_port && text->find('*') == std::string::npos) {
    return std::string(url->host());
  }
  problems.Add(field.line(), field.name + ": '" + text->substr(0, 200) +
                                 "' is not a host alone, such as example.org");
  return std::nullopt;
}

std::optional<std::string> ReadDomain(const Field& field, Problems& problems) {
  std::optional<std::string> domain = ReadHost(field, problems);
  if (!domain) return std::nullopt;
  if (domain->find('.') != std::string::npos) return domain;
  problems.Add(field.line(), field.name + ": '" + *domain +
                                 "' is a whole top-level domain; name the domains in it");
  return std::nullopt;
}

std::vector<Field> ReadList(const Field& field, size_t max_items, Problems& problems) {
  std::vector<Field> items;
  const std::vector<YamlNode>& nodes = field.node.children;
  if (field.node.kind != YamlNode::Kind::kSequence) {
    Report(field, std::string("expected a list, got ") + NodeKindName(field.node.kind), problems);
    return items;
  }
  if (nodes.size() > max_items) {
    Report(field,
           std::to_string(nodes.size()) + " items are more than " + std::to_string(max_items),
           problems);
    return items;
  }
  items.reserve(nodes.size());
  for (const YamlNode& node : nodes) {
    items.push_back({node, field.name + "[" + std::to_string(items.size()) + "]"});
  }
  return items;
}

std::string_view NearestWord(std::string_view word, std::span<const std::string_view> known) {
  std::string_view nearest;
  // Two slips, or one in a short word; a word that is all slips is no match.
  size_t best =
      std::min<size_t>(word.size() <= 4 ? 1 : 2, word.size() - (word.empty() ? 0 : 1)) + 1;
  for (const std::string_view candidate : known) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace arsip::seeds
