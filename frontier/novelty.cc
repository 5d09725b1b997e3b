#include "frontier/novelty.h"

#include <algorithm>

namespace arsip::frontier {

void Novelty::Count(bool is_new) {
  ++pages;
  if (is_new) ++fresh;
  if (pages < kPages) return;
  std::copy_backward(hundreds.begin(), hundreds.end() - 1, hundreds.end());
  hundreds.front() = fresh;
  if (full < kHundreds) ++full;
  pages = 0;
  fresh = 0;
}

std::optional<double> Novelty::Percent() const {
  if (full < kHundreds) return std::nullopt;
  double sum = 0;
  for (const uint8_t count : hundreds) sum += count;
  return sum / kHundreds;
}

}  // namespace arsip::frontier
