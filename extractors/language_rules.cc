#include "extractors/language_rules.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdio>  // what CLD2's header leaves to its includer
#include <memory>

#include "extractors/language.h"
#include "extractors/language_words.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

constexpr char32_t kFirstIdeograph = 0x4E00;
constexpr char32_t kLastIdeograph = 0x9FFF;
// Of a run; more would say the same.
constexpr size_t kJudgedBytes = 16u << 10;
constexpr size_t kMaxWordBytes = 32;

template <class Visit>
void ForEachCodePoint(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT(bytes, at, length, c);
    visit(c < 0 ? kReplacementCharacter : static_cast<char32_t>(c));
  }
}

bool Within(char32_t c, char32_t low, char32_t high) { return c >= low && c <= high; }

// Scripts that one language of the region writes.
struct DecidingScript {
  UScriptCode script;
  const char* language;
};
constexpr DecidingScript kDecidingScripts[] = {
    {USCRIPT_THAI, "th"},      {USCRIPT_LAO, "lo"},          {USCRIPT_KHMER, "km"},
    {USCRIPT_TAMIL, "ta"},     {USCRIPT_HANGUL, "ko"},       {USCRIPT_JAVANESE, "jv"},
    {USCRIPT_BALINESE, "ban"}, {USCRIPT_SUNDANESE, "su"},    {USCRIPT_BUGINESE, "bug"},
    {USCRIPT_TELUGU, "te"},    {USCRIPT_MALAYALAM, "ml"},    {USCRIPT_KANNADA, "kn"},
    {USCRIPT_GUJARATI, "gu"},  {USCRIPT_GURMUKHI, "pa"},     {USCRIPT_SINHALA, "si"},
    {USCRIPT_GREEK, "el"},     {USCRIPT_ARMENIAN, "hy"},     {USCRIPT_GEORGIAN, "ka"},
    {USCRIPT_TAGALOG, "tl"},   {USCRIPT_NEW_TAI_LUE, "khb"}, {USCRIPT_TAI_LE, "tdd"},
    {USCRIPT_LANNA, "nod"},    {USCRIPT_KAYAH_LI, "eky"},    {USCRIPT_HANIFI_ROHINGYA, "rhg"}};

std::string OurCode(CLD2::Language language) {
  if (language == CLD2::UNKNOWN_LANGUAGE) return std::string(kUndetermined);
  std::string code = CLD2::LanguageCode(language);
  if (code == "jw") return "jv";
  if (code == "iw") return "he";
  if (code == "fil") return "tl";
  if (code == "zh-Hant") return "zh";
  return code;
}

// Takes a text's words apart: lower-case letters, marks, and apostrophes and hyphens between them.
class WordReader {
 public:
  explicit WordReader(WordTally& tally) : tally_(tally) {}

  void Read(std::string_view text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < length;) {
      if (bytes[at] < 0x80) {
        ReadAscii(bytes[at++]);
        continue;
      }
      UChar32 c;
      U8_NEXT(bytes, at, length, c);
      ReadOther(c < 0 ? static_cast<UChar32>(kReplacementCharacter) : c);
    }
    EndWord();
  }

 private:
  void ReadAscii(uint8_t c) {
    const uint8_t lower = c | 0x20;
    if (static_cast<uint8_t>(lower - 'a') < 26) {
      Append(lower);
    } else if ((c == '\'' || c == '-') && size_ > 0) {
      Append(c);
    } else if (size_ > 0) {
      EndWord();
    }
  }

  void ReadOther(UChar32 c) {
    if (c == 0x2019 || c == 0x02BC) return ReadAscii('\'');
    if (c < 0xC0 || !u_isalpha(c)) return EndWord();
    std::string character;
    AppendCodePoint(character, static_cast<char32_t>(u_tolower(c)));
    if (size_ > kMaxWordBytes) return;
    for (const char byte : character) word_[size_++] = byte;
  }

  // What is too long is dropped whole.
  void Append(uint8_t byte) {
    if (size_ <= kMaxWordBytes) word_[size_++] = static_cast<char>(byte);
  }

  void EndWord() {
    while (size_ > 0 && (word_[size_ - 1] == '\'' || word_[size_ - 1] == '-')) --size_;
    if (size_ > 0 && size_ <= kMaxWordBytes) tally_.Count({word_.data(), size_});
    size_ = 0;
  }

  WordTally& tally_;
  std::array<char, kMaxWordBytes + 8> word_;
  size_t size_ = 0;
};

WordTally TallyOf(std::string_view text) {
  WordTally tally;
  WordReader(tally).Read(text);
  return tally;
}

