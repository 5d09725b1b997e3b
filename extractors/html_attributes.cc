#include "extractors/html_attributes.h"

#include "base/http_message.h"
#include "extractors/html_elements.h"

namespace arsip::extractors {
namespace {

using enum HtmlAttribute;

bool StartsWith(std::string_view name, std::string_view lower) {
  return EqualsIgnoreCase(name.substr(0, lower.size()), lower);
}

// The first eight letters are known; the rest is compared.
HtmlAttribute LongAttributeOf(uint64_t packed, std::string_view name) {
  switch (packed) {
    case PackName("xlink:href"):
      return EqualsIgnoreCase(name, "xlink:href") ? kXlinkHref : kOther;
    case PackName("imagesrcset"):
      return EqualsIgnoreCase(name, "imagesrcset") ? kImagesrcset : kOther;
    case PackName("background"):
      return EqualsIgnoreCase(name, "background") ? kBackground : kOther;
    case PackName("http-equiv"):
      return EqualsIgnoreCase(name, "http-equiv") ? kHttpEquiv : kOther;
    case PackName("data-srcset"):
      return EqualsIgnoreCase(name, "data-srcset") ? kLazy : kOther;
    case PackName("data-lazy"):
      return StartsWith(name, "data-lazy") ? kLazy : kOther;
    case PackName("data-original"):
      return StartsWith(name, "data-original") ? kLazy : kOther;
    case PackName("data-background"):
      return StartsWith(name, "data-background") ? kLazy : kOther;
    case PackName("data-bg-"):
      return kLazy;
    default:
      return kOther;
  }
}

}  // namespace

HtmlAttribute HtmlAttributeOf(uint64_t packed, std::string_view name) {
  if (name.size() > 8) return LongAttributeOf(packed, name);
  switch (packed) {
    case PackName("href"):
      return kHref;
    case PackName("src"):
      return kSrc;
    case PackName("srcset"):
      return kSrcset;
    case PackName("poster"):
      return kPoster;
    case PackName("data"):
      return kData;
    case PackName("style"):
      return kStyle;
    case PackName("rel"):
      return kRel;
    case PackName("type"):
      return kType;
    case PackName("content"):
      return kContent;
    case PackName("name"):
      return kName;
    case PackName("lang"):
      return kLang;
    case PackName("xml:lang"):
      return kXmlLang;
    case PackName("manifest"):
      return kManifest;
    case PackName("data-src"):
    case PackName("data-bg"):
    case PackName("lowsrc"):
    case PackName("dynsrc"):
      return kLazy;
    default:
      return kOther;
  }
}

}  // namespace arsip::extractors
