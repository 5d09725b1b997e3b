#include "extractors/css_links.h"

#include <array>
#include <cstdint>
#include <string>

#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// Bytes at which something of interest may begin: everything else is skipped in one tight loop.
constexpr auto kStops = [] {
  std::array<bool, 256> stops{};
  for (const char c : {'u', 'U', '@', '"', '\'', '/', '\\'})
    stops[static_cast<unsigned char>(c)] = true;
  return stops;
}();

bool IsNewline(char c) { return c == '\n' || c == '\f' || c == '\r'; }

bool IsIdentifierPart(char c) {
  return static_cast<unsigned char>((c | 0x20) - 'a') < 26 || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = (c | 0x20) - 'a';
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

class StyleSheetScanner {
 public:
  StyleSheetScanner(std::string_view css, LinkSet& links) : css_(css), links_(links) {}

  void Scan() {
    while (at_ < css_.size()) {
      const char c = css_[at_];
      if (!kStops[static_cast<unsigned char>(c)]) {
        ++at_;
        continue;
      }
      if (c == '"' || c == '\'') {
        SkipString();
      } else if (c == '/') {
        if (!SkipComment()) ++at_;
      } else if (c == '@') {
        ScanAtRule();
      } else if (c == '\\') {
        at_ += 2;
      } else if (!ScanUrl("css@url")) {
        ++at_;
      }
    }
  }

 private:
  bool Ahead(std::string_view lower) const {
    if (css_.size() - at_ < lower.size()) return false;
    for (size_t i = 0; i < lower.size(); ++i) {
      if ((css_[at_ + i] | 0x20) != lower[i]) return false;
    }
    return true;
  }

  bool SkipComment() {
    if (!css_.substr(at_).starts_with("/*")) return false;
    const size_t close = css_.find("*/", at_ + 2);
    at_ = close == std::string_view::npos ? css_.size() : close + 2;
    return true;
  }

  void SkipSpaceAndComments() {
    while (at_ < css_.size()) {
      if (IsSpace(css_[at_])) {
        ++at_;
      } else if (css_[at_] != '/' || !SkipComment()) {
        return;
      }
    }
  }

  // 4.3.7 Consume an escaped code point; at_ is behind the backslash.
  void AppendEscape() {
    if (at_ >= css_.size()) return;
    if (HexDigit(css_[at_]) < 0) {
      if (!IsNewline(css_[at_])) value_ += css_[at_];
      ++at_;
      return;
    }
    char32_t code_point = 0;
    for (int digits = 0; digits < 6 && at_ < css_.size() && HexDigit(css_[at_]) >= 0; ++digits) {
      code_point = code_point * 16 + static_cast<char32_t>(HexDigit(css_[at_++]));
    }
    if (at_ < css_.size() && IsSpace(css_[at_])) ++at_;
    AppendCodePoint(value_, code_point == 0 ? kReplacementCharacter : code_point);
  }

  void SkipString() {
    const char quote = css_[at_++];
    while (at_ < css_.size() && css_[at_] != quote && !IsNewline(css_[at_])) {
      at_ += css_[at_] == '\\' ? 2 : 1;
    }
    if (at_ < css_.size()) ++at_;
  }

  // Reads what is between quotes into value_. False for a bad string (4.3.5: ended by a newline).
  bool ReadString() {
    const char quote = css_[at_++];
    value_.clear();
    while (at_ < css_.size() && css_[at_] != quote) {
      if (IsNewline(css_[at_])) return false;
      const char c = css_[at_++];
      if (c == '\\') {
        AppendEscape();
      } else {
        value_ += c;
      }
    }
    if (at_ >= css_.size()) return false;
    ++at_;
    return true;
  }

  // 4.3.6 Consume a url token. False for a bad url, whose remnants are scanned like anything else.
  bool ReadUnquotedUrl() {
    value_.clear();
    while (at_ < css_.size()) {
      const char c = css_[at_];
      if (c == ')') return true;
      if (c == '"' || c == '\'' || c == '(') return false;
      ++at_;
      if (IsSpace(c)) {
        while (at_ < css_.size() && IsSpace(css_[at_])) ++at_;
        return at_ < css_.size() && css_[at_] == ')';
      }
      if (c == '\\') {
        AppendEscape();
      } else {
        value_ += c;
      }
    }
    return false;
  }

  bool ScanUrl(std::string_view context) {
    if (!Ahead("url(") || (at_ > 0 && IsIdentifierPart(css_[at_ - 1]))) return false;
    at_ += 4;
    while (at_ < css_.size() && IsSpace(css_[at_])) ++at_;
    if (at_ >= css_.size()) return true;
    const bool quoted = css_[at_] == '"' || css_[at_] == '\'';
    if (quoted ? ReadString() : ReadUnquotedUrl()) {
      links_.AddLiteral(value_, Link::EMBED, context);
    }
    return true;
  }

  void ScanAtRule() {
    constexpr std::string_view kImport = "@import";
    // "@" with the 0x20 bit of a letter is "`": Ahead() is for what follows it.
    ++at_;
    if (!Ahead(kImport.substr(1))) return;
    at_ += kImport.size() - 1;
    SkipSpaceAndComments();
    if (at_ >= css_.size()) return;
    if (css_[at_] == '"' || css_[at_] == '\'') {
      if (ReadString()) links_.AddLiteral(value_, Link::EMBED, "css@import");
    } else {
      ScanUrl("css@import");
    }
  }

  const std::string_view css_;
  LinkSet& links_;
  size_t at_ = 0;
  std::string value_;
};

}  // namespace

void CollectCssLinks(std::string_view css, LinkSet& links) { StyleSheetScanner(css, links).Scan(); }

}  // namespace arsip::extractors