bool IsListed(const WordTally& tally, std::string_view language) {
  for (size_t i = 0; i < kListedLanguages; ++i) {
    if (tally.language(i) == language) return true;
  }
  return false;
}

// What CLD2's vote for a listed language weighs beside words: two of the language's own.
constexpr uint32_t kVote = 6;

struct Lead {
  size_t index = WordTally::kNone;
  uint32_t first = 0;
  uint32_t second = 0;
};

Lead LeadOf(const WordTally& tally, std::string_view voted_for) {
  Lead lead;
  for (size_t i = 0; i < kListedLanguages; ++i) {
    const uint32_t score = tally.score(i) + (tally.language(i) == voted_for ? kVote : 0);
    if (lead.index == WordTally::kNone || score > lead.first) {
      lead.second = lead.first;
      lead.first = score;
      lead.index = i;
    } else {
      lead.second = std::max(lead.second, score);
    }
  }
  return lead;
}

// Words that leave no doubt: CLD2, which costs most, need not be asked.
bool IsPlain(const WordTally& tally, const Lead& lead) {
  return lead.first >= 15 && lead.first * 3 >= tally.words() * 2 && lead.first >= lead.second * 2;
}

// CLD2 names English, Portuguese and languages that are not listed with some right; the others it
// gives to languages that it has not learnt, too.
bool IsOpenToDoubt(const WordTally& tally, const LanguageVerdict& cld) {
  return !cld.reliable ||
         (IsListed(tally, cld.language) && cld.language != "en" && cld.language != "pt");
}

LanguageVerdict JudgeLatin(std::string_view text) {
  const WordTally tally = TallyOf(text);
  if (const Lead lead = LeadOf(tally, ""); IsPlain(tally, lead)) {
    return {std::string(tally.language(lead.index)), "", true};
  }
  LanguageVerdict cld = JudgeByCld2(text);
  const bool doubted = IsOpenToDoubt(tally, cld);
  const Lead lead = LeadOf(tally, cld.reliable ? cld.language : "");
  // Of the words, each of a language's own counting 3.
  const bool covers =
      lead.first * 4 >= tally.words() * (doubted ? 1 : 4) && lead.first >= (doubted ? 4u : 8u);
  const bool leads = doubted ? lead.first > lead.second : lead.first >= lead.second * 2;
  if (covers && leads) return {std::string(tally.language(lead.index)), "", true};
  return cld;
}

// Malay in Arabic script has letters of its own for nga, pa, ga, nya and va.
LanguageVerdict JudgeArabic(std::string_view text) {
  size_t letters = 0;
  size_t jawi = 0;
  size_t urdu = 0;
  ForEachCodePoint(text, [&](char32_t c) {
    letters += Within(c, 0x0620, 0x06D3) || Within(c, 0x0750, 0x077F);
    jawi += c == 0x06A0 || c == 0x06A4 || c == 0x06BD || c == 0x0762 || c == 0x06CF || c == 0x06AC;
    urdu += c == 0x0679 || c == 0x0688 || c == 0x0691 || c == 0x06BA || c == 0x06D2 || c == 0x06C1;
  });
  if (jawi > 0 && jawi * 100 >= letters * 2 && jawi > 2 * urdu) return {"ms", "Arab", true};
  if (urdu * 100 >= letters * 4) return {"ur", "Arab", true};
  return JudgeByCld2(text);
}

LanguageVerdict JudgeMyanmar(std::string_view text) {
  size_t letters = 0;
  size_t shan = 0;
  size_t mon = 0;
  size_t sgaw = 0;
  size_t pwo = 0;
  ForEachCodePoint(text, [&](char32_t c) {
    letters += Within(c, 0x1000, 0x109F);
    shan += c == 0x1022 || Within(c, 0x1075, 0x108D);
    mon += c == 0x1028 || Within(c, 0x1033, 0x1035) || Within(c, 0x105A, 0x1060);
    sgaw += Within(c, 0x1061, 0x1064);
    pwo += Within(c, 0x1065, 0x1070);
  });
  const auto enough = [letters](size_t own) { return own * 20 >= letters && own > 1; };
  if (enough(shan) && shan >= std::max({mon, sgaw, pwo})) return {"shn", "Mymr", true};
  if (enough(sgaw) && sgaw >= std::max(mon, pwo)) return {"ksw", "Mymr", true};
  if (enough(pwo) && pwo >= mon) return {"kjp", "Mymr", true};
  if (enough(mon)) return {"mnw", "Mymr", true};
  return {"my", "Mymr", letters >= kLeastLetters};
}

