#include "extractors/language.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "extractors/eight_bytes.h"
#include "extractors/language_rules.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

// Of long texts lines are judged together, so that there are not more than some thousand
// judgements.
constexpr size_t kMostJudgements = 1000;
// Whoever makes a thousand of one hash gains little by it.
constexpr size_t kMostRemembered = 2 * kMostJudgements;

struct ScriptRun {
  size_t begin = 0;
  size_t end = 0;
  UScriptCode script = USCRIPT_COMMON;
  size_t letters = 0;
};

// What of `text` is ASCII from its beginning on, to the end of a line, which belongs to it.
std::string_view AsciiOfLine(std::string_view text) {
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const uint64_t eight = EightBytes(text, at);
    const uint64_t ends = eight ^ '\n' * kInEachByte;  // 0 where there is one
    if (((eight | ((ends - kInEachByte) & ~ends)) & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
    if (text[at++] == '\n') break;
  }
  return text.substr(0, at);
}

size_t AsciiLetters(std::string_view ascii) {
  size_t letters = 0;
  size_t at = 0;
  for (; at + 8 <= ascii.size(); at += 8) {
    const uint64_t lower = EightBytes(ascii, at) | 0x20 * kInEachByte;
    // No byte carries into the next: all are below 0x80.
    const uint64_t from_a = lower + (0x80 - 'a') * kInEachByte;
    const uint64_t behind_z = lower + (0x80 - 'z' - 1) * kInEachByte;
    letters += HighBitsIn(from_a & ~behind_z);
  }
  for (; at < ascii.size(); ++at) {
    letters += static_cast<unsigned char>((ascii[at] | 0x20) - 'a') < 26 ? 1 : 0;
  }
  return letters;
}

// Parts a text into runs of one script, line by line.
class ScriptRuns {
 public:
  explicit ScriptRuns(std::string_view text) : text_(text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < length;) {
      const auto begin = static_cast<size_t>(at);
      if (bytes[at] < 0x80) {
        const std::string_view ascii = AsciiOfLine(text.substr(begin));
        ReadAscii(ascii, begin);
        at += static_cast<int32_t>(ascii.size());
        continue;
      }
      UChar32 c;
      U8_NEXT(bytes, at, length, c);
      Read(c < 0 ? kReplacementCharacter : static_cast<char32_t>(c), begin);
    }
    EndRun(text.size());
  }

  std::vector<ScriptRun> Take() { return std::move(runs_); }

 private:
  // Of one line, its end included.
  void ReadAscii(std::string_view ascii, size_t begin) {
    const size_t letters = AsciiLetters(ascii);
    const bool latin = run_.script == USCRIPT_LATIN || run_.script == USCRIPT_COMMON;
    if (letters > 0 && latin) {
      run_.script = USCRIPT_LATIN;
      run_.letters += letters + foreign_.letters;
      foreign_ = {};
    } else if (letters > 0) {
      for (size_t i = 0; i < ascii.size(); ++i) Read(static_cast<char32_t>(ascii[i]), begin + i);
    }
    if (ascii.back() == '\n') EndRun(begin + ascii.size());
  }

  void Read(char32_t c, size_t begin) {
    const UScriptCode script = ScriptOfText(c);
    if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED) return;
    const size_t letters = c < 0x80 || u_isalpha(static_cast<UChar32>(c)) ? 1 : 0;
    if (run_.script == USCRIPT_COMMON) run_.script = script;
    if (script == run_.script) {
      run_.letters += letters + foreign_.letters;  // what was between is not parted
      foreign_ = {};
      return;
    }
    if (foreign_.script != script) {
      run_.letters += foreign_.letters;
      foreign_ = {begin, begin, script, 0};
    }
    foreign_.letters += letters;
    if (foreign_.letters < kLeastForeignLetters) return;
    const ScriptRun next{foreign_.begin, foreign_.begin, script, foreign_.letters};
    foreign_ = {};
    EndRun(next.begin);
    run_ = next;
  }

  void EndRun(size_t end) {
    run_.letters += foreign_.letters;
    run_.end = end;
    if (run_.end > run_.begin) runs_.push_back(run_);
    run_ = {end, end, USCRIPT_COMMON, 0};
    foreign_ = {};
  }

  std::string_view text_;
  std::vector<ScriptRun> runs_;
  ScriptRun run_;
  ScriptRun foreign_;
};

