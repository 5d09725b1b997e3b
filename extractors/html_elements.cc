#include "extractors/html_elements.h"

#include <array>
#include <initializer_list>
#include <string_view>

namespace arsip::extractors {
namespace {

struct NamedElement {
  std::string_view name;  // at most eight letters, so that PackName() tells it apart
  Element element;
};

using enum Element;
constexpr NamedElement kNamedElements[] = {
    {"a", kA},
    {"address", kBlock},
    {"applet", kApplet},
    {"area", kArea},
    {"article", kBlock},
    {"aside", kBlock},
    {"audio", kAudio},
    {"b", kB},
    {"base", kBase},
    {"big", kBig},
    {"body", kBody},
    {"br", kBr},
    {"caption", kCaption},
    {"center", kBlock},
    {"code", kCode},
    {"col", kCol},
    {"colgroup", kColgroup},
    {"dd", kDd},
    {"details", kBlock},
    {"dialog", kBlock},
    {"dir", kBlock},
    {"div", kBlock},
    {"dl", kBlock},
    {"dt", kDt},
    {"em", kEm},
    {"embed", kEmbed},
    {"fieldset", kBlock},
    {"figure", kBlock},
    {"font", kFont},
    {"footer", kBlock},
    {"form", kBlock},
    {"frame", kFrame},
    {"h1", kBlock},
    {"h2", kBlock},
    {"h3", kBlock},
    {"h4", kBlock},
    {"h5", kBlock},
    {"h6", kBlock},
    {"head", kHead},
    {"header", kBlock},
    {"hgroup", kBlock},
    {"hr", kHr},
    {"html", kHtml},
    {"i", kI},
    {"iframe", kIframe},
    {"image", kImage},
    {"img", kImg},
    {"input", kInput},
    {"li", kLi},
    {"link", kLink},
    {"listing", kBlock},
    {"main", kBlock},
    {"marquee", kMarquee},
    {"math", kMath},
    {"menu", kBlock},
    {"meta", kMeta},
    {"nav", kBlock},
    {"nobr", kNobr},
    {"noembed", kNoembed},
    {"noframes", kNoframes},
    {"noscript", kNoscript},
    {"object", kObject},
    {"ol", kOl},
    {"optgroup", kOptgroup},
    {"option", kOption},
    {"p", kP},
    {"param", kParam},
    {"pre", kBlock},
    {"s", kS},
    {"script", kScript},
    {"search", kBlock},
    {"section", kBlock},
    {"small", kSmall},
    {"source", kSource},
    {"strike", kStrike},
    {"strong", kStrong},
    {"style", kStyle},
    {"summary", kBlock},
    {"svg", kSvg},
    {"table", kTable},
    {"tbody", kTbody},
    {"td", kTd},
    {"template", kTemplate},
    {"textarea", kTextarea},
    {"tfoot", kTfoot},
    {"th", kTh},
    {"thead", kThead},
    {"title", kTitle},
    {"tr", kTr},
    {"track", kTrack},
    {"tt", kTt},
    {"u", kU},
    {"ul", kUl},
    {"use", kUse},
    {"video", kVideo},
    {"wbr", kWbr},
    {"xmp", kXmp},
};

// Open addressing, built by the compiler: one multiplication and about one comparison a tag.
constexpr size_t kSlots = 512;
struct Slot {
  uint64_t packed = 0;
  Element element = kUnknown;
};

constexpr size_t SlotOf(uint64_t packed) { return (packed * 0x9E3779B97F4A7C15u) >> (64 - 9); }

constexpr auto kSlotsByName = [] {
  std::array<Slot, kSlots> slots{};
  for (const NamedElement& named : kNamedElements) {
    size_t at = SlotOf(PackName(named.name));
    while (slots[at].packed != 0) at = (at + 1) % kSlots;
    slots[at] = {PackName(named.name), named.element};
  }
  return slots;
}();

enum : uint8_t { kVoidBit = 1, kFormattingBit = 2, kScopeBit = 4, kClosesParagraphBit = 8 };

constexpr auto kProperties = [] {
  std::array<uint8_t, static_cast<size_t>(kCount)> bits{};
  const auto set = [&bits](uint8_t bit, std::initializer_list<Element> elements) {
    for (const Element element : elements) bits[static_cast<size_t>(element)] |= bit;
  };
  set(kVoidBit, {kArea, kBase, kBr, kCol, kEmbed, kFrame, kHr, kImage, kImg, kInput, kLink, kMeta,
                 kParam, kSource, kTrack, kWbr});
  set(kFormattingBit,
      {kA, kB, kBig, kCode, kEm, kFont, kI, kNobr, kS, kSmall, kStrike, kStrong, kTt, kU});
  set(kScopeBit, {kApplet, kCaption, kMarquee, kObject, kTable, kTd, kTemplate, kTh});
  set(kClosesParagraphBit, {kBlock, kDd, kDt, kHr, kLi, kOl, kP, kPlaintext, kTable, kUl, kXmp});
  return bits;
}();

bool Has(Element element, uint8_t bit) {
  return (kProperties[static_cast<size_t>(element)] & bit) != 0;
}

Element LongElementOf(std::string_view name) {
  switch (PackName(name)) {
    case PackName("blockquo"):
    case PackName("figcapti"):
      return kBlock;
    case PackName("plaintex"):
      return name.size() == 9 ? kPlaintext : kUnknown;
    default:
      return kUnknown;
  }
}

}  // namespace

Element ElementOf(uint64_t packed, std::string_view name) {
  if (name.size() > 8) return LongElementOf(name);
  for (size_t at = SlotOf(packed); kSlotsByName[at].packed != 0; at = (at + 1) % kSlots) {
    if (kSlotsByName[at].packed == packed) return kSlotsByName[at].element;
  }
  return kUnknown;
}

bool IsVoid(Element element) { return Has(element, kVoidBit); }
bool IsFormatting(Element element) { return Has(element, kFormattingBit); }
bool IsScopeBoundary(Element element) { return Has(element, kScopeBit); }
bool ClosesParagraph(Element element) { return Has(element, kClosesParagraphBit); }

}  // namespace arsip::extractors
