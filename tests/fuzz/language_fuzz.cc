// A text, made well-formed: its words, languages, Zawgyi conversion and sketch, and what must hold
// of them.
#include <cstdint>
#include <string>
#include <string_view>

#include "extractors/language.h"
#include "extractors/text_folding.h"
#include "extractors/text_sketch.h"
#include "extractors/word_breaking.h"
#include "extractors/zawgyi.h"
#include "link_checks.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxRuns = 64;

void CheckLanguages(std::string_view text) {
  const TextLanguages found = DetectLanguages(text, kMaxRuns);
  Require(found.runs.size() <= kMaxRuns && found.languages.size() <= kMaxTextLanguages);
  size_t end = 0;
  for (const LanguageRun& run : found.runs) {
    Require(run.begin >= end && run.end > run.begin && run.end <= text.size());
    RequireUtf8(text.substr(run.begin, run.end - run.begin));
    Require(!run.language.empty() && run.script.size() == 4);
    end = run.end;
  }
  uint32_t permille = 0;
  for (const SharedLanguage& language : found.languages) permille += language.permille;
  Require(permille <= 1000);
}

void CheckWords(std::string_view text) {
  static WordBreaker breaker;
  size_t last = 0;
  const size_t read = breaker.ForEachWord(text, text.size(), [&](size_t begin, size_t end) {
    Require(begin >= last && end > begin && end <= text.size());
    RequireUtf8(text.substr(begin, end - begin));
    last = end;
  });
  Require(read == text.size());
}

void CheckZawgyi(std::string text) {
  static ZawgyiConverter converter;
  const size_t room = text.size() + text.size() / 2;
  const std::string before = text;
  bool cut = false;
  const bool converted = converter.Convert(text, room, cut);
  Require(converted ? text.size() <= room : text == before);
  RequireUtf8(text);
}

void CheckSketch(std::string_view text) {
  const std::string folded = FoldText(text);
  RequireUtf8(folded);
  Require(folded.size() <= 18 * text.size());
  Require(folded.find("  ") == std::string::npos && !folded.starts_with(' ') &&
          !folded.ends_with(' '));
  const TextSketch sketch = SketchText(text);
  Require((sketch.shingles == 0) == folded.empty() && sketch.shingles <= folded.size());
  Require(sketch.digest == arsip::ComputeSha256(folded));
}

}  // namespace
}  // namespace arsip::extractors

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::extractors;
  std::string text;
  AppendWellFormedUtf8(text, {reinterpret_cast<const char*>(bytes), size});
  CheckLanguages(text);
  CheckWords(text);
  CheckZawgyi(text);
  CheckSketch(text);
  return 0;
}
