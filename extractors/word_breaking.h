// Words of a text by Unicode Standard Annex 29, with ICU's dictionaries for Thai, Lao, Khmer and
// Burmese and for Chinese and Japanese, where no space parts words.
//
// A word is a segment with a letter, digit, kana or ideograph. Words are given as they stand in the
// text: a reader that folds (NFKC, case, digits) does so to each word it is handed, so that offsets
// stay those of the text.
#ifndef ARSIP_EXTRACTORS_WORD_BREAKING_H_
#define ARSIP_EXTRACTORS_WORD_BREAKING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace arsip::extractors {

// Of a text; what comes behind is not broken.
inline constexpr size_t kMaxBrokenBytes = 512u << 10;

// Keeps ICU's iterator. Not thread-safe.
class WordBreaker {
 public:
  // Bytes of the text, half open, in order.
  using Visitor = std::function<void(size_t begin, size_t end)>;

  WordBreaker();
  ~WordBreaker();
  WordBreaker(const WordBreaker&) = delete;
  WordBreaker& operator=(const WordBreaker&) = delete;

  // Loads the rules and every dictionary: before the sandbox's walls.
  void Preload();

  // `text` is well-formed UTF-8. Answers how many of its bytes were looked at: all, up to
  // `max_bytes`; 0 when ICU has no rules.
  size_t ForEachWord(std::string_view text, size_t max_bytes, const Visitor& visit);
  // The number of words in the first `max_bytes`.
  uint32_t CountWords(std::string_view text, size_t max_bytes = kMaxBrokenBytes);

 private:
  struct Iterator;
  std::unique_ptr<Iterator> iterator_;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_WORD_BREAKING_H_
