#include "extractors/text_sketch.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/utf8.h"
#include "extractors/text_folding.h"

namespace arsip::extractors {
namespace {

// splitmix64: mixes all bits into all.
uint64_t Mix(uint64_t value) {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

// One function of shingles for each place.
struct PlaceRules {
  std::array<uint32_t, kSketchPlaces> added{};
  std::array<uint32_t, kSketchPlaces> factor{};  // odd
};

PlaceRules MakeRules() {
  PlaceRules rules;
  for (size_t i = 0; i < kSketchPlaces; ++i) {
    const uint64_t random = Mix(0x4152534950ULL + i);
    rules.added[i] = static_cast<uint32_t>(random >> 32);
    rules.factor[i] = static_cast<uint32_t>(random) | 1;
  }
  return rules;
}

// FNV-1a over the bytes of a word.
uint64_t HashOf(std::string_view word) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : word) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return hash;
}

// Windows of `length` units, or one of all when there are fewer.
void AppendWindows(const std::vector<uint64_t>& units, size_t length, std::vector<uint32_t>& out) {
  if (units.empty()) return;
  const size_t window = std::min(length, units.size());
  for (size_t begin = 0; begin + window <= units.size(); ++begin) {
    uint64_t hash = window;
    for (size_t i = begin; i < begin + window; ++i) hash = Mix(hash ^ units[i]);
    out.push_back(static_cast<uint32_t>(hash >> 32));
  }
}

std::vector<uint64_t> CodePointsOf(std::string_view word) {
  std::vector<uint64_t> units;
  units.reserve(word.size() / 3);
  while (!word.empty()) {
    uint32_t code_point = 0;
    word.remove_prefix(std::max<size_t>(DecodeUtf8(word, code_point), 1));
    units.push_back(code_point);
  }
  return units;
}

bool BeginsUnspaced(std::string_view word) {
  if (!word.empty() && static_cast<unsigned char>(word[0]) < 0x80) return false;
  uint32_t code_point = 0;
  return DecodeUtf8(word, code_point) > 0 && IsUnspaced(code_point);
}

using Places = std::array<uint32_t, kSketchPlaces>;

// Places are taken from the shingles in blocks: what they have come to stays in registers.
template <size_t kBlock>
[[gnu::always_inline]] inline void TakeLeastBy(const std::vector<uint32_t>& shingles,
                                               const PlaceRules& rules, Places& least) {
  static_assert(kSketchPlaces % kBlock == 0);
  for (size_t first = 0; first < kSketchPlaces; first += kBlock) {
    std::array<uint32_t, kBlock> kept;
    kept.fill(std::numeric_limits<uint32_t>::max());
    for (const uint32_t shingle : shingles) {
      for (size_t i = 0; i < kBlock; ++i) {
        kept[i] = std::min(kept[i], (shingle ^ rules.added[first + i]) * rules.factor[first + i]);
      }
    }
    std::ranges::copy(kept, least.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

void TakeLeastByFour(const std::vector<uint32_t>& shingles, const PlaceRules& rules,
                     Places& least) {
  TakeLeastBy<16>(shingles, rules, least);
}

#if defined(__x86_64__)
// SSE2 has neither the product nor the minimum.
[[gnu::target("avx2")]] void TakeLeastByEight(const std::vector<uint32_t>& shingles,
                                              const PlaceRules& rules, Places& least) {
  TakeLeastBy<56>(shingles, rules, least);
}
bool HasEightLanes() { return __builtin_cpu_supports("avx2") != 0; }
#else
void TakeLeastByEight(const std::vector<uint32_t>& shingles, const PlaceRules& rules,
                      Places& least) {
  TakeLeastBy<16>(shingles, rules, least);
}
bool HasEightLanes() { return false; }
#endif

}  // namespace

std::vector<uint32_t> ShinglesOf(std::string_view folded, const ShingleLengths& lengths) {
  std::vector<uint32_t> shingles;
  std::vector<uint64_t> words;
  while (!folded.empty()) {
    const std::string_view word = folded.substr(0, folded.find(' '));
    folded.remove_prefix(std::min(folded.size(), word.size() + 1));
    if (!BeginsUnspaced(word)) {
      words.push_back(HashOf(word));
      continue;
    }
    AppendWindows(words, lengths.words, shingles);
    words.clear();
    AppendWindows(CodePointsOf(word), lengths.characters, shingles);
  }
  AppendWindows(words, lengths.words, shingles);
  return shingles;
}

TextSketch SketchOfFolded(std::string_view folded, const ShingleLengths& lengths) {
  static const PlaceRules rules = MakeRules();
  static const auto take_least = HasEightLanes() ? TakeLeastByEight : TakeLeastByFour;
  TextSketch sketch;
  sketch.digest = ComputeSha256(folded);
  const std::vector<uint32_t> shingles = ShinglesOf(folded, lengths);
  sketch.shingles = static_cast<uint32_t>(shingles.size());
  if (!sketch.comparable()) return sketch;
  Places least{};
  take_least(shingles, rules, least);
  // The high bits of a least value are mostly 0, its low ones come from few bits of the shingle.
  for (size_t i = 0; i < kSketchPlaces; ++i)
    sketch.places[i] = static_cast<uint16_t>(Mix(least[i]));
  return sketch;
}

TextSketch SketchText(std::string_view text) { return SketchOfFolded(FoldText(text)); }

}  // namespace arsip::extractors
