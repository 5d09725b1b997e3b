#include "base/json_prefix.h"

#include <algorithm>
#include <array>

#include "base/percent_encoding.h"

namespace arsip {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Reads JSON tokens (RFC 8259) until they contradict the grammar, or the sample ends.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool Plausible() {
    while (true) {
      while (!text_.empty() && IsSpace(text_.front())) text_.remove_prefix(1);
      if (text_.empty()) return tokens_ > 1;
      if (done_) return false;
      if (!Token()) return false;
      ++tokens_;
    }
  }

 private:
  enum class Expect { kValue, kValueOrClose, kKey, kKeyOrClose, kColon, kCommaOrClose };
  static constexpr size_t kMaxDepth = 64;  // deeper nesting is believed

  bool Token() {
    const char c = text_.front();
    switch (expect_) {
      case Expect::kColon:
        expect_ = Expect::kValue;
        return Take(c == ':');
      case Expect::kCommaOrClose:
        if (c != ',') return Close(c);
        expect_ = depth_ > 0 && object_[depth_ - 1] ? Expect::kKey : Expect::kValue;
        return Take(true);
      case Expect::kKeyOrClose:
        if (c == '}') return Close(c);
        [[fallthrough]];
      case Expect::kKey:
        expect_ = Expect::kColon;
        return c == '"' && String();
      case Expect::kValueOrClose:
        if (c == ']') return Close(c);
        [[fallthrough]];
      case Expect::kValue:
        return Value(c);
    }
    return false;
  }

  bool Take(bool ok) {
    text_.remove_prefix(1);
    return ok;
  }

  bool Value(char c) {
    if (c == '{' || c == '[') {
      if (depth_ == kMaxDepth) {
        text_ = {};
        return true;
      }
      object_[depth_++] = c == '{';
      expect_ = c == '{' ? Expect::kKeyOrClose : Expect::kValueOrClose;
      return Take(true);
    }
    expect_ = Expect::kCommaOrClose;
    return c == '"' ? String() : Scalar();
  }

  bool Close(char c) {
    if (depth_ == 0 || c != (object_[depth_ - 1] ? '}' : ']')) return false;
    expect_ = Expect::kCommaOrClose;
    done_ = --depth_ == 0;
    return Take(true);
  }

  bool String() {
    size_t i = 1;
    while (i < text_.size() && text_[i] != '"') {
      if (static_cast<unsigned char>(text_[i]) < 0x20) return false;
      i += text_[i] == '\\' ? 2 : 1;
    }
    text_.remove_prefix(std::min(i + 1, text_.size()));
    return true;
  }

  // true, false, null and numbers, the last one possibly cut by the end of the sample.
  bool Scalar() {
    size_t end = 0;
    while (end < text_.size() && !IsSpace(text_[end]) && text_[end] != ',' && text_[end] != '}' &&
           text_[end] != ']') {
      ++end;
    }
    const std::string_view word = text_.substr(0, end);
    text_.remove_prefix(end);
    static constexpr std::array<std::string_view, 3> kLiterals = {"true", "false", "null"};
    for (std::string_view literal : kLiterals) {
      if (word == literal || (text_.empty() && !word.empty() && literal.starts_with(word))) {
        return true;
      }
    }
    return !word.empty() && (word[0] == '-' || IsAsciiDigit(word[0])) &&
           word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  }

  std::string_view text_;
  std::array<bool, kMaxDepth> object_{};
  size_t depth_ = 0;
  size_t tokens_ = 0;
  Expect expect_ = Expect::kValue;
  bool done_ = false;
};

}  // namespace

bool IsJsonPrefix(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return (text.starts_with('{') || text.starts_with('[')) && JsonReader(text).Plausible();
}

}  // namespace arsip
