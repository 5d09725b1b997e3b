// A tally of a text's words by the languages that list them: Indonesian, Malay, Javanese,
// Sundanese, Filipino, Cebuano, Ilocano, Tetum, Maori, English and Portuguese.
#ifndef ARSIP_EXTRACTORS_LANGUAGE_WORDS_H_
#define ARSIP_EXTRACTORS_LANGUAGE_WORDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arsip::extractors {

inline constexpr size_t kListedLanguages = 11;

// Not thread-safe. The lists are made when the first word is counted.
class WordTally {
 public:
  static constexpr size_t kNone = kListedLanguages;

  // `word` in lower case, UTF-8.
  void Count(std::string_view word);

  size_t words() const { return words_; }
  // 3 for a word that is the language's own, 1 for one that it shares.
  uint32_t score(size_t index) const { return scores_[index]; }
  std::string_view language(size_t index) const;

 private:
  size_t words_ = 0;
  std::array<uint32_t, kListedLanguages> scores_{};
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LANGUAGE_WORDS_H_
