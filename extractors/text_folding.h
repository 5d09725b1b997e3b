// TextFolder: a text without what changes when it is posted again: letter case, compatibility
// forms, accents, punctuation, emoji, white space, URLs, mentions, hashtags at the ends of a line,
// the forms of Arabic letters, tatweel and vowel signs, native digits. docs/text-sketch.md.
//
// What is left are words of letters and digits, parted by one space. Of scripts that put no space
// between words (Thai, Lao, Khmer, Burmese, Han, kana and their neighbours) white space falls away
// too, for it is set as one likes: a stretch of them is one word. Reads no word list: two versions
// of ICU may part words in two ways.
#ifndef ARSIP_EXTRACTORS_TEXT_FOLDING_H_
#define ARSIP_EXTRACTORS_TEXT_FOLDING_H_

#include <string>
#include <string_view>

namespace arsip::extractors {

// Of a script without spaces between words; decides how a word becomes shingles.
bool IsUnspaced(char32_t code_point);

// Loads the tables of Unicode: before the sandbox's walls.
void PreloadFolding();

// `text` is well-formed UTF-8. Linear; the answer has at most 18 times its bytes (U+FDFA) and
// usually fewer. Pure, thread-safe.
std::string FoldText(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_TEXT_FOLDING_H_
