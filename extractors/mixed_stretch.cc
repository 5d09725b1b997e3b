#include "extractors/mixed_stretch.h"

#include "extractors/eight_bytes.h"

namespace arsip::extractors {
namespace {

// To hand a stretch to ICU costs as much as so many bytes of one.
constexpr size_t kNearBytes = 64;

bool IsBreak(char c) { return c == ' ' || c == '\n'; }

}  // namespace

MixedStretch NextMixedStretch(std::string_view text, size_t from) {
  const size_t other = FirstNotAscii(text, from);
  if (other == text.size()) return {other, other};
  MixedStretch stretch{other, text.size()};
  while (stretch.begin > from && !IsBreak(text[stretch.begin])) --stretch.begin;
  bool open = true;  // no white space yet behind what is not ASCII
  for (size_t at = other; at < text.size(); ++at) {
    if (!IsAscii(text[at])) {
      open = true;
      stretch.end = text.size();
    } else if (open && IsBreak(text[at])) {
      open = false;
      stretch.end = at;
    } else if (!open && at - stretch.end > kNearBytes) {
      break;
    }
  }
  return stretch;
}

}  // namespace arsip::extractors
