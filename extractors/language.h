// Which languages a text is in, and in which scripts: for a document and for its runs.
//
// Lines are parted where the script changes (fewer than kLeastForeignLetters letters of another
// script do not part them), short neighbours of one script are judged together. A script that one
// language of the region writes decides by itself (Thai, Lao, Khmer, Tamil, Hangul, kana...). In
// Latin script CLD2 judges, and language_words.h where CLD2 errs or is not sure: Indonesian and
// Malay, Javanese and Sundanese, Filipino, Cebuano and Ilocano, Tetum, Maori. Arabic script is
// Malay (Jawi) by its letters, Myanmar script Burmese, Shan, Karen or Mon by theirs, Chinese in
// Hans or Hant by the characters that only one of them writes. docs/language.md has the figures.
#ifndef ARSIP_EXTRACTORS_LANGUAGE_H_
#define ARSIP_EXTRACTORS_LANGUAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "extractors/language_rules.h"

namespace arsip::extractors {

// Of a text; what comes behind is not looked at.
inline constexpr size_t kMaxDetectedBytes = 1u << 20;
// A language is not named for fewer letters, unless the script decides.
inline constexpr size_t kLeastLetters = 40;
// Arabic script writes few vowels: as much text has fewer letters.
inline constexpr size_t kLeastAbjadLetters = 24;
inline constexpr size_t kLeastForeignLetters = 16;

inline constexpr size_t kMaxTextLanguages = 3;
inline constexpr std::string_view kUndetermined = "und";

// Half open, in bytes of the text.
struct LanguageRun {
  size_t begin = 0;
  size_t end = 0;
  std::string language;  // ISO 639-1 where there is one, else 639-3; kUndetermined
  std::string script;    // ISO 15924; Zyyy without letters
  bool reliable = false;
};

// A language and its share of the letters.
struct SharedLanguage {
  std::string code;
  uint32_t permille = 0;
};

struct TextLanguages {
  std::vector<LanguageRun> runs;          // in order, at most those asked for
  size_t runs_dropped = 0;                // more are counted
  std::vector<SharedLanguage> languages;  // at most kMaxTextLanguages, largest first
  std::string script;                     // of most letters; empty without letters
  bool cut = false;                       // kMaxDetectedBytes was reached
};

// Makes what would be made at first use: before the sandbox's walls.
void PreloadLanguages();

// `text` is well-formed UTF-8. Linear. Thread-safe.
TextLanguages DetectLanguages(std::string_view text, size_t max_runs,
                              size_t max_bytes = kMaxDetectedBytes);

// Answers as DetectLanguages does, and judges what it has judged before by looking it up: a page's
// visible text repeats its main text. Not thread-safe.
class LanguageDetector {
 public:
  // REQUIRES: `text` stays where it is until Forget().
  TextLanguages Detect(std::string_view text, size_t max_runs,
                       size_t max_bytes = kMaxDetectedBytes);
  void Forget() { judged_.clear(); }

 private:
  struct Judgement {
    UScriptCode script;
    size_t letters;
    LanguageVerdict verdict;
  };
  LanguageVerdict Judge(std::string_view run, UScriptCode script, size_t letters);

  std::unordered_map<std::string_view, Judgement> judged_;
};

// What CLD2 alone says of a text, for comparison.
std::string LanguageByCld2(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LANGUAGE_H_
