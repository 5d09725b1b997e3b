#include "frontier/seen_filter.h"

#include <bit>
#include <cstring>

namespace arsip::frontier {
namespace {

constexpr uint64_t kBitsPerKey = 10;
constexpr uint64_t kBlockBits = 512;
constexpr int kProbes = 6;  // of 9 bits each

// Its first bytes lead: keys that are added in the order of a run go through the blocks in theirs.
uint64_t HashOf(const UrlKey& key) {
  uint64_t half;
  std::memcpy(&half, key.bytes.data() + 8, sizeof half);
  return std::endian::native == std::endian::little ? __builtin_bswap64(half) : half;
}

// The block is chosen by the high bits of the hash; these come from all of it.
uint64_t ProbesOf(uint64_t hash) {
  hash ^= hash >> 31;
  hash *= 0x9e3779b97f4a7c15;
  return hash >> (64 - 9 * kProbes);
}

}  // namespace

uint64_t SeenFilter::BytesFor(uint64_t keys) {
  return (keys * kBitsPerKey / kBlockBits + 1) * sizeof(Block);
}

SeenFilter::SeenFilter(uint64_t keys) : blocks_(BytesFor(keys) / sizeof(Block)) {}

const SeenFilter::Block& SeenFilter::BlockOf(uint64_t hash) const {
  return blocks_[(hash >> 32) * blocks_.size() >> 32];
}

void SeenFilter::Add(const UrlKey& key) {
  const uint64_t hash = HashOf(key);
  auto& block = const_cast<Block&>(BlockOf(hash));
  uint64_t probes = ProbesOf(hash);
  for (int i = 0; i < kProbes; ++i, probes >>= 9) {
    block.words[probes >> 6 & 7] |= uint64_t{1} << (probes & 63);
  }
}

// All probes, though one may be enough: whether it is cannot be guessed.
bool SeenFilter::MayHold(const UrlKey& key) const {
  if (blocks_.empty()) return false;
  const uint64_t hash = HashOf(key);
  const Block& block = BlockOf(hash);
  uint64_t probes = ProbesOf(hash);
  uint64_t all = 1;
  for (int i = 0; i < kProbes; ++i, probes >>= 9) {
    all &= block.words[probes >> 6 & 7] >> (probes & 63);
  }
  return all != 0;
}

void SeenFilter::Prefetch(const UrlKey& key) const {
  if (!blocks_.empty()) __builtin_prefetch(&BlockOf(HashOf(key)));
}

std::string_view SeenFilter::bytes() const {
  return {reinterpret_cast<const char*>(blocks_.data()), blocks_.size() * sizeof(Block)};
}

char* SeenFilter::Resize(uint64_t size) {
  blocks_.resize(size / sizeof(Block));
  return reinterpret_cast<char*>(blocks_.data());
}

}  // namespace arsip::frontier
