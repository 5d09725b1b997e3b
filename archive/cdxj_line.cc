#include "archive/cdxj_line.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace arsip::archive {
namespace {

Error NoLine(std::string what, std::string_view line) {
  return Error{ErrorCode::kInvalidInput, std::move(what), std::string(line.substr(0, 200))};
}

std::string MemberText(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end()) return {};
  if (member->is_string()) return member->get<std::string>();
  return member->is_number_unsigned() ? std::to_string(member->get<uint64_t>()) : std::string();
}

std::optional<uint64_t> MemberNumber(const nlohmann::json& object, const char* name) {
  const std::string text = MemberText(object, name);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<CdxjLine> ParseCdxjLine(std::string_view line) {
  constexpr size_t kMaxTimestamp = 17;
  if (line.size() > kMaxCdxjLineBytes) return NoLine("a CDXJ line that is too long", line);
  const size_t first = std::min(line.find(' '), line.size());
  const size_t second = std::min(line.find(' ', first + 1), line.size());
  if (first == 0 || second == line.size()) {
    return NoLine("a CDXJ line is urlkey, timestamp and JSON", line);
  }
  CdxjLine out;
  out.urlkey = line.substr(0, first);
  out.timestamp = line.substr(first + 1, second - first - 1);
  if (out.timestamp.empty() || out.timestamp.size() > kMaxTimestamp ||
      out.timestamp.find_first_not_of("0123456789") != std::string::npos) {
    return NoLine("a CDXJ timestamp is 1 to 17 digits", line);
  }
  const auto json = nlohmann::json::parse(line.substr(second + 1), nullptr, false);
  if (!json.is_object()) return NoLine("the third part of a CDXJ line is a JSON object", line);
  out.url = MemberText(json, "url");
  out.mime = MemberText(json, "mime");
  out.status = MemberText(json, "status");
  out.digest = MemberText(json, "digest");
  out.filename = MemberText(json, "filename");
  const auto offset = MemberNumber(json, "offset");
  if (out.filename.empty() || !offset.has_value()) {
    return NoLine("a CDXJ line without filename or offset", line);
  }
  out.offset = *offset;
  out.length = MemberNumber(json, "length").value_or(0);
  return out;
}

Status LineSplitter::Give(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return sink_(line);
}

Status LineSplitter::Update(std::string_view bytes) {
  while (true) {
    const size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (begun_.size() + piece.size() > kMaxCdxjLineBytes) return NoLine("a line too long", piece);
    if (end == std::string_view::npos) {
      begun_.append(piece);
      return Ok();
    }
    if (begun_.empty()) {
      ARSIP_TRY(Give(piece));
    } else {
      begun_.append(piece);
      ARSIP_TRY(Give(begun_));
      begun_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
}

Status LineSplitter::Finish() {
  return begun_.empty() ? Ok() : NoLine("the last line has no line end", begun_);
}

}  // namespace arsip::archive
