// Pdq: the PDQ perceptual hash of an image, as facebook/ThreatExchange's C++ reference computes it,
// to the bit. https://github.com/facebook/ThreatExchange/blob/main/hashing/hashing.pdf describes
// the algorithm, docs/perceptual-hash.md every step and how conformance was shown.
//
// Not thread-safe: one Pdq a thread; it keeps its memory. Cannot fail: an image with a side of less
// than five pixels has the zero hash and quality 0.
#ifndef ARSIP_EXTRACTORS_PDQ_H_
#define ARSIP_EXTRACTORS_PDQ_H_

#include <array>
#include <cstdint>

#include "extractors/pdq_filter.h"
#include "extractors/pdq_hash.h"
#include "extractors/pdq_transform.h"

namespace arsip::extractors {

struct PdqResult {
  PdqHash hash;
  // 0 to 100. Below kPdqMinQuality the hash is not to be matched.
  uint32_t quality = 0;
};

struct PdqDihedralResult {
  // By Dihedral; the first is the image as it is.
  std::array<PdqHash, kDihedrals> hashes;
  uint32_t quality = 0;
};

class Pdq {
 public:
  explicit Pdq(PdqLanes lanes = LanesOfThisProcessor()) : filter_(lanes) {}

  // Of the pixels as they are: PdqResize comes first where they were read from a file. REQUIRES: no
  // side is longer than kPdqMaxSide; channels 1 or 3. A grey image of one channel and the same with
  // three equal ones may differ by a few bits: the reference rounds them apart.
  PdqResult Hash(const PixelView& image);
  PdqDihedralResult HashDihedral(const PixelView& image);

 private:
  PdqFilter filter_;
  PdqLuma luma_{};
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_H_
