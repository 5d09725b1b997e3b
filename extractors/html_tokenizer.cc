#include "extractors/html_tokenizer.h"

#include <array>
#include <cstring>

#include "extractors/html_elements.h"

namespace arsip::extractors {
namespace {

enum : uint8_t { kSpaceBit = 1, kTagNameEndBit = 2, kAttributeNameEndBit = 4, kUnquotedEndBit = 8 };

constexpr auto kCharacters = [] {
  std::array<uint8_t, 256> bits{};
  for (const char space : {'\t', '\n', '\f', '\r', ' '}) {
    bits[static_cast<unsigned char>(space)] =
        kSpaceBit | kTagNameEndBit | kAttributeNameEndBit | kUnquotedEndBit;
  }
  bits['/'] |= kTagNameEndBit | kAttributeNameEndBit;
  bits['>'] |= kTagNameEndBit | kAttributeNameEndBit | kUnquotedEndBit;
  bits['='] |= kAttributeNameEndBit;
  return bits;
}();

bool Is(char c, uint8_t bit) { return (kCharacters[static_cast<unsigned char>(c)] & bit) != 0; }

const char* SkipSpace(const char* at, const char* end) {
  while (at < end && Is(*at, kSpaceBit)) ++at;
  return at;
}

const char* Find(const char* at, const char* end, char c) {
  if (at == end) return end;  // an empty text may lie nowhere
  const void* found = std::memchr(at, c, static_cast<size_t>(end - at));
  return found == nullptr ? end : static_cast<const char*>(found);
}

bool IsLetter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; }

// XML 1.0 NameStartChar, as far as ASCII goes; what lies beyond is let through.
bool IsXmlNameStart(char c) {
  return IsLetter(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool StartsWithIgnoreCase(const char* at, const char* end, std::string_view lower) {
  if (static_cast<size_t>(end - at) < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    const char c = at[i] >= 'A' && at[i] <= 'Z' ? static_cast<char>(at[i] | 0x20) : at[i];
    if (c != lower[i]) return false;
  }
  return true;
}

// Whether `at` ("<" in the document) begins the appropriate end tag.
bool IsEndTagOf(const char* at, const char* end, std::string_view lower_name) {
  if (end - at < 2 || at[1] != '/' || !StartsWithIgnoreCase(at + 2, end, lower_name)) return false;
  const char* after = at + 2 + lower_name.size();
  return after < end && Is(*after, kTagNameEndBit);
}

std::string_view View(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

HtmlTokenizer::HtmlTokenizer(std::string_view document, Syntax syntax)
    : begin_(document.data()),
      at_(document.data()),
      end_(document.data() + document.size()),
      xml_(syntax == Syntax::kXml),
      cdata_allowed_(xml_),
      tag_begin_(document.data()) {}

std::string_view HtmlTokenizer::tag_bytes() const { return View(tag_begin_, at_); }

void HtmlTokenizer::MoveTo(size_t offset) {
  at_ = begin_ + offset;
  in_tag_ = false;
}

bool HtmlTokenizer::NextTag() {
  Attribute rest;
  while (in_tag_) NextAttribute(rest);
  while (true) {
    at_ = Find(at_, end_, '<');
    if (end_ - at_ < 2) {
      at_ = end_;
      return false;
    }
    // 13.2.5.6 Tag open state, 13.2.5.7 End tag open state.
    const char c = at_[1];
    if (IsLetter(c) || (xml_ && IsXmlNameStart(c))) return OpenTag(at_ + 1, false);
    if (c == '/') {
      if (end_ - at_ > 2 && (IsLetter(at_[2]) || (xml_ && IsXmlNameStart(at_[2])))) {
        return OpenTag(at_ + 2, true);
      }
      SkipPast(">");  // "</>", or a bogus comment
    } else if (c == '!') {
      SkipMarkupDeclaration();
    } else if (c == '?') {
      SkipPast(xml_ ? "?>" : ">");
    } else {
      ++at_;  // a "<" that is text
    }
  }
}

bool HtmlTokenizer::OpenTag(const char* name, bool end_tag) {
  tag_begin_ = at_;
  const char* at = name;
  while (at < end_ && !Is(*at, kTagNameEndBit)) ++at;
  if (at == end_) {  // eof-in-tag
    at_ = end_;
    return false;
  }
  tag_name_ = View(name, at);
  packed_tag_name_ = PackNameFast(name, tag_name_.size(), static_cast<size_t>(end_ - name));
  at_ = at;
  in_tag_ = true;
  is_end_tag_ = end_tag;
  self_closing_ = false;
  return true;
}

// 13.2.5.32 Before attribute name state to 13.2.5.40 Self-closing start tag state.
bool HtmlTokenizer::NextAttribute(Attribute& attribute) {
  if (!in_tag_) return false;
  const char* at = at_;
  while (at < end_ && Is(*at, kSpaceBit | kTagNameEndBit) && *at != '>') ++at;
  if (at >= end_ || *at == '>') {
    self_closing_ = at < end_ && at > at_ && at[-1] == '/';
    in_tag_ = false;
    at_ = at < end_ ? at + 1 : end_;
    return false;
  }
  const char* name = at++;  // a "=" here is part of the name
  while (at < end_ && !Is(*at, kAttributeNameEndBit)) ++at;
  attribute.name = View(name, at);
  attribute.packed_name =
      PackNameFast(name, attribute.name.size(), static_cast<size_t>(end_ - name));
  attribute.value = {};
  const char* equals = SkipSpace(at, end_);
  if (equals >= end_ || *equals != '=') {
    at_ = at;
    return true;
  }
  at = SkipSpace(equals + 1, end_);
  if (at < end_ && (*at == '"' || *at == '\'')) {
    const char* close = Find(at + 1, end_, *at);
    if (close == end_) {  // eof-in-tag: an unfinished value is no value
      in_tag_ = false;
      at_ = end_;
      return false;
    }
    attribute.value = View(at + 1, close);
    at_ = close + 1;
    return true;
  }
  const char* value = at;
  while (at < end_ && !Is(*at, kUnquotedEndBit)) ++at;
  at_ = at;
  if (at == end_) {
    in_tag_ = false;
    return false;
  }
  attribute.value = View(value, at);
  return true;
}

// 13.2.5.42 Markup declaration open state.
void HtmlTokenizer::SkipMarkupDeclaration() {
  const std::string_view rest = View(at_, end_);
  if (rest.starts_with("<!--")) {
    SkipComment();
  } else if (cdata_allowed_ && rest.starts_with("<![CDATA[")) {
    SkipPast("]]>");
  } else if (xml_ && rest.starts_with("<!DOCTYPE")) {
    SkipDoctype();
  } else {
    SkipPast(">");
  }
}

// 13.2.5.43 Comment start state to 13.2.5.52 Comment end bang state.
void HtmlTokenizer::SkipComment() {
  const char* body = at_ + 4;
  for (const char* at = body;; ++at) {
    at = Find(at, end_, '>');
    if (at == end_) break;
    // The opening dashes may also be the closing ones: "<!-->" and "<!--->".
    if (at[-1] == '-' && at[-2] == '-') {
      at_ = at + 1;
      return;
    }
    if (!xml_ && at - body >= 3 && at[-1] == '!' && at[-2] == '-' && at[-3] == '-') {
      at_ = at + 1;
      return;
    }
  }
  at_ = end_;
}

// XML 1.0 section 2.8: `<!DOCTYPE name [ <!ENTITY a "]>"> ]>`.
void HtmlTokenizer::SkipDoctype() {
  bool subset = false;
  while (at_ < end_) {
    const char c = *at_++;
    if (c == '[') {
      subset = true;
    } else if (c == ']') {
      subset = false;
    } else if (c == '"' || c == '\'') {
      const char* close = Find(at_, end_, c);
      at_ = close == end_ ? end_ : close + 1;
    } else if (c == '>' && !subset) {
      return;
    }
  }
}

void HtmlTokenizer::SkipPast(std::string_view terminator) {
  const size_t found = View(at_, end_).find(terminator);
  at_ = found == std::string_view::npos ? end_ : at_ + found + terminator.size();
}

std::string_view HtmlTokenizer::TakeUntil(const char* stop) {
  const std::string_view taken = View(at_, stop);
  at_ = stop;
  return taken;
}

std::string_view HtmlTokenizer::TakeRawText(std::string_view element_name) {
  const char* at = at_;
  while ((at = Find(at, end_, '<')) < end_ && !IsEndTagOf(at, end_, element_name)) ++at;
  return TakeUntil(at);
}

// 13.2.5.15 Script data less-than sign state to 13.2.5.31 Script data double escape end state.
std::string_view HtmlTokenizer::TakeScript() {
  enum class State { kData, kEscaped, kDoubleEscaped } state = State::kData;
  const char* unescape = nullptr;  // past the "-->" that ends the escaped stretch
  const char* at = at_;
  for (; (at = Find(at, end_, '<')) < end_; ++at) {
    if (state != State::kData && at >= unescape) state = State::kData;
    if (state == State::kData && StartsWithIgnoreCase(at, end_, "<!--")) {
      state = State::kEscaped;
      const size_t close = View(at + 2, end_).find("-->");
      unescape = close == std::string_view::npos ? end_ : at + 2 + close + 3;
    } else if (state == State::kEscaped && StartsWithIgnoreCase(at, end_, "<script") &&
               end_ - at > 7 && Is(at[7], kTagNameEndBit)) {
      state = State::kDoubleEscaped;
    } else if (IsEndTagOf(at, end_, "script")) {
      if (state != State::kDoubleEscaped) break;
      state = State::kEscaped;
    }
  }
  return TakeUntil(at);
}

std::string_view HtmlTokenizer::TakeRest() { return TakeUntil(end_); }

bool HtmlTokenizer::NextText(TextRun& run) {
  Attribute rest;
  while (in_tag_) NextAttribute(rest);
  while (at_ < end_) {
    if (*at_ != '<') {
      run = {TakeUntil(Find(at_, end_, '<')), false};
      return true;
    }
    const std::string_view markup = View(at_, end_);
    if (cdata_allowed_ && markup.starts_with("<![CDATA[")) {
      const char* section = at_ + 9;
      SkipPast("]]>");
      const bool closed = View(section, at_).ends_with("]]>");
      run = {View(section, closed ? at_ - 3 : at_), true};
      return true;
    }
    if (!markup.starts_with("<!--")) return false;
    SkipComment();
  }
  return false;
}

}  // namespace arsip::extractors
