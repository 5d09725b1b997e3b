// One hash of a query looked for in one MultiIndex.
//
// Nearly all of the time is waiting for memory, so each step asks for what the next will read: the
// starts of the values ahead, the positions of each value that has some, the hash of each position.
// What substring i finds is compared only after the values of substring i + 1 have been looked up.
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "archive/multi_index.h"

namespace arsip::archive {

class VariantSearch {
 public:
  VariantSearch(const MultiIndex& index, NearestHashes& nearest, unsigned variant)
      : index_(index),
        nearest_(nearest),
        variant_(variant),
        query_(nearest.permuted()[variant]),
        substrings_(index.plan_.substrings()) {}

  // Returns how many hashes it compared.
  size_t Run() {
    SearchAside();
    const int radius = index_.EffectiveRadius(query_, nearest_.radius());
    if (radius < 0 || index_.tabled_ == 0) return compared_;
    radius_ = static_cast<unsigned>(radius);
    size_t found = 0;
    for (size_t i = 0; i < substrings_.size(); ++i) {
      const int distance = index_.plan_.RadiusOf(i, radius_);
      if (distance < 0) break;
      found += LookUp(i, distance);
      Compare();
      // Reading all in order takes a fraction of reading as many here and there.
      if (found > index_.tabled_ / kScanIsFaster + kFewCandidates) {
        ScanFrom(i);
        return compared_;
      }
      Collect(i);
    }
    Compare();
    return compared_;
  }

 private:
  static constexpr size_t kAhead = 32;
  static constexpr size_t kScanIsFaster = 4;
  static constexpr size_t kFewCandidates = 256;
  static constexpr size_t kAtOnce = 2048;
  struct Range {
    uint32_t begin = 0;
    uint32_t end = 0;
  };

  // Leaves in ranges_ where the values within `distance` have positions, and returns how many.
  size_t LookUp(size_t substring, int distance) {
    const MultiIndex::Table& table = index_.tables_[substring];
    const uint32_t* const starts = table.starts.data();
    const uint32_t* const positions = table.positions.data();
    const uint32_t value = substrings_[substring].Of(query_);
    const std::span<const uint32_t> masks = index_.plan_.Masks(substring, distance);
    ranges_.clear();
    ranges_.reserve(masks.size());
    size_t count = 0;
    for (size_t i = 0; i < std::min(kAhead, masks.size()); ++i) {
      __builtin_prefetch(starts + (value ^ masks[i]));
    }
    for (size_t i = 0; i < masks.size(); ++i) {
      if (i + kAhead < masks.size()) __builtin_prefetch(starts + (value ^ masks[i + kAhead]));
      const uint32_t* const start = starts + (value ^ masks[i]);
      if (start[0] == start[1]) continue;
      ranges_.push_back({start[0], start[1]});
      __builtin_prefetch(positions + start[0]);
      count += start[1] - start[0];
    }
    return count;
  }

  void Collect(size_t substring) {
    const uint32_t* const positions = index_.tables_[substring].positions.data();
    const Hash256* const hashes = index_.hashes_.data();
    substring_ = substring;
    for (const Range& range : ranges_) {
      for (uint32_t i = range.begin; i < range.end; ++i) {
        if (candidate_count_ == kAtOnce) Compare();
        candidates_[candidate_count_++] = positions[i];
        __builtin_prefetch(hashes + positions[i]);
      }
    }
  }

  void Compare() {
    const size_t hits = BestKernels().gather(index_.hashes_.data(), candidates_.data(),
                                             candidate_count_, query_, radius_, hits_.data());
    compared_ += candidate_count_;
    candidate_count_ = 0;
    for (size_t i = 0; i < hits; ++i) Accept(hits_[i], substring_);
  }

  // Instead of the substrings from this one on.
  void ScanFrom(size_t substring) {
    compared_ += index_.tabled_;
    ForEachWithin(index_.hashes_.span().first(index_.tabled_), query_, radius_,
                  [&](size_t position) { Accept(position, substring); });
  }

  void SearchAside() {
    compared_ += index_.ids_.size() - index_.tabled_;
    ForEachWithin(index_.hashes_.span().subspan(index_.tabled_), query_, nearest_.radius(),
                  [&](size_t i) { Accept(index_.tabled_ + i, 0); });
  }

  // A hash within the radius that `substring` led to, unless an earlier one had.
  void Accept(size_t position, size_t substring) {
    if (index_.IsRemoved(position)) return;
    const Hash256 difference = index_.hashes_[position] ^ query_;
    for (size_t i = 0; i < substring; ++i) {
      if (std::popcount(substrings_[i].Of(difference)) <= index_.plan_.RadiusOf(i, radius_)) return;
    }
    nearest_.Offer(variant_, index_.hashes_[position], index_.ids_[position]);
  }

  const MultiIndex& index_;
  NearestHashes& nearest_;
  const unsigned variant_;
  const Hash256 query_;
  const std::span<const Substring> substrings_;
  unsigned radius_ = 0;
  std::vector<Range> ranges_;
  size_t substring_ = 0;  // which the candidates are from
  size_t candidate_count_ = 0;
  size_t compared_ = 0;
  // Not cleared for each search: only what was written is read.
  std::array<uint32_t, kAtOnce> candidates_;
  std::array<uint32_t, kAtOnce> hits_;
};

size_t MultiIndex::Search(NearestHashes& nearest) const {
  size_t compared = 0;
  for (unsigned variant = 0; variant < nearest.permuted().size(); ++variant) {
    compared += VariantSearch(*this, nearest, variant).Run();
  }
  return compared;
}

}  // namespace arsip::archive
