#include "extractors/xml_links.h"

#include <algorithm>

#include "base/http_message.h"
#include "extractors/html_tokenizer.h"
#include "extractors/link_scanner.h"
#include "extractors/link_types.h"
#include "extractors/utf8.h"
#include "extractors/w3c_date.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

struct QualifiedName {
  std::string_view prefix;
  std::string_view local;
};

QualifiedName Split(std::string_view name) {
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

// Elements whose text is a reference. Prefixes are compared as everybody writes them: a scanner
// without namespace declarations mistakes a document that binds other prefixes for one without
// extensions.
struct TextReference {
  std::string_view prefix;
  std::string_view local;
  Link::Kind kind;
  std::string_view context;
};
constexpr TextReference kTextReferences[] = {
    {"", "loc", Link::MANIFEST, "loc"},
    {"image", "loc", Link::EMBED, "image:loc"},
    {"video", "content_loc", Link::EMBED, "video:content_loc"},
    {"video", "thumbnail_loc", Link::EMBED, "video:thumbnail_loc"},
    {"video", "player_loc", Link::EMBED, "video:player_loc"},
    {"", "link", Link::MANIFEST, "rss@link"},
    {"", "url", Link::EMBED, "image@url"},
    {"", "icon", Link::EMBED, "atom@icon"},
    {"", "logo", Link::EMBED, "atom@logo"},
};

const TextReference* TextReferenceOf(const QualifiedName& name) {
  const auto* found =
      std::find_if(std::begin(kTextReferences), std::end(kTextReferences),
                   [&name](const TextReference& reference) {
                     return reference.local == name.local && reference.prefix == name.prefix;
                   });
  return found == std::end(kTextReferences) ? nullptr : found;
}

class XmlScanner {
 public:
  XmlScanner(std::string_view xml, LinkSet& links)
      : tokenizer_(xml, HtmlTokenizer::Syntax::kXml), links_(links) {}

  XmlFacts Scan() {
    while (tokenizer_.NextTag()) {
      if (tokenizer_.is_end_tag()) {
        if (IsEntry(Split(tokenizer_.tag_name()))) EndEntry();
      } else {
        StartTag();
      }
    }
    return std::move(facts_);
  }

 private:
  static bool IsEntry(const QualifiedName& name) {
    return name.prefix.empty() &&
           (name.local == "url" || name.local == "sitemap" || name.local == "entry");
  }

  void EndEntry() {
    if (last_modified_ != 0) links_.SetLastModified(entry_begin_, last_modified_);
    last_modified_ = 0;
    entry_begin_ = links_.size();
  }

  void StartTag() {
    const QualifiedName name = Split(tokenizer_.tag_name());
    // An <updated> before the first entry is the feed's own; that of an RSS image's <url> is none.
    if (IsEntry(name)) {
      last_modified_ = 0;
      entry_begin_ = links_.size();
    }
    std::string_view href;
    std::string_view url;
    std::string_view rel;
    HtmlTokenizer::Attribute attribute;
    while (tokenizer_.NextAttribute(attribute)) {
      if (attribute.name == "href") href = attribute.value;
      if (attribute.name == "url") url = attribute.value;
      if (attribute.name == "rel") rel = attribute.value;
      if (attribute.name == "xml:lang" && facts_.language.empty()) {
        facts_.language = CutUtf8(Clean(attribute.value), kMaxLanguageBytes);
      }
    }
    if (!href.empty()) AddHref(name, href, rel);
    if (!url.empty()) AddUrl(name, url);
    if (!tokenizer_.self_closing()) ReadText(name);
  }

  void AddHref(const QualifiedName& name, std::string_view href, std::string_view rel) {
    if (name.local != "link") return;
    const Link::Kind kind = HasToken(rel, "enclosure") ? Link::EMBED : Link::MANIFEST;
    links_.Add(href, kind, name.prefix == "xhtml" ? "xhtml:link@href" : "atom:link@href",
               ReferenceContext::kXml);
  }

  void AddUrl(const QualifiedName& name, std::string_view url) {
    if (name.local == "enclosure") {
      links_.Add(url, Link::EMBED, "enclosure@url", ReferenceContext::kXml);
    } else if (name.prefix == "media" &&
               (name.local == "content" || name.local == "thumbnail" || name.local == "player")) {
      links_.Add(url, Link::EMBED, "media@url", ReferenceContext::kXml);
    }
  }

  void ReadText(const QualifiedName& name) {
    const TextReference* reference = TextReferenceOf(name);
    const bool title = name.local == "title" && name.prefix.empty() && facts_.title.empty();
    const bool language = name.local == "language" && facts_.language.empty();
    const bool modified =
        name.prefix.empty() && (name.local == "lastmod" || name.local == "updated");
    if (reference == nullptr && !title && !language && !modified) return;
    text_.clear();
    HtmlTokenizer::TextRun run;
    while (tokenizer_.NextText(run)) AppendRun(run);
    if (reference != nullptr) links_.AddLiteral(text_, reference->kind, reference->context);
    if (modified) SetLastModified(Clean(text_));
    if (title) facts_.title = CutUtf8(Clean(text_), kMaxTitleBytes);
    if (language) facts_.language = CutUtf8(Clean(text_), kMaxLanguageBytes);
  }

  void SetLastModified(std::string_view text) {
    const auto date = ParseW3cDate(TrimSpace(text));
    if (date.has_value() && date->seconds > 0) {
      last_modified_ = 2 * static_cast<uint64_t>(date->seconds) + (date->whole_day ? 1 : 0);
    }
  }

  // Beyond this neither a reference nor a title can use it; whatever hides a longer one is dropped
  // by LinkSet.
  void AppendRun(const HtmlTokenizer::TextRun& run) {
    constexpr size_t kMaxText = 2 * kMaxReferenceBytes;
    if (text_.size() > kMaxText) return;
    const std::string_view text = run.text.substr(0, kMaxText);
    if (run.literal) {
      text_ += text;
    } else {
      AppendDecodedReferences(text_, text, ReferenceContext::kXml);
    }
  }

  static std::string Clean(std::string_view text) {
    std::string clean;
    AppendWellFormedUtf8(clean, text);
    std::string folded;
    AppendFolded(folded, clean);
    if (!folded.empty() && folded.back() == ' ') folded.pop_back();
    return folded;
  }

  HtmlTokenizer tokenizer_;
  LinkSet& links_;
  XmlFacts facts_;
  std::string text_;
  size_t entry_begin_ = 0;      // number of its first link
  uint64_t last_modified_ = 0;  // of the entry, as in Link
};

}  // namespace

XmlFacts ScanXmlLinks(std::string_view xml, LinkSet& links) {
  return XmlScanner(xml, links).Scan();
}

void ScanTextSitemap(std::string_view text, LinkSet& links) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = TrimSpace(text.substr(0, end));
    if (line.starts_with("http://") || line.starts_with("https://")) {
      links.AddLiteral(line, Link::MANIFEST, "line");
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

XmlVocabulary XmlVocabularyOf(std::string_view xml) {
  HtmlTokenizer tokenizer(xml, HtmlTokenizer::Syntax::kXml);
  if (!tokenizer.NextTag()) return XmlVocabulary::kUnknown;
  const std::string_view root = Split(tokenizer.tag_name()).local;
  if (root == "urlset" || root == "sitemapindex") return XmlVocabulary::kSitemap;
  if (root == "MPD") return XmlVocabulary::kMpd;
  if (root == "rss" || root == "feed" || root == "RDF") return XmlVocabulary::kFeed;
  if (EqualsIgnoreCase(root, "html")) return XmlVocabulary::kXhtml;
  return XmlVocabulary::kUnknown;
}

}  // namespace arsip::extractors
