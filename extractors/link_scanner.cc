#include "extractors/link_scanner.h"

#include <array>
#include <cstdint>
#include <utility>

#include "base/http_message.h"
#include "extractors/character_references.h"
#include "extractors/css_links.h"
#include "extractors/dom_limits.h"
#include "extractors/html_attributes.h"
#include "extractors/html_elements.h"
#include "extractors/link_types.h"
#include "extractors/speculative_links.h"
#include "extractors/srcset.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

using enum Element;

// A value for people: decoded, well-formed, white space folded, cut.
std::string Readable(std::string_view raw, size_t max_bytes, ReferenceContext context) {
  // The longest reference that yields a single byte has seven: "&quot;" and "&#x0041;" and their
  // like.
  std::string decoded;
  AppendDecodedReferences(decoded, raw.substr(0, 16 * max_bytes), context);
  std::string clean;
  AppendWellFormedUtf8(clean, decoded);
  std::string folded;
  AppendFolded(folded, clean);
  return std::string(TrimSpace(CutUtf8(folded, max_bytes)));
}

// Elements whose place for a late image holds a reference and nothing else.
bool LoadsSomething(Element element) {
  switch (element) {
    case kImg:
    case kSource:
    case kVideo:
    case kAudio:
    case kIframe:
    case kEmbed:
    case kScript:
      return true;
    default:
      return false;
  }
}

// "IMG", "data-SRC" -> "img@data-src", printable and bounded whatever the page says.
std::string ContextOf(std::string_view element, std::string_view attribute) {
  constexpr size_t kMaxName = 24;
  std::string context;
  const auto append = [&context](std::string_view name) {
    for (const char c : name.substr(0, kMaxName)) {
      const bool printable = c > ' ' && c < 0x7F;
      context += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : (printable ? c : '?');
    }
  };
  append(element);
  context += '@';
  append(attribute);
  return context;
}

class Scanner {
 public:
  Scanner(std::string_view html, HtmlTokenizer::Syntax syntax, LinkSet& links,
          ScriptReading scripts)
      : html_(html),
        xml_(syntax == HtmlTokenizer::Syntax::kXml),
        tokenizer_(html, syntax),
        scripts_(scripts),
        links_(links) {}

  DocumentFacts Scan() {
    while (tokenizer_.NextTag()) {
      const Element element = ElementOf(tokenizer_.packed_tag_name(), tokenizer_.tag_name());
      if (tokenizer_.is_end_tag()) {
        limits_.EndTag(element, tokenizer_.packed_tag_name());
      } else {
        StartTag(element);
      }
      tokenizer_.set_foreign_content(limits_.in_foreign_content());
    }
    facts_.dom_refused = limits_.Refusal(html_.size());
    return std::move(facts_);
  }

 private:
  using Attribute = HtmlTokenizer::Attribute;

  void StartTag(Element element) {
    present_ = 0;
    size_t count = 0;
    Attribute attribute;
    for (; tokenizer_.NextAttribute(attribute); ++count) {
      const HtmlAttribute name = HtmlAttributeOf(attribute.packed_name, attribute.name);
      if (name == HtmlAttribute::kOther) continue;
      if (name == HtmlAttribute::kLazy) {
        AddLazy(element, attribute);
      } else if (!Has(name)) {  // of equal attributes the first counts
        present_ |= 1u << static_cast<unsigned>(name);
        values_[static_cast<size_t>(name)] = attribute.value;
      }
    }
    limits_.Attributes(count);
    limits_.StartTag(element, tokenizer_.packed_tag_name(), tokenizer_.tag_bytes(),
                     tokenizer_.self_closing());
    if (present_ != 0) Report(element);
    if (xml_) {
      TakeXmlText(element);
    } else if (!limits_.in_foreign_content()) {
      TakeText(element);
    }
  }

  bool Has(HtmlAttribute name) const {
    return (present_ & (1u << static_cast<unsigned>(name))) != 0;
  }
  std::string_view ValueOf(HtmlAttribute name) const {
    return Has(name) ? values_[static_cast<size_t>(name)] : std::string_view();
  }
  void Add(HtmlAttribute name, Link::Kind kind, std::string_view context) {
    if (Has(name)) links_.Add(ValueOf(name), kind, context);
  }

