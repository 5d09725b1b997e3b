#include "extractors/text_folding.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

// --- What a line loses as it stands ---

bool IsAsciiAlnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What a URL is written with: RFC 3986, ASCII only. Ends where other scripts go on without a space.
bool IsUrlCharacter(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>'; }

bool BeginsLikeHost(std::string_view word) {
  constexpr std::string_view kWww = "www.";
  if (word.size() <= kWww.size()) return false;
  return std::equal(kWww.begin(), kWww.end(), word.begin(),
                    [](char a, char b) { return a == (b | 0x20) || a == b; });
}

// "t.me/name": a host with a dot and letters at its end, then a slash.
bool IsBareUrl(std::string_view word) {
  const size_t slash = word.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view host = word.substr(0, slash);
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3) return false;
  return std::ranges::all_of(host, [](char c) { return IsAsciiAlnum(c) || c == '.' || c == '-'; });
}

// Cuts "https://..." and its like out of a line.
std::string WithoutUrls(std::string_view line) {
  std::string out;
  while (true) {
    const size_t colon = line.find("://");
    if (colon == std::string_view::npos) break;
    size_t begin = colon;
    while (begin > 0 && IsAsciiAlnum(line[begin - 1])) --begin;
    size_t end = colon + 3;
    while (end < line.size() && IsUrlCharacter(line[end])) ++end;
    out.append(line.substr(0, begin)).push_back(' ');
    line.remove_prefix(end);
  }
  return out.append(line);
}

bool IsMention(std::string_view word) {
  if (!word.empty() && word.front() == '(') word.remove_prefix(1);
  return word.size() > 1 && word[0] == '@' && (IsAsciiAlnum(word[1]) || word[1] == '_');
}

bool IsHashtag(std::string_view word) {
  constexpr std::string_view kFullWidth = "\uFF03";
  return (word.size() > 1 && word[0] == '#') || word.starts_with(kFullWidth);
}

bool IsLink(std::string_view word) {
  return IsMention(word) || BeginsLikeHost(word) || IsBareUrl(word);
}

// Words that say nothing alone, such as an emoji beside a hashtag.
bool HasNoLetter(std::string_view word) {
  for (int32_t i = 0; std::cmp_less(i, word.size());) {
    UChar32 c = 0;
    U8_NEXT(word.data(), i, static_cast<int32_t>(word.size()), c);
    if (u_isalnum(c)) return false;
  }
  return true;
}

std::vector<std::string_view> WordsOf(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
    words.push_back(word);
    line.remove_prefix(word.size());
  }
}

// Without mentions and URLs, and without the hashtags before and behind all else.
void AppendLine(std::string_view line, std::string& out) {
  const std::string bare = WithoutUrls(line);
  const std::vector<std::string_view> words = WordsOf(bare);
  const auto goes = [](std::string_view word) {
    return IsHashtag(word) || IsLink(word) || HasNoLetter(word);
  };
  const auto first = std::ranges::find_if_not(words, goes);
  auto last = words.end();
  while (last != first && goes(*std::prev(last))) --last;
  for (auto word = first; word != last; ++word) {
    if (!IsLink(*word)) out.append(*word).push_back(' ');
  }
}

// --- What a character becomes ---

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array kUnspaced = {
    Range{0x0E00, 0x0EFF},    // Thai, Lao
    Range{0x1000, 0x109F},    // Burmese
    Range{0x1780, 0x17FF},    // Khmer
    Range{0x1950, 0x19FF},    // Tai Le, New Tai Lue, Khmer symbols
    Range{0x1A20, 0x1AAF},    // Tai Tham
    Range{0x1B00, 0x1B7F},    // Balinese
    Range{0x2E80, 0xA4CF},    // Han, kana, Yi
    Range{0xA980, 0xA9FF},    // Javanese, Burmese extended
    Range{0xAA60, 0xAA7F},    // Burmese extended
    Range{0xF900, 0xFAFF},    // Han
    Range{0x20000, 0x3FFFF},  // Han
};

bool IsArabicMark(UChar32 c) {
  return c == 0x0640 || (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) ||
         c == 0x0670 || (c >= 0x06D6 && c <= 0x06ED) || (c >= 0x08D3 && c <= 0x08FF);
}

