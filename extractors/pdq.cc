#include "extractors/pdq.h"

namespace arsip::extractors {
namespace {

bool TooSmall(const PixelView& image) {
  return image.width < kPdqMinSide || image.height < kPdqMinSide;
}

}  // namespace

PdqResult Pdq::Hash(const PixelView& image) {
  if (TooSmall(image)) return {};
  filter_.FilterTo64(image, luma_);
  return {PdqBits(PdqTransform(luma_)), PdqQuality(luma_)};
}

PdqDihedralResult Pdq::HashDihedral(const PixelView& image) {
  PdqDihedralResult result;
  if (TooSmall(image)) return result;
  filter_.FilterTo64(image, luma_);
  const PdqCoefficients coefficients = PdqTransform(luma_);
  for (size_t i = 0; i < kDihedrals; ++i) {
    result.hashes[i] = PdqBits(Transformed(coefficients, static_cast<Dihedral>(i)));
  }
  result.quality = PdqQuality(luma_);
  return result;
}

}  // namespace arsip::extractors
