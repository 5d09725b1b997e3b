#include "archive/image_fact.h"

#include <algorithm>
#include <charconv>

#include "archive/warc_fields.h"

namespace arsip::archive {
namespace {

constexpr std::string_view kAlgorithm = "pdq ";
constexpr size_t kHexDigits = 64;
constexpr uint32_t kMaxQuality = 100;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// One "name=value"; false: a value that cannot be.
bool TakeParameter(std::string_view parameter, ImageFact& fact) {
  const size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return true;
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(equals + 1);
  const auto take = [value](auto& number) {
    const auto parsed = ParseNumber<std::remove_reference_t<decltype(number)>>(value);
    if (parsed) number = *parsed;
    return parsed.has_value();
  };
  if (name == "quality") return take(fact.quality) && fact.quality <= kMaxQuality;
  if (name == "rule") return take(fact.rule);
  if (name == "bytes") return take(fact.bytes);
  if (name == "degenerate") fact.degenerate = value == "yes";
  return true;
}

}  // namespace

std::optional<Hash256> ParseHash256(std::string_view hex) {
  if (hex.size() != kHexDigits || !std::ranges::all_of(hex, IsHexDigit)) return std::nullopt;
  Hash256 hash;
  for (size_t i = 0; i < hash.words.size(); ++i) {
    std::from_chars(hex.data() + 16 * i, hex.data() + 16 * (i + 1), hash.words[i], 16);
  }
  return hash;
}

std::string FormatHash256(const Hash256& hash) { return HexEncode(hash.bytes()); }

std::string FormatImageHash(const ImageFact& fact) {
  std::string value = std::string(kAlgorithm) + FormatHash256(fact.hash) +
                      "; quality=" + std::to_string(fact.quality) +
                      "; rule=" + std::to_string(fact.rule) +
                      "; bytes=" + std::to_string(fact.bytes);
  if (fact.degenerate) value += "; degenerate=yes";
  return value;
}

std::optional<ImageFact> ImageFactOf(std::string_view metadata) {
  const std::string line = WarcField(metadata, "image-hash");
  std::string_view rest = line;
  if (!rest.starts_with(kAlgorithm)) return std::nullopt;
  rest.remove_prefix(kAlgorithm.size());
  const auto hash = ParseHash256(rest.substr(0, kHexDigits));
  const auto payload = ParseSha256(WarcField(metadata, "payload-sha256"));
  if (!hash || !payload) return std::nullopt;
  rest.remove_prefix(kHexDigits);
  ImageFact fact;
  fact.hash = *hash;
  fact.payload = *payload;
  while (rest.starts_with("; ")) {
    rest.remove_prefix(2);
    const std::string_view parameter = rest.substr(0, rest.find(';'));
    if (!TakeParameter(parameter, fact)) return std::nullopt;
    rest.remove_prefix(parameter.size());
  }
  return rest.empty() ? std::optional(fact) : std::nullopt;
}

}  // namespace arsip::archive
