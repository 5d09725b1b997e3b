// Which language a run of one script is in: the rules behind language.h.
#ifndef ARSIP_EXTRACTORS_LANGUAGE_RULES_H_
#define ARSIP_EXTRACTORS_LANGUAGE_RULES_H_

#include <unicode/uscript.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace arsip::extractors {

// Hiragana, katakana and ideographs stand together, as Han.
UScriptCode ScriptOfText(char32_t code_point);

struct LanguageVerdict {
  std::string language;
  std::string script;
  bool reliable = false;
};

// Which Chinese characters only simplified or only traditional writing has. By ICU's
// transliterators, asked once for every ideograph.
class HanVariants {
 public:
  HanVariants();

  enum class Variant { kBoth, kSimplified, kTraditional };
  Variant VariantOf(char32_t code_point) const;

 private:
  std::vector<Variant> variants_;
};

// Thread-safe. The tables are made at the first call.
LanguageVerdict JudgeRun(std::string_view text, UScriptCode script, size_t letters);

// CLD2's code for the text, in ours; `reliable` as it says itself. kUndetermined for unknown.
LanguageVerdict JudgeByCld2(std::string_view text);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LANGUAGE_RULES_H_