// Letters that keyboards and typists put for one another. Jawi's own letters stay.
UChar32 FoldArabic(UChar32 c) {
  switch (c) {
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;  // alef
    case 0x0649:
    case 0x06CC:
    case 0x0626:
      return 0x064A;  // yeh
    case 0x0624:
      return 0x0648;  // waw
    case 0x0629:
    case 0x06C1:
    case 0x06D5:
    case 0x06BE:
      return 0x0647;  // heh
    case 0x06A9:
      return 0x0643;  // kaf
    default:
      return c;
  }
}

// The letter under an accent, of scripts that are read without.
UChar32 WithoutAccent(UChar32 c) {
  if (c < 0xC0 || (c >= 0x0530 && c < 0x1E00) || c >= 0x2000) return c;
  UChar32 base = c;
  static const icu::Normalizer2* nfc = [] {
    UErrorCode error = U_ZERO_ERROR;
    return icu::Normalizer2::getNFCInstance(error);
  }();
  icu::UnicodeString parts;
  if (nfc != nullptr && nfc->getDecomposition(c, parts)) base = parts.char32At(0);
  return base == c ? c : WithoutAccent(base);
}

bool IsApostrophe(UChar32 c) {
  return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB;
}

enum class Class : uint8_t { kNothing, kGap, kSpaced, kUnspaced };

Class Classify(UChar32& c) {
  if (c < 0x80) {
    if (IsAsciiAlnum(static_cast<char>(c))) return Class::kSpaced;
    return IsApostrophe(c) ? Class::kNothing : Class::kGap;
  }
  const int32_t mask = U_GET_GC_MASK(c);
  if (IsUnspaced(static_cast<char32_t>(c)) && (mask & U_GC_ND_MASK) == 0) {
    return (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0 ? Class::kUnspaced : Class::kGap;
  }
  if (IsArabicMark(c) || IsApostrophe(c) || (c >= 0x0300 && c <= 0x036F)) return Class::kNothing;
  if ((mask & U_GC_ND_MASK) != 0) {
    c = '0' + u_charDigitValue(c);
    return Class::kSpaced;
  }
  if ((mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0) return Class::kGap;
  c = WithoutAccent(FoldArabic(c));
  return Class::kSpaced;
}

// Puts words after one another.
class WordsJoined {
 public:
  void Add(UChar32 c) {
    const Class what = Classify(c);
    if (what == Class::kNothing) return;
    if (what == Class::kGap) {
      gap_ = true;
      return;
    }
    const bool same_stretch = what == Class::kUnspaced && last_ == Class::kUnspaced;
    const bool same_word = what == Class::kSpaced && last_ == Class::kSpaced && !gap_;
    if (!out_.empty() && !same_stretch && !same_word) out_.push_back(' ');
    AppendCodePoint(out_, static_cast<char32_t>(c));
    last_ = what;
    gap_ = false;
  }
  std::string Take() { return std::move(out_); }
  void Reserve(size_t bytes) { out_.reserve(bytes); }

 private:
  std::string out_;
  Class last_ = Class::kGap;
  bool gap_ = false;
};

// NFKC, case folded, without default ignorable characters (zero width space, joiners, selectors).
std::string Normalised(const std::string& text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
  std::string out;
  if (ascii) {
    out = text;
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return out;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* rules = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return text;
  out.reserve(text.size() + text.size() / 8);
  icu::StringByteSink<std::string> sink(&out);
  rules->normalizeUTF8(0, text, sink, nullptr, error);
  return U_FAILURE(error) ? text : out;
}

}  // namespace

bool IsUnspaced(char32_t code_point) {
  if (code_point < kUnspaced.front().first) return false;
  return std::ranges::any_of(kUnspaced, [code_point](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

void PreloadFolding() { FoldText("\u00C9\u0623\u0E01\uFF11"); }

std::string FoldText(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    AppendLine(line, lines);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  const std::string normalised = Normalised(lines);
  WordsJoined words;
  words.Reserve(normalised.size());
  const auto length = static_cast<int32_t>(normalised.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(normalised.data(), i, length, c);
    words.Add(c < 0 ? static_cast<UChar32>(kReplacementCharacter) : c);
  }
  return words.Take();
}

}  // namespace arsip::extractors