  void Report(Element element) {
    Add(HtmlAttribute::kBackground, Link::EMBED, "body@background");
    if (Has(HtmlAttribute::kStyle)) AddStyle(ValueOf(HtmlAttribute::kStyle));
    switch (element) {
      case kA:
        Add(HtmlAttribute::kHref, Link::ANCHOR, "a@href");
        return Add(HtmlAttribute::kXlinkHref, Link::ANCHOR, "a@href");
      case kArea:
        return Add(HtmlAttribute::kHref, Link::ANCHOR, "area@href");
      case kIframe:
        return Add(HtmlAttribute::kSrc, Link::ANCHOR, "iframe@src");
      case kFrame:
        return Add(HtmlAttribute::kSrc, Link::ANCHOR, "frame@src");
      case kLink:
        return ReportLink();
      case kMeta:
        return ReportMeta();
      case kBase:
        return ReportBase();
      case kHtml:
        Add(HtmlAttribute::kManifest, Link::EMBED, "html@manifest");
        return SetLanguage(Has(HtmlAttribute::kLang) ? HtmlAttribute::kLang
                                                     : HtmlAttribute::kXmlLang);
      default:
        return ReportEmbedded(element);
    }
  }

  void ReportEmbedded(Element element) {
    switch (element) {
      case kImg:
        Add(HtmlAttribute::kSrc, Link::EMBED, "img@src");
        return AddCandidates(ValueOf(HtmlAttribute::kSrcset), "img@srcset");
      case kImage:  // "image" outside svg is "img" to the parser
        Add(HtmlAttribute::kSrc, Link::EMBED, "img@src");
        Add(HtmlAttribute::kHref, Link::EMBED, "image@href");
        return Add(HtmlAttribute::kXlinkHref, Link::EMBED, "image@href");
      case kSource:
        Add(HtmlAttribute::kSrc, Link::EMBED, "source@src");
        return AddCandidates(ValueOf(HtmlAttribute::kSrcset), "source@srcset");
      case kVideo:
        Add(HtmlAttribute::kSrc, Link::EMBED, "video@src");
        return Add(HtmlAttribute::kPoster, Link::EMBED, "video@poster");
      case kAudio:
        return Add(HtmlAttribute::kSrc, Link::EMBED, "audio@src");
      case kTrack:
        return Add(HtmlAttribute::kSrc, Link::EMBED, "track@src");
      case kEmbed:
        return Add(HtmlAttribute::kSrc, Link::EMBED, "embed@src");
      case kScript:
        return Add(HtmlAttribute::kSrc, Link::EMBED, "script@src");
      case kObject:
        return Add(HtmlAttribute::kData, Link::EMBED, "object@data");
      case kInput:
        if (!EqualsIgnoreCase(TrimSpace(ValueOf(HtmlAttribute::kType)), "image")) return;
        return Add(HtmlAttribute::kSrc, Link::EMBED, "input@src");
      case kUse:
        Add(HtmlAttribute::kHref, Link::EMBED, "use@href");
        return Add(HtmlAttribute::kXlinkHref, Link::EMBED, "use@href");
      default:
        return;
    }
  }

  void ReportLink() {
    AddCandidates(ValueOf(HtmlAttribute::kImagesrcset), "link@imagesrcset");
    const auto kind = LinkElementKind(ValueOf(HtmlAttribute::kRel), ValueOf(HtmlAttribute::kType));
    if (kind) Add(HtmlAttribute::kHref, *kind, "link@href");
  }

  void ReportMeta() {
    const std::string_view content = ValueOf(HtmlAttribute::kContent);
    const std::string_view pragma = ValueOf(HtmlAttribute::kHttpEquiv);
    if (EqualsIgnoreCase(ValueOf(HtmlAttribute::kName), "robots")) {
      const bool none = HasToken(content, "none");
      facts_.noindex |= none || HasToken(content, "noindex");
      facts_.nofollow |= none || HasToken(content, "nofollow");
    } else if (EqualsIgnoreCase(pragma, "refresh")) {
      links_.AddLiteral(RefreshTarget(Decoded(content)), Link::REFRESH, "meta@content");
    } else if (EqualsIgnoreCase(pragma, "content-language")) {
      SetLanguage(HtmlAttribute::kContent);
    }
  }

