#include "frontier/seen_page.h"

namespace arsip::frontier {
namespace {

// The page's check, a byte of each key, 4 bytes of zeros; then entries: key, and in 8 bytes,
// little- endian, the arrival (low 40 bits) and the entry's check.
constexpr size_t kFingerprints = 8;
constexpr size_t kEntries = 32;
constexpr size_t kEntryBytes = 24;
constexpr size_t kKeyBytes = 16;
constexpr uint64_t kFactor = 0x9fb21c651e98df25;
constexpr int kArrivalBits = 40;
static_assert(kEntries + kSeenPageEntries * kEntryBytes == kSeenPageBytes);

uint64_t LittleEndian(uint64_t word) {
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}
uint64_t WordAt(const void* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return LittleEndian(word);
}
void SetWordAt(char* bytes, uint64_t word) {
  word = LittleEndian(word);
  std::memcpy(bytes, &word, sizeof word);
}

// Not of the bytes that say which page it is.
uint8_t FingerprintOf(const UrlKey& key) { return key.bytes.back(); }

uint64_t EntryCheck(uint64_t first, uint64_t second, uint64_t arrival, uint64_t run) {
  uint64_t check = (first ^ std::rotl(arrival, 20) ^ run) * kFactor;
  check = (std::rotl(check, 31) ^ second) * kFactor;
  return check >> kArrivalBits;
}

size_t FirstOf(const SeenPage::Candidates& candidates) {
  size_t word = 0;
  while (candidates[word] == 0) ++word;
  return 8 * word + static_cast<size_t>(std::countr_zero(candidates[word])) / 8;
}

}  // namespace

const char* SeenPage::SlotAt(size_t slot) const {
  return bytes_.data() + kEntries + slot * kEntryBytes;
}

void SeenPage::Put(size_t slot, const SeenEntry& entry, uint64_t run) {
  const uint64_t check = EntryCheck(WordAt(entry.key.bytes.data()),
                                    WordAt(entry.key.bytes.data() + 8), entry.arrival, run);
  const uint64_t last = entry.arrival | check << kArrivalBits;
  char* const at = bytes_.data() + kEntries + slot * kEntryBytes;
  std::memcpy(at, entry.key.bytes.data(), kKeyBytes);
  SetWordAt(at + kKeyBytes, last);
  bytes_[kFingerprints + slot] = static_cast<char>(FingerprintOf(entry.key));
}

void SeenPage::Seal(uint64_t run, uint64_t number) { SetWordAt(bytes_.data(), Check(run, number)); }

bool SeenPage::Intact(uint64_t run, uint64_t number) const {
  return WordAt(bytes_.data()) == Check(run, number);
}

// Four lanes at a time, the check itself as zero.
uint64_t SeenPage::Check(uint64_t run, uint64_t number) const {
  std::array<uint64_t, 4> lanes = {run, number, ~run, ~number};
  for (size_t at = 0; at < kSeenPageBytes; at += 32) {
    for (size_t i = 0; i < 4; ++i) {
      const uint64_t word = at + i == 0 ? 0 : WordAt(bytes_.data() + at + 8 * i);
      lanes[i] = std::rotl((lanes[i] ^ word) * kFactor, 27);
    }
  }
  uint64_t check = 0;
  for (const uint64_t lane : lanes) check = std::rotl((check ^ lane) * kFactor, 31);
  return check;
}

std::optional<SeenEntry> SeenPage::At(size_t slot) const {
  const uint64_t last = WordAt(SlotAt(slot) + kKeyBytes);
  SeenEntry entry;
  entry.arrival = last & kMostSeenArrival;
  if (entry.arrival == 0) return std::nullopt;
  std::memcpy(entry.key.bytes.data(), SlotAt(slot), kKeyBytes);
  return entry;
}

// Eight bytes at a time; a borrow may name a slot too many, which its key then tells.
SeenPage::Candidates SeenPage::CandidatesFor(const UrlKey& key) const {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t sought = FingerprintOf(key) * kOnes;
  Candidates candidates;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const uint64_t differs = WordAt(bytes_.data() + kFingerprints + 8 * i) ^ sought;
    candidates[i] = (differs - kOnes) & ~differs & (kOnes << 7);
  }
  candidates[2] &= UINT32_MAX;  // slots 16 to 19
  return candidates;
}

void SeenPage::Prefetch(const Candidates& candidates) const {
  if (!Any(candidates)) return;
  const char* const at = SlotAt(FirstOf(candidates));
  __builtin_prefetch(at);
  __builtin_prefetch(at + kEntryBytes - 1);
}

SeenPage::Found SeenPage::Find(const UrlKey& key, const Candidates& candidates,
                               uint64_t run) const {
  const uint64_t first = WordAt(key.bytes.data());
  const uint64_t second = WordAt(key.bytes.data() + 8);
  for (Candidates left = candidates; Any(left);) {
    const size_t slot = FirstOf(left);
    left[slot / 8] &= left[slot / 8] - 1;
    const char* const at = SlotAt(slot);
    if (((WordAt(at) ^ first) | (WordAt(at + 8) ^ second)) != 0) continue;
    const uint64_t last = WordAt(at + kKeyBytes);
    const uint64_t arrival = last & kMostSeenArrival;
    if (last == 0) continue;  // a free slot, and a key of zeros
    return {arrival, last >> kArrivalBits != EntryCheck(first, second, arrival, run)};
  }
  return {};
}

}  // namespace arsip::frontier
