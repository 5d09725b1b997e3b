#include "archive/audio_match.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace arsip::archive {
namespace {

// Bits of a word that must agree for a vote.
constexpr uint32_t kVotingBits = 12;
// Pairs of equal upper bits that are counted for one value: beyond, it says nothing.
constexpr size_t kMostPairs = 200'000;
// The error is averaged over so many words on each side.
constexpr size_t kHalfWindow = 8;
// Votes fall on neighbouring offsets when two fingerprints begin half a step apart.
constexpr size_t kOffsetTolerance = 1;

struct Voter {
  uint32_t bits;
  uint32_t position;
};

// By bits, then position. A word that repeats its predecessor says nothing about where it is.
std::vector<Voter> VotersOf(std::span<const uint32_t> words) {
  std::vector<Voter> voters;
  voters.reserve(words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && words[i] == words[i - 1]) continue;
    voters.push_back({words[i] >> (32 - kVotingBits), static_cast<uint32_t>(i)});
  }
  std::ranges::sort(voters, [](const Voter& a, const Voter& b) {
    return a.bits != b.bits ? a.bits < b.bits : a.position < b.position;
  });
  return voters;
}

// Votes for candidate position - query position + query size.
std::vector<uint32_t> Votes(std::span<const uint32_t> query, std::span<const uint32_t> candidate) {
  std::vector<uint32_t> votes(query.size() + candidate.size() + 1, 0);
  const std::vector<Voter> left = VotersOf(query);
  const std::vector<Voter> right = VotersOf(candidate);
  size_t j = 0;
  for (size_t i = 0; i < left.size();) {
    const uint32_t bits = left[i].bits;
    size_t left_end = i;
    while (left_end < left.size() && left[left_end].bits == bits) ++left_end;
    while (j < right.size() && right[j].bits < bits) ++j;
    size_t right_end = j;
    while (right_end < right.size() && right[right_end].bits == bits) ++right_end;
    if ((left_end - i) * (right_end - j) <= kMostPairs) {
      for (size_t a = i; a < left_end; ++a) {
        for (size_t b = j; b < right_end; ++b) {
          ++votes[right[b].position + query.size() - left[a].position];
        }
      }
    }
    i = left_end;
    j = right_end;
  }
  return votes;
}

// Those with most votes, none next to a better one.
std::vector<size_t> BestOffsets(const std::vector<uint32_t>& votes, size_t most) {
  std::vector<size_t> order;
  for (size_t i = 0; i < votes.size(); ++i) {
    if (votes[i] > 0) order.push_back(i);
  }
  const size_t looked_at = std::min(order.size(), 4 * most);
  std::partial_sort(
      order.begin(), order.begin() + static_cast<ptrdiff_t>(looked_at), order.end(),
      [&votes](size_t a, size_t b) { return votes[a] != votes[b] ? votes[a] > votes[b] : a < b; });
  std::vector<size_t> best;
  for (size_t i = 0; i < looked_at && best.size() < most; ++i) {
    const bool neighbour = std::ranges::any_of(best, [&](size_t other) {
      return std::max(other, order[i]) - std::min(other, order[i]) <= kOffsetTolerance;
    });
    if (!neighbour) best.push_back(order[i]);
  }
  return best;
}

struct Overlap {
  size_t query_begin;
  size_t candidate_begin;
  size_t words;
};

Overlap OverlapAt(size_t offset, size_t query, size_t candidate) {
  const size_t query_begin = offset < query ? query - offset : 0;
  const size_t candidate_begin = offset > query ? offset - query : 0;
  return {query_begin, candidate_begin,
          std::min(query - std::min(query_begin, query),
                   candidate - std::min(candidate_begin, candidate))};
}

class Alignment {
 public:
  Alignment(std::span<const uint32_t> query, std::span<const uint32_t> candidate, size_t offset)
      : overlap_(OverlapAt(offset, query.size(), candidate.size())) {
    sums_.reserve(overlap_.words + 1);
    sums_.push_back(0);
    for (size_t i = 0; i < overlap_.words; ++i) {
      const int bits =
          std::popcount(query[overlap_.query_begin + i] ^ candidate[overlap_.candidate_begin + i]);
      sums_.push_back(sums_.back() + static_cast<uint32_t>(bits));
    }
  }

  void AddSegments(const AudioMatchRule& rule, std::vector<AudioSegment>& segments) const {
    size_t begin = 0;
    for (size_t i = 0; i <= overlap_.words; ++i) {
      if (i < overlap_.words && SmoothedError(i) < rule.max_bit_error) continue;
      if (i - begin >= rule.min_words && Mean(begin, i) < rule.max_bit_error) {
        segments.push_back({static_cast<uint32_t>(overlap_.query_begin + begin),
                            static_cast<uint32_t>(overlap_.candidate_begin + begin),
                            static_cast<uint32_t>(i - begin), Mean(begin, i)});
      }
      begin = i + 1;
    }
  }

 private:
  double Mean(size_t begin, size_t end) const {
    return static_cast<double>(sums_[end] - sums_[begin]) / static_cast<double>(end - begin);
  }
  double SmoothedError(size_t at) const {
    return Mean(at > kHalfWindow ? at - kHalfWindow : 0,
                std::min(overlap_.words, at + kHalfWindow + 1));
  }

  const Overlap overlap_;
  std::vector<uint32_t> sums_;
};

bool Overlaps(const AudioSegment& a, const AudioSegment& b) {
  return a.query_begin < b.query_begin + b.words && b.query_begin < a.query_begin + a.words;
}

}  // namespace

std::vector<AudioSegment> MatchAudio(std::span<const uint32_t> query,
                                     std::span<const uint32_t> candidate,
                                     const AudioMatchRule& rule) {
  if (query.empty() || candidate.empty()) return {};
  std::vector<AudioSegment> found;
  for (const size_t offset : BestOffsets(Votes(query, candidate), rule.max_offsets)) {
    Alignment(query, candidate, offset).AddSegments(rule, found);
  }
  std::ranges::sort(found, [](const AudioSegment& a, const AudioSegment& b) {
    return a.words != b.words ? a.words > b.words : a.bit_error < b.bit_error;
  });
  std::vector<AudioSegment> kept;
  for (const AudioSegment& segment : found) {
    const bool taken = std::ranges::any_of(
        kept, [&segment](const AudioSegment& other) { return Overlaps(segment, other); });
    if (!taken) kept.push_back(segment);
  }
  return kept;
}

}  // namespace arsip::archive
