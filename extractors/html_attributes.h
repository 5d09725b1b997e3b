// The attributes that a link scanner looks at.
// https://html.spec.whatwg.org/multipage/indices.html#attributes-3
#ifndef ARSIP_EXTRACTORS_HTML_ATTRIBUTES_H_
#define ARSIP_EXTRACTORS_HTML_ATTRIBUTES_H_

#include <cstdint>
#include <string_view>

namespace arsip::extractors {

enum class HtmlAttribute : uint8_t {
  kHref,
  kXlinkHref,
  kSrc,
  kSrcset,
  kImagesrcset,
  kPoster,
  kData,
  kBackground,
  kStyle,
  kRel,
  kType,
  kHttpEquiv,
  kContent,
  kName,
  kLang,
  kXmlLang,
  kManifest,
  // Where scripts keep an image that loads later (data-src, data-srcset, data-lazy...,
  // data-original..., data-bg..., data-background...), and its ancestors lowsrc and dynsrc. A tag
  // may have several.
  kLazy,
  kOther,
};
inline constexpr size_t kHtmlAttributes = static_cast<size_t>(HtmlAttribute::kLazy);

// `packed` is PackName(name) of html_elements.h. Names are ASCII case-insensitive.
HtmlAttribute HtmlAttributeOf(uint64_t packed, std::string_view name);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_ATTRIBUTES_H_
