#include "extractors/text_folding.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "extractors/mixed_stretch.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

// --- What a line loses as it stands ---

bool IsAsciiAlnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What a URL is written with: RFC 3986, ASCII only. Ends where other scripts go on without a space.
bool IsUrlCharacter(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>'; }

bool BeginsLikeHost(std::string_view word) {
  constexpr std::string_view kWww = "www.";
  if (word.size() <= kWww.size()) return false;
  if ((word[0] | 0x20) != 'w') return false;
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

// Cuts "https://..." and its like out of a line. `out` holds what is answered, if anything is cut.
std::string_view WithoutUrls(std::string_view line, std::string& out) {
  size_t colon = line.find("://");
  if (colon == std::string_view::npos) return line;
  out.clear();
  for (; colon != std::string_view::npos; colon = line.find("://")) {
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

// Takes text line by line.
class LinesFolded {
 public:
  explicit LinesFolded(std::string& out) : out_(out) {}

  // Without mentions and URLs, and without the hashtags before and behind all else.
  void Append(std::string_view line) {
    TakeWords(WithoutUrls(line, bare_));
    const auto goes = [](std::string_view word) {
      return IsHashtag(word) || IsLink(word) || HasNoLetter(word);
    };
    const auto first = std::ranges::find_if_not(words_, goes);
    auto last = words_.end();
    while (last != first && goes(*std::prev(last))) --last;
    for (auto word = first; word != last; ++word) {
      if (!IsLink(*word)) out_.append(*word).push_back(' ');
    }
  }

 private:
  void TakeWords(std::string_view line) {
    words_.clear();
    for (size_t at = 0; at < line.size();) {
      const size_t begin = at;
      while (at < line.size() && !IsBlank(line[at])) ++at;
      if (at > begin) words_.push_back(line.substr(begin, at - begin));
      ++at;
    }
  }

  std::string& out_;
  std::string bare_;
  std::vector<std::string_view> words_;
};

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
  // `text` is normalised.
  void Add(std::string_view text) {
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < length;) {
      const auto begin = static_cast<size_t>(at);
      size_t end = begin;
      while (end < text.size() && IsAsciiAlnum(text[end])) ++end;
      if (end > begin) {
        Join(Class::kSpaced, text.substr(begin, end - begin));
        at = static_cast<int32_t>(end);
        continue;
      }
      UChar32 c = 0;
      U8_NEXT(text.data(), at, length, c);
      AddOther(c < 0 ? static_cast<UChar32>(kReplacementCharacter) : c);
    }
  }
  std::string Take() { return std::move(out_); }
  void Reserve(size_t bytes) { out_.reserve(bytes); }

 private:
  void AddOther(UChar32 c) {
    const Class what = Classify(c);
    if (what == Class::kGap) gap_ = true;
    if (what == Class::kGap || what == Class::kNothing) return;
    character_.clear();
    AppendCodePoint(character_, static_cast<char32_t>(c));
    Join(what, character_);
  }

  void Join(Class what, std::string_view part) {
    const bool same_stretch = what == Class::kUnspaced && last_ == Class::kUnspaced;
    const bool same_word = what == Class::kSpaced && last_ == Class::kSpaced && !gap_;
    if (!out_.empty() && !same_stretch && !same_word) out_ += ' ';
    out_ += part;
    last_ = what;
    gap_ = false;
  }

  std::string out_;
  std::string character_;
  Class last_ = Class::kGap;
  bool gap_ = false;
};

// NFKC, case folded, without default ignorable characters (zero width space, joiners, selectors).
class Normaliser {
 public:
  // `text` is ASCII.
  std::string_view Ascii(std::string_view text) {
    out_ = text;
    for (char& c : out_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return out_;
  }

  std::string_view Mixed(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    static const icu::Normalizer2* const rules = icu::Normalizer2::getNFKCCasefoldInstance(error);
    if (text.empty() || rules == nullptr) return text;
    out_.clear();
    icu::StringByteSink<std::string> sink(&out_);
    rules->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink,
                         nullptr, error);
    return U_FAILURE(error) ? text : out_;
  }

 private:
  std::string out_;
};

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
  LinesFolded folded(lines);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    folded.Append(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  Normaliser normaliser;
  WordsJoined words;
  words.Reserve(lines.size());
  const std::string_view all = lines;
  for (size_t at = 0; at < all.size();) {
    const MixedStretch stretch = NextMixedStretch(all, at);
    words.Add(normaliser.Ascii(all.substr(at, stretch.begin - at)));
    words.Add(normaliser.Mixed(all.substr(stretch.begin, stretch.end - stretch.begin)));
    at = stretch.end;
  }
  return words.Take();
}

}  // namespace arsip::extractors