// A line without letters goes with the one before it; short lines go together.
std::vector<ScriptRun> Pool(const std::vector<ScriptRun>& runs, size_t bytes) {
  const size_t enough = std::max(kLeastLetters, bytes / kMostJudgements);
  std::vector<ScriptRun> pooled;
  for (const ScriptRun& run : runs) {
    if (!pooled.empty()) {
      ScriptRun& last = pooled.back();
      const bool blank = run.letters == 0 || last.letters == 0;
      const bool brief = last.script == run.script && last.letters < enough;
      if (blank || brief) {
        if (last.letters == 0) last.script = run.script;
        last.end = run.end;
        last.letters += run.letters;
        continue;
      }
    }
    pooled.push_back(run);
  }
  return pooled;
}

template <class Shares>
std::vector<std::pair<std::string, size_t>> Largest(const Shares& shares) {
  std::vector<std::pair<std::string, size_t>> sorted(shares.begin(), shares.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

void AddRun(const ScriptRun& judged, const LanguageVerdict& verdict, size_t max_runs,
            TextLanguages& found) {
  if (!found.runs.empty()) {
    LanguageRun& last = found.runs.back();
    if (found.runs_dropped == 0 && last.language == verdict.language &&
        last.script == verdict.script) {
      last.end = judged.end;
      last.reliable |= verdict.reliable;
      return;
    }
  }
  if (found.runs.size() >= max_runs) {
    ++found.runs_dropped;
    return;
  }
  found.runs.push_back(
      {judged.begin, judged.end, verdict.language, verdict.script, verdict.reliable});
}

}  // namespace

LanguageVerdict LanguageDetector::Judge(std::string_view run, UScriptCode script, size_t letters) {
  const auto known = judged_.find(run);
  const bool same =
      known != judged_.end() && known->second.script == script && known->second.letters == letters;
  if (same) return known->second.verdict;
  LanguageVerdict verdict = JudgeRun(run, script, letters);
  if (judged_.size() < kMostRemembered) {
    judged_.try_emplace(run, Judgement{script, letters, verdict});
  }
  return verdict;
}

TextLanguages DetectLanguages(std::string_view text, size_t max_runs, size_t max_bytes) {
  return LanguageDetector().Detect(text, max_runs, max_bytes);
}

TextLanguages LanguageDetector::Detect(std::string_view text, size_t max_runs, size_t max_bytes) {
  TextLanguages found;
  const std::string_view read = CutUtf8(text, std::min(max_bytes, kMaxDetectedBytes));
  found.cut = read.size() < text.size();
  std::map<std::string, size_t> languages;
  std::map<std::string, size_t> scripts;
  size_t letters = 0;
  for (const ScriptRun& run : Pool(ScriptRuns(read).Take(), read.size())) {
    if (run.letters == 0) continue;
    const LanguageVerdict verdict =
        Judge(read.substr(run.begin, run.end - run.begin), run.script, run.letters);
    AddRun(run, verdict, max_runs, found);
    languages[verdict.language] += run.letters;
    scripts[verdict.script] += run.letters;
    letters += run.letters;
  }
  for (const auto& [language, count] : Largest(languages)) {
    if (found.languages.size() == kMaxTextLanguages) break;
    found.languages.push_back({language, static_cast<uint32_t>(count * 1000 / letters)});
  }
  if (letters > 0) found.script = Largest(scripts).front().first;
  return found;
}

std::string LanguageByCld2(std::string_view text) { return JudgeByCld2(text).language; }

void PreloadLanguages() {
  // One of each kind: Latin with CLD2 and the lists, Arabic, Myanmar. Not Han: the table of its
  // variants takes most of a process's start, and needs nothing from outside the walls.
  DetectLanguages(
      "The quick brown fox jumps over the lazy dog tonight and tomorrow\n"
      "\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628"
      "\u0628"
      "\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628"
      "\u0628"
      "\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\u0628\n"
      "\u1019\u103C\u1014\u103A\u1019\u102C\n",
      8);
}

}  // namespace arsip::extractors
