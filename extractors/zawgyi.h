// Burmese in the Zawgyi code: a font encoding that puts Zawgyi's glyphs where Unicode has other
// Myanmar characters, and in the order of the eye. Told from Unicode by where syllables allow their
// signs, and converted by ICU's transliterator "Zawgyi-my" for text indexes; the bytes as received
// stay in the archive.
//
// The detector sums the evidence of each U+1031, U+1039, U+103A and U+103B with its neighbours:
// U+1031 (e) stands before its consonant in Zawgyi, behind it in Unicode; U+1039 ends a syllable in
// Zawgyi, where in Unicode it joins two consonants; U+103A is a medial that takes vowels in Zawgyi
// and ends a syllable in Unicode; U+103B stands before its consonant in Zawgyi. What Unicode uses
// for Shan, Karen and Mon (U+105A to U+109F) is no evidence, although Zawgyi uses it, too.
#ifndef ARSIP_EXTRACTORS_ZAWGYI_H_
#define ARSIP_EXTRACTORS_ZAWGYI_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace arsip::extractors {

// Of a text; what is longer is left as it is beyond, and said to be cut.
inline constexpr size_t kMaxZawgyiBytes = 256u << 10;

// Positive: Zawgyi; negative: Unicode; 0: nothing tells. Roughly log2 of the odds. Linear, pure.
int ZawgyiEvidence(std::string_view text);
// From this much evidence on a text is Zawgyi.
inline constexpr int kZawgyiThreshold = 2;

// Keeps ICU's rules. Not thread-safe.
class ZawgyiConverter {
 public:
  ZawgyiConverter();
  ~ZawgyiConverter();
  ZawgyiConverter(const ZawgyiConverter&) = delete;
  ZawgyiConverter& operator=(const ZawgyiConverter&) = delete;

  // Loads the rules and runs them once: before the sandbox's walls.
  void Preload();

  // Converts those lines of `text` (UTF-8) that are Zawgyi themselves, or tell nothing in a text
  // that is Zawgyi as a whole. False, and `text` as it was, when there are none or ICU has no
  // rules. The result is at most `max_bytes` long; `cut`: kMaxZawgyiBytes or `max_bytes` was
  // reached.
  bool Convert(std::string& text, size_t max_bytes, bool& cut);

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_ZAWGYI_H_
