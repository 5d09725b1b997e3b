// ASCII white space (https://infra.spec.whatwg.org/#ascii-whitespace), trimmed and folded.
#ifndef ARSIP_EXTRACTORS_WHITE_SPACE_H_
#define ARSIP_EXTRACTORS_WHITE_SPACE_H_

#include <string>
#include <string_view>

namespace arsip::extractors {

inline constexpr std::string_view kWhiteSpace = " \t\n\f\r";

constexpr bool IsSpace(char c) {
  // One comparison for nearly all of a text.
  return static_cast<unsigned char>(c) <= ' ' &&
         (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r');
}

std::string_view TrimSpace(std::string_view text);

// Appends `text` with every run of white space as one space, none at the beginning of `out` or
// behind white space that is there already.
void AppendFolded(std::string& out, std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_WHITE_SPACE_H_
