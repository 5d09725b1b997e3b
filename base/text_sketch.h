// TextSketch: what near-duplicate texts share. MinHash (Broder 1997): the part of places in which
// two sketches agree estimates the part of shingles that the two texts share (Jaccard).
// How a text becomes one: extractors/text_sketch.h, docs/text-sketch.md. Pure; thread-safe.
#ifndef ARSIP_BASE_TEXT_SKETCH_H_
#define ARSIP_BASE_TEXT_SKETCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace arsip {

// Of the rules by which texts become sketches; those of two versions are not compared. Persistent.
inline constexpr uint32_t kTextSketchVersion = 1;
inline constexpr size_t kSketchPlaces = 112;
// Texts with fewer shingles are the same only when their digests are equal.
inline constexpr uint32_t kMinShingles = 8;
inline constexpr size_t kSketchBytes = 2 * kSketchPlaces;
// Two texts are looked at when all places of a band are equal, and match when this part of all is:
// measured, docs/text-sketch.md. Of two that share 0.6 of their shingles 83 % share a band, at 0.7
// 98 %, at 0.8 all but 2 of 10,000.
inline constexpr size_t kSketchBands = 22;
inline constexpr size_t kBandPlaces = 5;
inline constexpr double kLeastJaccard = 0.6;

struct TextSketch {
  Sha256 digest{};                               // of the folded text
  uint32_t shingles = 0;                         // of it, repeated ones too
  std::array<uint16_t, kSketchPlaces> places{};  // meaningless below kMinShingles

  bool comparable() const { return shingles >= kMinShingles; }
};

// 0 to 1. Standard error sqrt(J (1 - J) / 112): 0.047 at 0.5.
double EstimatedJaccard(const TextSketch& a, const TextSketch& b);

// The places, most significant byte first; nullopt when there are not kSketchBytes.
std::string SketchBytes(const TextSketch& sketch);
std::optional<std::array<uint16_t, kSketchPlaces>> PlacesFromBytes(std::string_view bytes);

}  // namespace arsip

#endif  // ARSIP_BASE_TEXT_SKETCH_H_
