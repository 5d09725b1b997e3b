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
class Parameters {
 public:
  explicit Parameters(ImageFact& fact) : fact_(fact) {}

  bool Take(std::string_view parameter) {
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) return true;
    const std::string_view name = parameter.substr(0, equals);
    const std::string_view value = parameter.substr(equals + 1);
    if (name == "quality") return TakeNumber(value, fact_.quality) && fact_.quality <= kMaxQuality;
    if (name == "rule") return TakeNumber(value, fact_.rule);
    if (name == "bytes") return TakeNumber(value, fact_.bytes);
    if (name == "degenerate") fact_.degenerate = value == "yes";
    if (name == "rot180") return TakeHash(value, rot180_);
    if (name == "flipx") return TakeHash(value, flipx_);
    if (name == "flipy") return TakeHash(value, flipy_);
    return true;
  }
  // All of the turned hashes count, or none.
  void End() {
    if (rot180_ && flipx_ && flipy_) fact_.turned = TurnedHashes{*rot180_, *flipx_, *flipy_};
  }

 private:
  template <class Number>
  static bool TakeNumber(std::string_view value, Number& number) {
    const auto parsed = ParseNumber<Number>(value);
    if (parsed) number = *parsed;
    return parsed.has_value();
  }
  static bool TakeHash(std::string_view value, std::optional<Hash256>& hash) {
    hash = ParseHash256(value);
    return hash.has_value();
  }

  ImageFact& fact_;
  std::optional<Hash256> rot180_;
  std::optional<Hash256> flipx_;
  std::optional<Hash256> flipy_;
};

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
  if (fact.turned) {
    value += "; rot180=" + FormatHash256(fact.turned->rot180) +
             "; flipx=" + FormatHash256(fact.turned->flipx) +
             "; flipy=" + FormatHash256(fact.turned->flipy);
  }
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
  Parameters parameters(fact);
  while (rest.starts_with("; ")) {
    rest.remove_prefix(2);
    const std::string_view parameter = rest.substr(0, rest.find(';'));
    if (!parameters.Take(parameter)) return std::nullopt;
    rest.remove_prefix(parameter.size());
  }
  parameters.End();
  return rest.empty() ? std::optional(fact) : std::nullopt;
}

}  // namespace arsip::archive
