// BoundedText: a text that grows piece by piece up to a bound; lines separated by \n.
#ifndef ARSIP_EXTRACTORS_BOUNDED_TEXT_H_
#define ARSIP_EXTRACTORS_BOUNDED_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace arsip::extractors {

// Not thread-safe. Never holds more than its bound; what it holds is well-formed UTF-8 without
// control characters but tab and newline.
class BoundedText {
 public:
  explicit BoundedText(size_t max_bytes) : max_bytes_(max_bytes) {}

  // UTF-8; what is not becomes U+FFFD.
  void Append(std::string_view text);
  // Ends the line, if there is anything on it.
  void EndLine();
  // The same, and an empty line before what comes next.
  void EndParagraph();
  // A tab between two cells.
  void EndCell();
  // White space at the end does not count.
  void Trim();

  size_t size() const { return text_.size(); }
  bool truncated() const { return truncated_; }
  // Nothing more fits.
  bool full() const { return truncated_; }
  std::string_view from(size_t begin) const { return std::string_view(text_).substr(begin); }
  std::string Take();

 private:
  const size_t max_bytes_;
  std::string text_;
  bool truncated_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_BOUNDED_TEXT_H_
