#include "base/text_sketch.h"

namespace arsip {

double EstimatedJaccard(const TextSketch& a, const TextSketch& b) {
  size_t equal = 0;
  for (size_t i = 0; i < kSketchPlaces; ++i) equal += a.places[i] == b.places[i] ? 1 : 0;
  return static_cast<double>(equal) / kSketchPlaces;
}

std::string SketchBytes(const TextSketch& sketch) {
  std::string bytes;
  bytes.reserve(kSketchBytes);
  for (const uint16_t place : sketch.places) {
    bytes.push_back(static_cast<char>(place >> 8));
    bytes.push_back(static_cast<char>(place & 0xff));
  }
  return bytes;
}

std::optional<std::array<uint16_t, kSketchPlaces>> PlacesFromBytes(std::string_view bytes) {
  if (bytes.size() != kSketchBytes) return std::nullopt;
  std::array<uint16_t, kSketchPlaces> places{};
  for (size_t i = 0; i < kSketchPlaces; ++i) {
    places[i] = static_cast<uint16_t>(static_cast<uint8_t>(bytes[2 * i]) << 8 |
                                      static_cast<uint8_t>(bytes[2 * i + 1]));
  }
  return places;
}

}  // namespace arsip
