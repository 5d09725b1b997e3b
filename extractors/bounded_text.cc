#include "extractors/bounded_text.h"

#include <utility>

#include "extractors/record_set.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {

void BoundedText::Append(std::string_view text) {
  if (truncated_ || text.empty()) return;
  const size_t room = max_bytes_ - text_.size();
  const std::string clean = CleanText(text, text.size() * 3);
  if (clean.size() > room) truncated_ = true;
  text_ += CutUtf8(clean, room);
}

void BoundedText::EndLine() {
  while (!text_.empty() && (text_.back() == ' ' || text_.back() == '\t')) text_.pop_back();
  if (!text_.empty() && text_.back() != '\n') Append("\n");
}

void BoundedText::EndParagraph() {
  EndLine();
  if (!text_.empty() && !text_.ends_with("\n\n")) Append("\n");
}

void BoundedText::EndCell() {
  if (!text_.empty() && text_.back() == '\n') text_.pop_back();
  Append("\t");
}

void BoundedText::Trim() {
  while (!text_.empty() && IsSpace(text_.back())) text_.pop_back();
}

std::string BoundedText::Take() {
  Trim();
  return std::exchange(text_, {});
}

}  // namespace arsip::extractors