// Ideographs, hiragana and katakana.
LanguageVerdict JudgeHan(std::string_view text) {
  static const HanVariants variants;
  size_t kana = 0;
  size_t han = 0;
  size_t counts[3] = {};
  ForEachCodePoint(text, [&](char32_t c) {
    if (Within(c, 0x3041, 0x30FF)) ++kana;
    if (!Within(c, kFirstIdeograph, kLastIdeograph)) return;
    ++han;
    ++counts[static_cast<size_t>(variants.VariantOf(c))];
  });
  if (kana * 10 >= han + kana && kana > 0) return {"ja", "Jpan", true};
  const size_t simplified = counts[static_cast<size_t>(HanVariants::Variant::kSimplified)];
  const size_t traditional = counts[static_cast<size_t>(HanVariants::Variant::kTraditional)];
  if (simplified > 2 * traditional) return {"zh", "Hans", true};
  if (traditional > 2 * simplified) return {"zh", "Hant", true};
  return {"zh", "Hani", false};
}

std::string ScriptName(UScriptCode script) {
  const char* name = ::uscript_getShortName(script);
  return name == nullptr ? "Zyyy" : name;
}

}  // namespace

UScriptCode ScriptOfText(char32_t code_point) {
  if (code_point < 0x80) {
    return Within(code_point | 0x20, 'a', 'z') ? USCRIPT_LATIN : USCRIPT_COMMON;
  }
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = ::uscript_getScript(static_cast<UChar32>(code_point), &error);
  if (U_FAILURE(error) || script == USCRIPT_UNKNOWN) return USCRIPT_COMMON;
  if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA) return USCRIPT_HAN;
  return script;
}

HanVariants::HanVariants() : variants_(kLastIdeograph - kFirstIdeograph + 1, Variant::kBoth) {
  const auto mark = [this](const char* rules, Variant variant) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transliterator(
        icu::Transliterator::createInstance(rules, UTRANS_FORWARD, error));
    if (U_FAILURE(error)) return;
    for (char32_t c = kFirstIdeograph; c <= kLastIdeograph; ++c) {
      icu::UnicodeString text(static_cast<UChar32>(c));
      transliterator->transliterate(text);
      if (text == icu::UnicodeString(static_cast<UChar32>(c))) continue;
      Variant& known = variants_[c - kFirstIdeograph];
      known = known == Variant::kBoth ? variant : Variant::kBoth;
    }
  };
  mark("Simplified-Traditional", Variant::kSimplified);
  mark("Traditional-Simplified", Variant::kTraditional);
}

HanVariants::Variant HanVariants::VariantOf(char32_t code_point) const {
  if (!Within(code_point, kFirstIdeograph, kLastIdeograph)) return Variant::kBoth;
  return variants_[code_point - kFirstIdeograph];
}

LanguageVerdict JudgeByCld2(std::string_view text) {
  // CLD2 reads ahead of what it was told is the end.
  std::string padded(text);
  padded.append(32, ' ');
  CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int bytes = 0;
  bool reliable = false;
  CLD2::ExtDetectLanguageSummary(padded.data(), static_cast<int>(text.size()), true, &hints, 0,
                                 languages, percents, scores, nullptr, &bytes, &reliable);
  const bool known = languages[0] != CLD2::UNKNOWN_LANGUAGE;
  return {OurCode(languages[0]), "", reliable && known};
}

LanguageVerdict JudgeRun(std::string_view text, UScriptCode script, size_t letters) {
  const std::string_view judged = CutUtf8(text, kJudgedBytes);
  for (const DecidingScript& deciding : kDecidingScripts) {
    if (deciding.script == script) {
      const std::string name = script == USCRIPT_HANGUL ? "Kore" : ScriptName(script);
      return {deciding.language, name, letters >= kLeastLetters};
    }
  }
  const size_t least = script == USCRIPT_ARABIC ? kLeastAbjadLetters : kLeastLetters;
  const bool has_no_least = script == USCRIPT_MYANMAR || script == USCRIPT_HAN;
  LanguageVerdict verdict;
  if (script == USCRIPT_COMMON || (letters < least && !has_no_least)) {
    verdict.language = kUndetermined;
  } else if (script == USCRIPT_MYANMAR) {
    verdict = JudgeMyanmar(judged);
  } else if (script == USCRIPT_HAN) {
    verdict = JudgeHan(judged);
  } else if (script == USCRIPT_LATIN) {
    verdict = JudgeLatin(judged);
  } else if (script == USCRIPT_ARABIC) {
    verdict = JudgeArabic(judged);
  } else {
    verdict = JudgeByCld2(judged);
  }
  if (verdict.script.empty()) verdict.script = ScriptName(script);
  return verdict;
}

}  // namespace arsip::extractors
