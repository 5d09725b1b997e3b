#include "extractors/white_space.h"

#include <algorithm>

namespace arsip::extractors {

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
    const char* word = at;
    at = std::find_if(at, end, IsSpace);
    out.append(word, at);
  }
}

}  // namespace arsip::extractors
