#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// White space already folded: the words around it go out in one piece.
bool IsLoneBlank(const char* space, const char* end) {
  return *space == ' ' && space + 1 < end && !IsSpace(space[1]);
}

}  // namespace

std::string_view TrimSpace(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

void AppendFolded(std::string& out, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    if (IsSpace(*at)) {
      if (!out.empty() && !IsSpace(out.back())) out += ' ';
      while (at < end && IsSpace(*at)) ++at;
    }
    const char* const words = at;
    while (at < end && (!IsSpace(*at) || IsLoneBlank(at, end))) ++at;
    out.append(words, at);
  }
}

}  // namespace arsip::extractors
