#include "archive/audio_index.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace arsip::archive {
namespace {

constexpr uint32_t kKeyBits = 20;
// A word that occurs more often says nothing.
constexpr size_t kMostPostings = 20'000;
constexpr size_t kMostRecent = 1u << 16;
// Offsets are counted in steps of so many words, and a step with its neighbour, so that
// fingerprints that begin half a word apart vote alike.
constexpr uint32_t kOffsetStep = 2;

uint32_t KeyOf(uint32_t word) { return word >> (32 - kKeyBits); }

bool SaysNothing(std::span<const uint32_t> words, size_t at) {
  return at > 0 && words[at] == words[at - 1];
}

}  // namespace

void AudioIndex::Add(const Sha256& payload, std::vector<uint32_t> words) {
  const auto number = static_cast<uint32_t>(recordings_.size());
  const auto [at, is_new] = by_payload_.try_emplace(payload, number);
  if (!is_new) {
    if (recordings_[at->second].words == words) return;
    // Its postings stay, and lead to nothing.
    recordings_[at->second].words.clear();
    at->second = number;
  }
  const size_t before = recent_.size();
  for (size_t i = 0; i < words.size(); ++i) {
    if (SaysNothing(words, i)) continue;
    recent_.push_back({KeyOf(words[i]), number, static_cast<uint32_t>(i)});
  }
  const auto added = recent_.begin() + static_cast<ptrdiff_t>(before);
  std::sort(added, recent_.end());
  std::inplace_merge(recent_.begin(), added, recent_.end());
  recordings_.push_back({payload, std::move(words)});
  if (recent_.size() > std::max(kMostRecent, sorted_.size() / 4)) MergeRecent();
}

void AudioIndex::MergeRecent() {
  const auto middle = static_cast<ptrdiff_t>(sorted_.size());
  sorted_.insert(sorted_.end(), recent_.begin(), recent_.end());
  std::inplace_merge(sorted_.begin(), sorted_.begin() + middle, sorted_.end());
  recent_.clear();
}

template <class Each>
void AudioIndex::ForEachPosting(uint32_t key, Each each) const {
  for (const std::vector<Posting>* part : {&sorted_, &recent_}) {
    const auto begin = std::ranges::lower_bound(*part, Posting{key, 0, 0});
    const auto end = std::ranges::lower_bound(*part, Posting{key + 1, 0, 0});
    if (static_cast<size_t>(end - begin) > kMostPostings) continue;
    for (auto at = begin; at != end; ++at) each(*at);
  }
}

std::vector<uint32_t> AudioIndex::Candidates(std::span<const uint32_t> query,
                                             const AudioQuery& options) const {
  std::unordered_map<uint64_t, uint32_t> votes;  // of a recording and an offset
  for (size_t i = 0; i < query.size(); ++i) {
    if (SaysNothing(query, i)) continue;
    ForEachPosting(KeyOf(query[i]), [&](const Posting& posting) {
      const auto offset =
          (posting.position + static_cast<uint32_t>(query.size() - i)) / kOffsetStep;
      for (const uint32_t step : {offset, offset + 1}) {
        ++votes[(uint64_t{posting.recording} << 32) | step];
      }
    });
  }
  std::unordered_map<uint32_t, uint32_t> best;
  for (const auto& [key, count] : votes) {
    if (count < options.min_votes) continue;
    uint32_t& most = best[static_cast<uint32_t>(key >> 32)];
    most = std::max(most, count);
  }
  std::vector<std::pair<uint32_t, uint32_t>> order;  // votes, recording
  order.reserve(best.size());
  for (const auto& [recording, count] : best) order.emplace_back(count, recording);
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  if (order.size() > options.max_compared) order.resize(options.max_compared);
  std::vector<uint32_t> candidates;
  candidates.reserve(order.size());
  for (const auto& entry : order) candidates.push_back(entry.second);
  return candidates;
}

std::vector<SimilarAudio> AudioIndex::Similar(std::span<const uint32_t> query,
                                              const AudioQuery& options,
                                              const Sha256* except) const {
  std::vector<SimilarAudio> similar;
  for (const uint32_t number : Candidates(query, options)) {
    const Recording& recording = recordings_[number];
    if (recording.words.empty() || (except != nullptr && recording.payload == *except)) continue;
    std::vector<AudioSegment> segments = MatchAudio(query, recording.words, options.rule);
    if (!segments.empty()) similar.push_back({recording.payload, std::move(segments)});
  }
  std::ranges::sort(similar, [](const SimilarAudio& a, const SimilarAudio& b) {
    const uint32_t left = a.segments[0].words;
    const uint32_t right = b.segments[0].words;
    return left != right ? left > right : a.payload < b.payload;
  });
  if (similar.size() > options.limit) similar.resize(options.limit);
  return similar;
}

const std::vector<uint32_t>* AudioIndex::Words(const Sha256& payload) const {
  const auto at = by_payload_.find(payload);
  return at == by_payload_.end() ? nullptr : &recordings_[at->second].words;
}

}  // namespace arsip::archive
