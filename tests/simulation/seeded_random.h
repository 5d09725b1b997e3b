// SeededRandom: every random choice of a simulation, the same on every machine and in every run.
// Hash: the same for functions that have no state. SplitMix64 (Steele, Lea, Flood 2014).
#ifndef ARSIP_TESTS_SIMULATION_SEEDED_RANDOM_H_
#define ARSIP_TESTS_SIMULATION_SEEDED_RANDOM_H_

#include <cstdint>
#include <initializer_list>

#include "base/clock.h"

namespace arsip::simulation {

inline uint64_t Mixed(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

inline uint64_t Hash(std::initializer_list<uint64_t> words) {
  uint64_t state = 0x9e3779b97f4a7c15;
  for (const uint64_t word : words) state = Mixed(state + word * 0x9e3779b97f4a7c15 + 1);
  return state;
}

class SeededRandom {
 public:
  explicit SeededRandom(uint64_t seed) : state_(Hash({seed})) {}
  uint64_t Next() { return Mixed(state_ += 0x9e3779b97f4a7c15); }
  // 0 when `n` is 0.
  uint64_t Below(uint64_t n) { return n == 0 ? 0 : Next() % n; }
  bool Chance(double share) { return static_cast<double>(Next() >> 11) * 0x1.0p-53 < share; }
  Duration Between(Duration least, Duration most) {
    return least +
           Duration(static_cast<int64_t>(Below(static_cast<uint64_t>((most - least).count()) + 1)));
  }

 private:
  uint64_t state_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SEEDED_RANDOM_H_
