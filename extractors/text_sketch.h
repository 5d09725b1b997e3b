// SketchText: a text as base/text_sketch.h compares it. docs/text-sketch.md.
//
// Folded (text_folding.h), it becomes shingles: two words that follow one another; of scripts
// without spaces, seven code points. A stretch that is shorter is one shingle.
// Bounded by the text; pure, thread-safe.
#ifndef ARSIP_EXTRACTORS_TEXT_SKETCH_H_
#define ARSIP_EXTRACTORS_TEXT_SKETCH_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text_sketch.h"

namespace arsip::extractors {

struct ShingleLengths {
  size_t words = 2;
  size_t characters = 7;
};

// 32 bits for each shingle of a folded text, in order. Persistent for the lengths that are the
// default: kTextSketchVersion.
std::vector<uint32_t> ShinglesOf(std::string_view folded, const ShingleLengths& lengths = {});

TextSketch SketchOfFolded(std::string_view folded, const ShingleLengths& lengths = {});

// `text` is well-formed UTF-8.
TextSketch SketchText(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_TEXT_SKETCH_H_
