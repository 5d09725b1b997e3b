// What of a text is not ASCII, from white space to white space.
//
// Most of most texts is ASCII, for which ICU's rules are short enough to be written down. None of
// them looks across white space (a space or line feed between ASCII on one side and anything but a
// combining mark on the other), so only what lies between has to go to ICU.
#ifndef ARSIP_EXTRACTORS_MIXED_STRETCH_H_
#define ARSIP_EXTRACTORS_MIXED_STRETCH_H_

#include <cstddef>
#include <string_view>

namespace arsip::extractors {

constexpr bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Half open.
struct MixedStretch {
  size_t begin = 0;
  size_t end = 0;
};

// The next stretch of `text` from `from` on: from the white space in front of it, which belongs to
// it, to white space behind which there is much ASCII. Empty, at the end, when all is ASCII.
// REQUIRES: `from` is 0 or the end of a stretch. Linear over all stretches of a text.
MixedStretch NextMixedStretch(std::string_view text, size_t from);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MIXED_STRETCH_H_
