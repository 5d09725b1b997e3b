// Accuracy of the language rules beside CLD2 alone over tests/data/language, of the Zawgyi
// detector, and the speed of both and of word breaking. Prints the tables of docs/language.md.
//   language_report
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "extractors/language.h"
#include "extractors/word_breaking.h"
#include "extractors/zawgyi.h"
#include "language_samples.h"

namespace arsip::extractors {
namespace {

struct Row {
  size_t items = 0;
  size_t right = 0;
  size_t by_cld2 = 0;
  std::map<std::string, size_t> given;
  std::map<std::string, size_t> given_by_cld2;
};

std::string TopLanguage(const std::string& text) {
  const TextLanguages found = DetectLanguages(text, 100);
  return found.languages.empty() ? std::string(kUndetermined) : found.languages.front().code;
}

std::string Others(const std::map<std::string, size_t>& given, const std::string& right) {
  std::string text;
  for (const auto& [language, count] : given) {
    if (language != right) text += language + " " + std::to_string(count) + ", ";
  }
  return text.empty() ? "-" : text.substr(0, text.size() - 2);
}

std::map<std::string, Row> Judge() {
  std::map<std::string, Row> rows;
  for (const LanguageSample& sample : LanguageSamples()) {
    Row& row = rows[sample.name];
    ++row.items;
    const std::string ours = TopLanguage(sample.text);
    const std::string cld2 = LanguageByCld2(sample.text);
    row.right += ours == sample.language();
    row.by_cld2 += cld2 == sample.language();
    ++row.given[ours];
    ++row.given_by_cld2[cld2];
  }
  return rows;
}

void PrintAccuracy() {
  std::printf(
      "| sample | items | right | CLD2 alone | ours instead | CLD2 instead "
      "|\n|---|---|---|---|---|---|\n");
  Row all;
  for (const auto& [name, row] : Judge()) {
    const std::string language = name.substr(0, name.find('-'));
    std::printf("| %s | %zu | %zu | %zu | %s | %s |\n", name.c_str(), row.items, row.right,
                row.by_cld2, Others(row.given, language).c_str(),
                Others(row.given_by_cld2, language).c_str());
    all.items += row.items;
    all.right += row.right;
    all.by_cld2 += row.by_cld2;
  }
  std::printf("| all | %zu | %zu (%.1f %%) | %zu (%.1f %%) | | |\n\n", all.items, all.right,
              100.0 * all.right / all.items, all.by_cld2, 100.0 * all.by_cld2 / all.items);
}

std::string ToZawgyi(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<icu::Transliterator> rules(
      icu::Transliterator::createInstance("my-Zawgyi", UTRANS_FORWARD, error));
  icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
  rules->transliterate(unicode);
  std::string zawgyi;
  unicode.toUTF8String(zawgyi);
  return zawgyi;
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void PrintZawgyiRow(const char* name, const std::vector<std::string>& burmese,
                    const std::vector<std::string>& others) {
  size_t found = 0, same = 0, missed = 0, wrong = 0, restored = 0;
  ZawgyiConverter converter;
  for (const std::string& text : burmese) {
    std::string zawgyi = ToZawgyi(text);
    wrong += ZawgyiEvidence(text) >= kZawgyiThreshold;
    if (zawgyi == text) {
      ++same;
      continue;
    }
    if (ZawgyiEvidence(zawgyi) < kZawgyiThreshold) {
      ++missed;
      continue;
    }
    ++found;
    bool cut = false;
    converter.Convert(zawgyi, zawgyi.size() * 3, cut);
    restored += zawgyi == text;
  }
  for (const std::string& text : others) wrong += ZawgyiEvidence(text) >= kZawgyiThreshold;
  std::printf("| %s | %zu | %zu | %zu | %.3f | %.3f | %zu |\n", name, burmese.size(), others.size(),
              same, found + missed == 0 ? 0.0 : static_cast<double>(found) / (found + missed),
              found + wrong == 0 ? 0.0 : static_cast<double>(found) / (found + wrong), restored);
}

void PrintZawgyi() {
  std::vector<std::string> sentences, words, others, other_words;
  for (const LanguageSample& sample : LanguageSamples()) {
    if (sample.name == "my") {
      sentences.push_back(sample.text);
      for (const std::string& word : Words(sample.text)) words.push_back(word);
    } else if (sample.name == "shn" || sample.name == "ksw" || sample.name == "mnw") {
      others.push_back(sample.text);
      for (const std::string& word : Words(sample.text)) other_words.push_back(word);
    }
  }
  std::printf(
      "| texts | Burmese | Shan, Karen, Mon | same in both codes | recall | precision | restored "
      "exactly |\n|---|---|---|---|---|---|---|\n");
  PrintZawgyiRow("sentences", sentences, others);
  PrintZawgyiRow("phrases between spaces", words, other_words);
  std::printf("\n");
}

// Documents of 4 kB made of a language's sentences.
std::string Document(const std::string& name) {
  std::string text;
  for (size_t round = 0; text.size() < 4000 && round < 500; ++round) {
    for (const LanguageSample& sample : LanguageSamples()) {
      if (sample.name == name) text += sample.text + "\n";
    }
  }
  return text;
}

template <class Work>
double MegabytesPerSecond(size_t bytes, Work work) {
  // Of the processor, not of the clock on the wall: others may be at work on the machine.
  const std::clock_t begin = std::clock();
  size_t rounds = 0;
  do {
    work();
    ++rounds;
  } while (std::clock() - begin < CLOCKS_PER_SEC / 4);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  return static_cast<double>(bytes * rounds) / 1e6 / seconds;
}

void PrintSpeed() {
  WordBreaker breaker;
  ZawgyiConverter converter;
  std::printf(
      "| 4 kB of | languages, MB/s | CLD2 alone, MB/s | words, MB/s |\n|---|---|---|---|\n");
  for (const char* name : {"id", "en", "ar", "th", "my", "km", "lo", "zh-Hans"}) {
    const std::string text = Document(name);
    std::printf("| %s | %.1f | %.1f | %.1f |\n", name,
                MegabytesPerSecond(text.size(), [&] { DetectLanguages(text, 100); }),
                MegabytesPerSecond(text.size(), [&] { LanguageByCld2(text); }),
                MegabytesPerSecond(text.size(), [&] { breaker.CountWords(text); }));
  }
  const std::string zawgyi = ToZawgyi(Document("my"));
  std::printf("\nZawgyi to Unicode: %.2f MB/s\n", MegabytesPerSecond(zawgyi.size(), [&] {
                std::string text = zawgyi;
                bool cut = false;
                converter.Convert(text, text.size() * 3, cut);
              }));
}

}  // namespace
}  // namespace arsip::extractors

int main() {
  arsip::extractors::PrintAccuracy();
  arsip::extractors::PrintZawgyi();
  arsip::extractors::PrintSpeed();
}
