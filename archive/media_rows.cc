#include "archive/media_rows.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace arsip::archive {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFrames = 14'400;
constexpr size_t kMaxWords = 120'000;
constexpr size_t kMaxRevisionBytes = 1'024;
constexpr size_t kFrameBytes = 37;
constexpr size_t kWordDigits = 8;
constexpr size_t kTimestampDigits = 14;
constexpr double kMaxSeconds = 1e6;

template <class Number>
bool ParseWhole(std::string_view text, Number& value, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool ParseSeconds(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 &&
         value <= kMaxSeconds;
}

std::optional<std::array<uint8_t, 32>> BytesOfHex(std::string_view hex) {
  std::array<uint8_t, 32> bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (!ParseWhole(hex.substr(2 * i, 2), bytes[i], 16)) return std::nullopt;
  }
  return bytes;
}

void AppendNumber(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
}

// Takes numbers and bytes from the front; once something is missing, all is.
class RowReader {
 public:
  explicit RowReader(std::string_view bytes) : left_(bytes) {}
  std::string_view Bytes(size_t count) {
    whole_ &= count <= left_.size();
    if (!whole_) return {};
    const std::string_view bytes = left_.substr(0, count);
    left_.remove_prefix(count);
    return bytes;
  }
  uint32_t Number() {
    uint32_t value = 0;
    int shift = 0;
    for (const char c : Bytes(4)) {
      value |= static_cast<uint32_t>(static_cast<uint8_t>(c)) << shift;
      shift += 8;
    }
    return value;
  }
  bool whole() const { return whole_; }
  size_t left() const { return left_.size(); }

 private:
  std::string_view left_;
  bool whole_ = true;
};

std::string TextAt(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool ReadFrames(const Json& facts, std::vector<FrameHash>& frames) {
  const auto list = facts.find("frames");
  if (list == facts.end()) return true;
  if (!list->is_array() || list->size() > kMaxFrames) return false;
  for (const Json& text : *list) {
    const auto frame =
        text.is_string() ? ParseFrame(text.get_ref<const std::string&>()) : std::nullopt;
    if (!frame) return false;
    frames.push_back(*frame);
  }
  return true;
}

bool ReadWords(const Json& facts, std::vector<uint32_t>& words) {
  const std::string text = TextAt(facts, "fingerprint");
  if (text.size() % kWordDigits != 0 || text.size() / kWordDigits > kMaxWords) return false;
  const std::string_view digits = text;
  for (size_t i = 0; i < digits.size(); i += kWordDigits) {
    uint32_t word = 0;
    if (!ParseWhole(digits.substr(i, kWordDigits), word, 16)) return false;
    words.push_back(word);
  }
  return true;
}

}  // namespace

std::optional<FrameHash> ParseFrame(std::string_view text) {
  std::array<std::string_view, 4> parts;
  for (size_t i = 0; i < parts.size(); ++i) {
    const size_t end = i + 1 < parts.size() ? text.find(',') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  uint32_t number = 0;
  FrameHash frame;
  double seconds = 0;
  const auto bytes = BytesOfHex(parts[2]);
  if (!bytes || !ParseWhole(parts[0], number) || !ParseWhole(parts[1], frame.quality) ||
      frame.quality > 100 || !ParseSeconds(parts[3], seconds)) {
    return std::nullopt;
  }
  frame.hash = Hash256::FromBytes(*bytes);
  frame.time_ms = static_cast<uint32_t>(std::lround(seconds * 1'000));
  return frame;
}

std::optional<MediaItem> ReadMediaItem(std::string_view json_lines) {
  const std::string_view line = json_lines.substr(0, json_lines.find('\n'));
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto facts = json.find("media_facts");
  const auto capture = json.find("capture");
  if (facts == json.end() || !facts->is_object() || capture == json.end() ||
      !capture->is_object()) {
    return std::nullopt;
  }
  constexpr std::string_view kAlgorithm = "sha256:";
  const std::string digest = TextAt(*capture, "payload_digest");
  if (!digest.starts_with(kAlgorithm)) return std::nullopt;
  const auto payload = BytesOfHex(std::string_view(digest).substr(kAlgorithm.size()));
  MediaItem item;
  if (!payload || !ReadFrames(*facts, item.frames) || !ReadWords(*facts, item.words)) {
    return std::nullopt;
  }
  item.payload = *payload;
  item.record_id = TextAt(*capture, "record_id");
  item.occurrence = {TextAt(*capture, "timestamp"), TextAt(*capture, "url")};
  if (item.occurrence.timestamp.size() != kTimestampDigits) return std::nullopt;
  return item;
}

std::string MediaKey(const Sha256& payload) {
  return "media/" + std::string(payload.begin(), payload.end());
}
std::string MediaOccurrencePrefix(const Sha256& payload) {
  return "occurrence/" + std::string(payload.begin(), payload.end());
}

std::string EncodeMediaRow(const MediaRow& row) {
  std::string value;
  value.reserve(16 + row.revision.size() + kFrameBytes * row.frames.size() + 4 * row.words.size());
  AppendNumber(value, static_cast<uint32_t>(row.revision.size()));
  value += row.revision;
  AppendNumber(value, static_cast<uint32_t>(row.frames.size()));
  for (const FrameHash& frame : row.frames) {
    const auto bytes = frame.hash.bytes();
    value.append(bytes.begin(), bytes.end());
    value += static_cast<char>(frame.quality);
    AppendNumber(value, frame.time_ms);
  }
  AppendNumber(value, static_cast<uint32_t>(row.words.size()));
  for (const uint32_t word : row.words) AppendNumber(value, word);
  return value;
}

std::optional<MediaRow> DecodeMediaRow(std::string_view value) {
  RowReader reader(value);
  MediaRow row;
  const uint32_t revision = reader.Number();
  if (revision > kMaxRevisionBytes) return std::nullopt;
  row.revision = reader.Bytes(revision);
  const uint32_t frames = reader.Number();
  if (frames > reader.left() / kFrameBytes) return std::nullopt;
  for (uint32_t i = 0; i < frames; ++i) {
    std::array<uint8_t, 32> bytes{};
    const std::string_view hash = reader.Bytes(bytes.size());
    std::copy(hash.begin(), hash.end(), bytes.begin());
    const std::string_view quality = reader.Bytes(1);
    FrameHash frame;
    frame.hash = Hash256::FromBytes(bytes);
    frame.quality = quality.empty() ? 0 : static_cast<uint8_t>(quality[0]);
    frame.time_ms = reader.Number();
    row.frames.push_back(frame);
  }
  const uint32_t words = reader.Number();
  if (!reader.whole() || uint64_t{words} * 4 != reader.left()) return std::nullopt;
  for (uint32_t i = 0; i < words; ++i) row.words.push_back(reader.Number());
  return row;
}

std::string EncodeOccurrence(const MediaOccurrence& occurrence) {
  return occurrence.timestamp + " " + occurrence.url;
}

std::optional<MediaOccurrence> DecodeOccurrence(std::string_view value) {
  const size_t space = value.find(' ');
  if (space != kTimestampDigits) return std::nullopt;
  return MediaOccurrence{std::string(value.substr(0, space)), std::string(value.substr(space + 1))};
}

}  // namespace arsip::archive