  void ReportBase() {
    if (!Has(HtmlAttribute::kHref) || !facts_.base.empty()) return;
    facts_.base =
        Readable(ValueOf(HtmlAttribute::kHref), kMaxReferenceBytes, ReferenceContext::kAttribute);
  }

  void SetLanguage(HtmlAttribute from) {
    if (!facts_.language.empty()) return;
    facts_.language = Readable(ValueOf(from), kMaxLanguageBytes, ReferenceContext::kAttribute);
  }

  void AddLazy(Element element, const Attribute& attribute) {
    const std::string_view name = attribute.name;
    const std::string context = ContextOf(tokenizer_.tag_name(), name);
    if (name.size() > 6 && EqualsIgnoreCase(name.substr(name.size() - 6), "srcset")) {
      AddCandidates(attribute.value, context);
    } else if (LoadsSomething(element) ||
               attribute.value.find_first_of("./") != std::string_view::npos) {
      links_.Add(attribute.value, element == kIframe ? Link::ANCHOR : Link::EMBED, context);
    }
  }

  void AddCandidates(std::string_view list, std::string_view context) {
    if (list.size() > kMaxListAttributeBytes) {
      links_.CountDropped();
      list = list.substr(0, kMaxListAttributeBytes);
      list = list.substr(0, list.rfind(','));
    }
    for (const std::string_view candidate : ImageCandidates(Decoded(list))) {
      links_.AddLiteral(candidate, Link::EMBED, context);
    }
  }

  void AddStyle(std::string_view style) {
    if (style.find('(') == std::string_view::npos) return;  // no url()
    if (style.size() > kMaxListAttributeBytes) {
      links_.CountDropped();
      style = style.substr(0, kMaxListAttributeBytes);
    }
    CollectCssLinks(Decoded(style), links_);
  }

  // Valid until the next call.
  std::string_view Decoded(std::string_view raw) {
    if (raw.find('&') == std::string_view::npos) return raw;
    decoded_.clear();
    AppendDecodedReferences(decoded_, raw, ReferenceContext::kAttribute);
    return decoded_;
  }

  // 13.2.6.2 Parsing elements that contain only text.
  void TakeText(Element element) {
    switch (element) {
      case kScript:
        return ReadScript(tokenizer_.TakeScript());
      case kStyle:
        return CollectCssLinks(tokenizer_.TakeRawText("style"), links_);
      case kTitle:
        return SetTitle(tokenizer_.TakeRawText("title"));
      case kTextarea:
        tokenizer_.TakeRawText("textarea");
        return;
      case kIframe:
        tokenizer_.TakeRawText("iframe");
        return;
      case kNoembed:
        tokenizer_.TakeRawText("noembed");
        return;
      case kXmp:
        tokenizer_.TakeRawText("xmp");
        return;
      case kPlaintext:
        tokenizer_.TakeRest();
        return;
      default:
        return;
    }
  }

  // XHTML: text is text wherever it stands, and CDATA sections are part of it.
  void TakeXmlText(Element element) {
    if ((element != kStyle && element != kTitle) || tokenizer_.self_closing()) return;
    HtmlTokenizer::TextRun run;
    while (tokenizer_.NextText(run)) {
      if (element == kStyle) {
        CollectCssLinks(run.literal ? run.text : Decoded(run.text), links_);
      } else {
        SetTitle(run.text);
      }
    }
  }

  void ReadScript(std::string_view script) {
    if (scripts_ == ScriptReading::kNone) return;
    CollectSpeculativeLinks(script, "script@text", speculative_, links_);
  }

  void SetTitle(std::string_view raw) {
    if (facts_.title.empty()) {
      facts_.title = Readable(raw, kMaxTitleBytes, ReferenceContext::kText);
    }
  }

  const std::string_view html_;
  const bool xml_;
  HtmlTokenizer tokenizer_;
  const ScriptReading scripts_;
  LinkSet& links_;
  size_t speculative_ = 0;  // links of that kind
  DomLimits limits_;
  DocumentFacts facts_;
  uint32_t present_ = 0;
  std::array<std::string_view, kHtmlAttributes> values_;  // valid where present_ says so
  std::string decoded_;
};

}  // namespace

DocumentFacts ScanLinks(std::string_view html, HtmlTokenizer::Syntax syntax, LinkSet& links,
                        ScriptReading scripts) {
  return Scanner(html, syntax, links, scripts).Scan();
}

}  // namespace arsip::extractors
