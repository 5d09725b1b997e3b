// PDQ written down step by step, one value at a time, as docs/perceptual-hash.md tells it: what the
// fast one is compared with, bit by bit, and what its speed is a multiple of.
#ifndef ARSIP_TESTS_EXTRACTORS_NAIVE_PDQ_H_
#define ARSIP_TESTS_EXTRACTORS_NAIVE_PDQ_H_

#include <cstdint>
#include <vector>

#include "extractors/pdq.h"

namespace arsip::extractors {

struct NaivePdq {
  std::vector<float> small;         // 64 x 64
  std::vector<float> coefficients;  // 16 x 16
  PdqHash hash;
  uint32_t quality = 0;
};

// What is left after filter and decimation, 64 x 64.
std::vector<float> NaiveFiltered(const PixelView& image);

NaivePdq NaivePdqOf(const PixelView& image);

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_NAIVE_PDQ_H_
