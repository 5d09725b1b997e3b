#include "archive/sketched_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace arsip::archive {
namespace {

using Json = nlohmann::json;

std::string StringIn(const Json& object, const char* name) {
  const auto value = object.find(name);
  return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<uint32_t> NumberIn(const Json& object, const char* name) {
  const auto value = object.find(name);
  if (value == object.end() || !value->is_number_unsigned()) return std::nullopt;
  const auto number = value->get<uint64_t>();
  if (number > UINT32_MAX) return std::nullopt;
  return static_cast<uint32_t>(number);
}

std::optional<TextSketch> SketchIn(const Json& record) {
  const auto said = record.find("text_sketch");
  if (said == record.end() || !said->is_object()) return std::nullopt;
  if (NumberIn(*said, "version") != kTextSketchVersion) return std::nullopt;
  TextSketch sketch;
  sketch.shingles = NumberIn(*said, "shingles").value_or(0);
  const auto digest = ParseSha256(StringIn(*said, "digest"));
  if (!digest.has_value() || sketch.shingles == 0) return std::nullopt;
  sketch.digest = *digest;
  if (!sketch.comparable()) return sketch;
  const auto bytes = HexDecode(StringIn(*said, "places"));
  const auto places = bytes.has_value() ? PlacesFromBytes(*bytes) : std::nullopt;
  if (!places.has_value()) return std::nullopt;
  sketch.places = *places;
  return sketch;
}

}  // namespace

std::optional<std::vector<SketchedText>> SketchedTextsIn(std::string_view lines) {
  std::vector<SketchedText> texts;
  bool any_record = false;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const Json record = Json::parse(line, nullptr, false);
    if (!record.is_object() || !record.contains("text")) continue;
    any_record = true;
    auto sketch = SketchIn(record);
    const auto index = NumberIn(record, "index");
    if (!sketch.has_value() || !index.has_value()) continue;
    std::string uri = StringIn(record, "uri");
    uri.resize(std::min(uri.size(), kMaxSketchedUriBytes));
    texts.push_back({*index, StringIn(record, "kind"), std::move(uri), *sketch});
  }
  if (!any_record) return std::nullopt;
  return texts;
}

}  // namespace arsip::archive
