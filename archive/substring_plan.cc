#include "archive/substring_plan.h"

#include <algorithm>
#include <array>
#include <bit>

namespace arsip::archive {
namespace {

// Radius 31 searches the first 6 of 13 and the first 8 of 12 to distance 2, the others to 1, and
// all of 16 to 1. docs/benchmarks.md has what the cuts cost at which size.
constexpr std::array<unsigned, 13> kThirteen{21, 21, 21, 21, 21, 21, 19, 19, 19, 19, 18, 18, 18};
constexpr std::array<unsigned, 12> kTwelve{22, 22, 22, 22, 22, 22, 22, 22, 20, 20, 20, 20};
constexpr size_t kMostForSixteen = 400'000;
constexpr size_t kMostForThirteen = 1'250'000;

}  // namespace

SubstringPlan SubstringPlan::ForSize(size_t hashes) {
  if (hashes <= kMostForSixteen) return Equal(16);
  if (hashes <= kMostForThirteen) return SubstringPlan(kThirteen);
  return SubstringPlan(kTwelve);
}

SubstringPlan SubstringPlan::Equal(unsigned count) {
  std::vector<unsigned> lengths(count, 256 / count);
  for (unsigned i = 0; i < 256 % count; ++i) ++lengths[i];
  return SubstringPlan(lengths);
}

SubstringPlan::SubstringPlan(std::span<const unsigned> lengths) {
  unsigned offset = 0;
  for (const unsigned bits : lengths) {
    substrings_.push_back({offset, bits});
    offset += bits;
  }
  for (const Substring& substring : substrings_) {
    const auto list = std::ranges::find(lists_, substring.bits, &MaskList::bits);
    list_of_.push_back(static_cast<size_t>(list - lists_.begin()));
    if (list == lists_.end()) lists_.push_back(MakeMasks(substring.bits));
  }
}

SubstringPlan::MaskList SubstringPlan::MakeMasks(unsigned bits) const {
  MaskList list{.bits = bits, .masks = {0}, .ends = {1}};
  const size_t farthest = kMaxSearchRadius / substrings_.size();
  for (size_t radius = 1; radius <= farthest; ++radius) {
    // Each with one bit more, above its highest: none twice.
    const size_t begin = radius == 1 ? 0 : list.ends[radius - 2];
    const size_t end = list.ends[radius - 1];
    for (size_t i = begin; i < end; ++i) {
      const uint32_t mask = list.masks[i];
      for (unsigned bit = std::bit_width(mask); bit < bits; ++bit) {
        list.masks.push_back(mask | uint32_t{1} << bit);
      }
    }
    list.ends.push_back(list.masks.size());
  }
  return list;
}

int SubstringPlan::RadiusOf(size_t substring, unsigned radius) const {
  const unsigned count = static_cast<unsigned>(substrings_.size());
  const unsigned full = radius / count;
  return static_cast<int>(full) - (substring <= radius - full * count ? 0 : 1);
}

std::span<const uint32_t> SubstringPlan::Masks(size_t substring, int radius) const {
  if (radius < 0) return {};
  const MaskList& list = lists_[list_of_[substring]];
  return {list.masks.data(), list.ends[static_cast<size_t>(radius)]};
}

}  // namespace arsip::archive
