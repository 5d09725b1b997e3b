#include "extractors/word_breaking.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <algorithm>

#include "extractors/mixed_stretch.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

// A dictionary keeps an array over an unbroken span of its script: text is broken in pieces.
constexpr size_t kPieceBytes = 32u << 10;

// A piece ends at white space when there is one in its last part.
size_t EndOfPiece(std::string_view text, size_t begin, size_t end) {
  if (end - begin <= kPieceBytes) return end;
  const size_t limit = begin + CutUtf8(text.substr(begin), kPieceBytes).size();
  const size_t space = text.find_last_of(" \n", limit - 1);
  const bool late = space != std::string_view::npos && space >= begin + kPieceBytes / 2;
  return late ? space + 1 : limit;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// "@" is one to ICU 72: CLDR 42.
bool IsLetter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26 || c == '@'; }
bool IsWordCharacter(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }

// The rules of Annex 29 that know ASCII: WB5 to WB13b. `text` is ASCII, `offset` where it lies.
void ForEachAsciiWord(std::string_view text, size_t offset, const WordBreaker::Visitor& visit) {
  const auto joins = [text](size_t at) {  // what stands between two letters, or two digits
    if (at + 1 >= text.size()) return false;
    const char before = text[at - 1];
    const char c = text[at];
    const char after = text[at + 1];
    if (c != '.' && c != '\'' && c != ',' && c != ';') return false;
    if (IsDigit(before)) return IsDigit(after);
    return (c == '.' || c == '\'') && IsLetter(before) && IsLetter(after);
  };
  for (size_t at = 0; at < text.size();) {
    if (!IsWordCharacter(text[at])) {
      ++at;
      continue;
    }
    const size_t begin = at++;
    while (at < text.size() && (IsWordCharacter(text[at]) || joins(at))) ++at;
    const bool underscore = text[begin] == '_' && at == begin + 1;
    if (!underscore) visit(offset + begin, offset + at);
  }
}

}  // namespace

struct WordBreaker::Iterator {
  UBreakIterator* rules = nullptr;
  UText text = UTEXT_INITIALIZER;
  bool tried = false;

  // `mixed` lies at `offset`. False: ICU refuses.
  bool ForEachWord(std::string_view mixed, size_t offset, const Visitor& visit);
};

WordBreaker::WordBreaker() : iterator_(std::make_unique<Iterator>()) {}

WordBreaker::~WordBreaker() {
  if (iterator_->rules != nullptr) ::ubrk_close(iterator_->rules);
  ::utext_close(&iterator_->text);
}

void WordBreaker::Preload() {
  if (iterator_->tried) return;
  iterator_->tried = true;
  UErrorCode error = U_ZERO_ERROR;
  iterator_->rules = ::ubrk_open(UBRK_WORD, "", nullptr, 0, &error);
  if (U_FAILURE(error)) iterator_->rules = nullptr;
  // Dictionaries are loaded with the first word of their script.
  for (const char* sample :
       {"\u0E01\u0E32\u0E23\u0E17\u0E33\u0E07\u0E32\u0E19",
        "\u0E81\u0EB2\u0E99\u0EC0\u0EAE\u0EB1\u0E94", "\u1780\u17B6\u179A\u1784\u17B6\u179A",
        "\u1019\u103C\u1014\u103A\u1019\u102C\u1005\u102C", "\u4E2D\u6587\u8BCD\u8BED",
        "\u30AB\u30BF\u30AB\u30CA\u3072\u3089\uD55C\uAD6D\uC5B4",
        "a 1 \u0628 \u0B95 \u1B05 \uA98F \u1A00"}) {
    CountWords(sample);
  }
}

size_t WordBreaker::ForEachWord(std::string_view text, size_t max_bytes, const Visitor& visit) {
  Preload();
  if (iterator_->rules == nullptr) return 0;
  const size_t end = CutUtf8(text, max_bytes).size();
  for (size_t begin = 0; begin < end;) {
    const size_t piece_end = EndOfPiece(text, begin, end);
    const std::string_view piece = text.substr(0, piece_end);
    for (size_t at = begin; at < piece_end;) {
      const MixedStretch stretch = NextMixedStretch(piece, at);
      ForEachAsciiWord(piece.substr(at, stretch.begin - at), at, visit);
      const std::string_view mixed = piece.substr(stretch.begin, stretch.end - stretch.begin);
      if (!mixed.empty() && !iterator_->ForEachWord(mixed, stretch.begin, visit)) return begin;
      at = stretch.end;
    }
    begin = piece_end;
  }
  return end;
}

bool WordBreaker::Iterator::ForEachWord(std::string_view mixed, size_t offset,
                                        const Visitor& visit) {
  UErrorCode error = U_ZERO_ERROR;
  ::utext_openUTF8(&text, mixed.data(), static_cast<int64_t>(mixed.size()), &error);
  ::ubrk_setUText(rules, &text, &error);
  if (U_FAILURE(error)) return false;
  int32_t from = ::ubrk_first(rules);
  for (int32_t to = ::ubrk_next(rules); to != UBRK_DONE; from = to, to = ::ubrk_next(rules)) {
    if (::ubrk_getRuleStatus(rules) < UBRK_WORD_NONE_LIMIT) continue;
    visit(offset + static_cast<size_t>(from), offset + static_cast<size_t>(to));
  }
  return true;
}

uint32_t WordBreaker::CountWords(std::string_view text, size_t max_bytes) {
  uint32_t words = 0;
  ForEachWord(text, max_bytes, [&words](size_t, size_t) { ++words; });
  return words;
}

}  // namespace arsip::extractors
