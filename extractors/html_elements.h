// The elements of HTML that a scanner has to know by name, and what the parser's rules say of them.
// https://html.spec.whatwg.org/multipage/parsing.html and .../syntax.html#elements-2
// Pure functions.
#ifndef ARSIP_EXTRACTORS_HTML_ELEMENTS_H_
#define ARSIP_EXTRACTORS_HTML_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace arsip::extractors {

enum class Element : uint8_t {
  kUnknown,
  // Carry references.
  kA,
  kApplet,
  kArea,
  kAudio,
  kBase,
  kBody,
  kEmbed,
  kFrame,
  kHtml,
  kIframe,
  kImage,
  kImg,
  kInput,
  kLink,
  kMeta,
  kObject,
  kScript,
  kSource,
  kTrack,
  kUse,
  kVideo,
  // Raw text and the like.
  kNoembed,
  kNoframes,
  kNoscript,
  kPlaintext,
  kStyle,
  kTextarea,
  kTitle,
  kXmp,
  // Matter for nesting only.
  kB,
  kBig,
  kBr,
  kCaption,
  kCode,
  kCol,
  kColgroup,
  kDd,
  kDt,
  kEm,
  kFont,
  kHead,
  kHr,
  kI,
  kLi,
  kMarquee,
  kMath,
  kNobr,
  kOl,
  kOptgroup,
  kOption,
  kP,
  kParam,
  kS,
  kSmall,
  kStrike,
  kStrong,
  kSvg,
  kTable,
  kTbody,
  kTd,
  kTemplate,
  kTfoot,
  kTh,
  kThead,
  kTr,
  kTt,
  kU,
  kUl,
  kWbr,
  kBlock,  // any other element whose start tag closes an open p: div, section, h1, ...
  kCount,
};

// The first eight bytes of a name, ASCII-lower-cased, as one number. Two names of at most eight
// letters, digits and hyphens are equal exactly when these numbers are.
constexpr uint64_t PackName(std::string_view name) {
  uint64_t packed = 0;
  for (size_t i = 0; i < name.size() && i < 8; ++i) {
    packed |= static_cast<uint64_t>(static_cast<unsigned char>(name[i]) | 0x20) << (8 * i);
  }
  return packed;
}

// The same for a name with `readable` bytes of document from its beginning, without a loop.
inline uint64_t PackNameFast(const char* name, size_t length, size_t readable) {
  if (readable < 8) return PackName({name, length});
  uint64_t packed;
  std::memcpy(&packed, name, sizeof packed);
  packed |= 0x2020202020202020;
  return length >= 8 ? packed : packed & ((uint64_t{1} << (8 * length)) - 1);
}

// REQUIRES: `packed` is PackName(name).
Element ElementOf(uint64_t packed, std::string_view name);
inline Element ElementOf(std::string_view name) { return ElementOf(PackName(name), name); }

// "Void elements", and those obsolete ones that the parser treats alike: never on the stack.
bool IsVoid(Element element);
// "Formatting elements": opened again after something else has closed them.
bool IsFormatting(Element element);
// End tags inside do not close what is open outside (the element "is in scope").
bool IsScopeBoundary(Element element);
// Its start tag closes an open p.
bool ClosesParagraph(Element element);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_ELEMENTS_H_
