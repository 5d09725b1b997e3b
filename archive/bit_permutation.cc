#include "archive/bit_permutation.h"

#include <numeric>
#include <utility>

namespace arsip::archive {
namespace {

// Fisher-Yates over SplitMix64 (https://prng.di.unimi.it/splitmix64.c): not std::shuffle, whose
// order is the library's own affair.
BitPermutation::Order RandomOrder() {
  BitPermutation::Order order{};
  std::iota(order.begin(), order.end(), uint8_t{0});
  uint64_t state = 20261128;
  for (size_t i = order.size() - 1; i > 0; --i) {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    std::swap(order[i], order[(z ^ (z >> 31)) % (i + 1)]);
  }
  return order;
}

BitPermutation::Order Inverted(const BitPermutation::Order& order) {
  BitPermutation::Order inverse{};
  for (size_t i = 0; i < order.size(); ++i) inverse[order[i]] = static_cast<uint8_t>(i);
  return inverse;
}

}  // namespace

BitPermutation::BitPermutation(const Order& order) {
  for (size_t nibble = 0; nibble < nibbles_.size(); ++nibble) {
    for (unsigned value = 0; value < 16; ++value) {
      for (unsigned bit = 0; bit < 4; ++bit) {
        const unsigned to = order[nibble * 4 + bit];
        nibbles_[nibble][value].words[to / 64] |= uint64_t{value >> bit & 1} << (to % 64);
      }
    }
  }
}

const BitPermutation& BitPermutation::Fixed() {
  static const BitPermutation fixed(RandomOrder());
  return fixed;
}

const BitPermutation& BitPermutation::Inverse() {
  static const BitPermutation inverse(Inverted(RandomOrder()));
  return inverse;
}

Hash256 BitPermutation::Apply(const Hash256& hash) const {
  Hash256 permuted;
  for (size_t nibble = 0; nibble < nibbles_.size(); ++nibble) {
    const Hash256& bits = nibbles_[nibble][hash.words[nibble / 16] >> (nibble % 16 * 4) & 15];
    for (size_t word = 0; word < 4; ++word) permuted.words[word] |= bits.words[word];
  }
  return permuted;
}

}  // namespace arsip::archive
