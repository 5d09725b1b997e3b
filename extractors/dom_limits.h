// DomLimits: whether a document is harmless enough for a parser that builds a tree.
//
// Gumbo 0.10 has no limits of its own and is quadratic in nesting depth and in attributes per tag:
// 500 kB of
// "<div>" cost it 17 seconds. So depth, attributes and elements are counted along the scanner's
// linear pass, before a tree is built. The depth follows the parser's rules as far as ordinary
// pages need them (void elements, implied end tags, formatting elements that are opened again); for
// a page written to mislead this count, html_text.h has a budget of time and memory behind it.
#ifndef ARSIP_EXTRACTORS_DOM_LIMITS_H_
#define ARSIP_EXTRACTORS_DOM_LIMITS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "extractors/html_elements.h"

namespace arsip::extractors {

inline constexpr size_t kMaxDomDepth = 512;
inline constexpr size_t kMaxDomAttributes = 256;
inline constexpr size_t kMaxDomElements = 250'000;
inline constexpr size_t kMaxDomBytes = 16u << 20;

// One document. Not thread-safe. Constant time and space a tag.
class DomLimits {
 public:
  // `tag` is the whole start tag as written; it tells equal formatting elements from different
  // ones. Views of it are kept.
  void StartTag(Element element, uint64_t packed_name, std::string_view tag, bool self_closing);
  void EndTag(Element element, uint64_t packed_name);
  void Attributes(size_t count) {
    if (count > attributes_) attributes_ = count;
  }

  // svg or math is open.
  bool in_foreign_content() const { return foreign_ > 0; }
  // "depth 513 > 512"; empty when a tree may be built.
  std::string Refusal(size_t document_bytes) const;

 private:
  struct Open {
    Element element;
    uint64_t packed_name;
    std::string_view tag;
  };
  static constexpr size_t kNone = static_cast<size_t>(-1);

  template <class Wanted, class Barrier>
  size_t FindOpen(Wanted wanted, Barrier barrier) const;
  void CloseImplied(Element starting);
  void CloseFrom(size_t at);
  void RememberFormatting(const Open& closed);

  std::array<Open, kMaxDomDepth> open_;
  size_t depth_ = 0;
  // Formatting elements that something else has closed: the parser opens them again and again. It
  // keeps at most three that are equal (the "Noah's Ark clause").
  size_t reopened_ = 0;
  std::array<uint8_t, 1024> equal_formatting_{};  // by hash of the whole tag
  size_t tables_ = 0;
  size_t paragraphs_ = 0;
  size_t foreign_ = 0;
  size_t attributes_ = 0;
  size_t elements_ = 0;
  bool too_deep_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_DOM_LIMITS_H_
