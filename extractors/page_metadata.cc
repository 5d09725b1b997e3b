#include "extractors/page_metadata.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "extractors/claimed_time.h"
#include "extractors/element_hints.h"
#include "extractors/html_tree.h"
#include "extractors/meta_names.h"
#include "extractors/page_title.h"
#include "extractors/record_limits.h"
#include "extractors/structured_data.h"
#include "extractors/text_filter.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr uint32_t kMostBylineUnits = 80;
// How many elements from the heading on a byline may stand.
constexpr uint32_t kBylineElements = 60;

std::string Line(std::string_view text) {
  return std::string(CutUtf8(TrimSpace(text), kMaxRecordLineBytes));
}

std::string TextOfScript(const GumboElement& script) {
  std::string text;
  for (unsigned i = 0; i < script.children.length; ++i) {
    const auto* const child = static_cast<const GumboNode*>(script.children.data[i]);
    const bool is_text = child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_CDATA ||
                         child->type == GUMBO_NODE_WHITESPACE;
    if (is_text) text += child->v.text.text;
    if (text.size() > kMaxJsonLdScriptBytes) break;
  }
  return text;
}

// Without what sets it apart from the date behind it.
std::string_view WithoutSeparators(std::string_view name) {
  for (bool more = true; more;) {
    more = false;
    name = TrimSpace(name);
    for (const std::string_view mark : {",", ";", "/", "|", "-", "\u00B7", "\u2014", "\u2013"}) {
      if (!name.ends_with(mark)) continue;
      name.remove_suffix(mark.size());
      more = true;
    }
  }
  return name;
}

class MetadataReader {
 public:
  MetadataReader(const PageOutline& outline, Record& record) : outline_(outline), record_(record) {}

  PageSigns Read() {
    ReadScripts();
    properties_ = ReadItemProperties(outline_, data_.types);
    ReadHead();
    TakeTitle();
    TakeAuthors();
    TakeTimes();
    TakeRest();
    TakeSigns();
    return std::move(signs_);
  }

 private:
  void ReadScripts() {
    std::vector<std::string> texts;
    for (const GumboElement* script : outline_.linked_data) {
      if (texts.size() >= 2 * kMaxJsonLdScripts) break;
      texts.push_back(TextOfScript(*script));
    }
    data_ = ReadLinkedData({texts.begin(), texts.end()});
    for (const std::string& script : data_.scripts) {
      if (script.size() <= kMaxJsonLdBytes && record_.json_ld_size() < kMaxJsonLd) {
        record_.add_json_ld(script);
      }
    }
    if (data_.refused > 0) AddFact("json-ld:refused", std::to_string(data_.refused));
  }

  void AddFact(std::string_view name, std::string_view value) {
    if (record_.facts_size() >= kMaxFacts || TrimSpace(value).empty()) return;
    Fact& fact = *record_.add_facts();
    fact.set_name(std::string(CutUtf8(name, kMaxRecordWordBytes)));
    fact.set_value(Line(value));
  }

  void ReadHead() {
    for (const GumboElement* element : outline_.head) ReadMeta(*element);
    for (const OutlineElement& element : outline_.elements) {
      const GumboTag tag = element.element->tag;
      if (tag == GUMBO_TAG_META || tag == GUMBO_TAG_LINK) ReadMeta(*element.element);
    }
  }

  void ReadMeta(const GumboElement& element) {
    if (element.tag == GUMBO_TAG_TITLE && document_title_.empty()) {
      AppendFolded(document_title_, TextOfScript(element));
    }
    if (element.tag == GUMBO_TAG_LINK) {
      const char* const rel = AttributeOf(element, "rel");
      const char* const href = AttributeOf(element, "href");
      if (rel != nullptr && href != nullptr && std::string_view(rel) == "canonical" &&
          record_.uri().empty()) {
        record_.set_uri(Line(href));
      }
    }
    if (element.tag != GUMBO_TAG_META) return;
    const char* const content = AttributeOf(element, "content");
    if (content == nullptr || *content == '\0') return;
    for (const char* attribute : {"property", "name", "itemprop"}) {
      const char* const name = AttributeOf(element, attribute);
      if (name != nullptr && *name != '\0') return TakeMeta(name, content);
    }
  }

  void TakeMeta(std::string_view name, std::string_view content) {
    const std::string lower = LowerMetaName(name);
    const MetaRole role = MetaRoleOf(lower);
    if (role != MetaRole::kNone && meta_.size() < kMaxFacts) {
      meta_.emplace_back(role, std::pair<std::string, std::string>(lower, Line(content)));
    }
    if (IsFactName(lower)) AddFact(lower, content);
    product_ |= lower.starts_with("product:") || (lower == "og:type" && content == "product");
    article_ |= lower == "og:type" && content == "article";
    thread_ |= lower == "generator" && IsForumSoftware(content);
  }

  const std::pair<std::string, std::string>* Meta(MetaRole role) const {
    for (const auto& [found, value] : meta_) {
      if (found == role) return &value;
    }
    return nullptr;
  }

  void TakeTitle() {
    const auto* const open_graph = Meta(MetaRole::kTitle);
    const PageTitle title =
        ChooseTitle(outline_, {document_title_, open_graph != nullptr ? open_graph->second : "",
                               open_graph != nullptr ? open_graph->first : "", data_.headline});
    record_.set_title(Line(title.text));
    record_.set_title_source(title.source);
    signs_.title = record_.title();
    signs_.title_element = title.element;
  }

  void AddAuthor(std::string_view name, std::string_view url) {
    name = TrimSpace(WithoutByWord(TrimSpace(name)));
    if (name.empty() || name.starts_with("http") || record_.authors_size() >= kMaxAuthors) return;
    for (const Author& known : record_.authors()) {
      if (known.name() == name) return;
    }
    Author& author = *record_.add_authors();
    author.set_name(Line(name));
    author.set_url(Line(url));
  }

  void AddAuthorsOf(std::string_view line) {
    while (!line.empty()) {
      const size_t comma = std::min(line.find_first_of(",;\n"), line.size());
      AddAuthor(line.substr(0, comma), {});
      line.remove_prefix(std::min(line.size(), comma + 1));
    }
  }

  void TakeAuthors() {
    for (const Author& author : data_.authors) AddAuthor(author.name(), author.url());
    for (const auto& [role, value] : meta_) {
      if (role == MetaRole::kAuthor && record_.authors_size() == 0) AddAuthorsOf(value.second);
    }
    for (const ItemProperty& property : properties_) {
      if (record_.authors_size() > 0) break;
      const bool of_text = property.type.empty() || property.type == "rdfa" ||
                           IsArticleType(property.type) || property.type == "Person";
      const bool names = property.name == "author" || property.name == "foaf:name" ||
                         (property.type == "Person" && property.name == "name");
      if (of_text && names && UnitsOf(property.value) < kMostBylineUnits &&
          !InComments(property.element)) {
        AddAuthor(property.value, {});
      }
    }
    if (record_.authors_size() == 0) TakeByline();
    if (record_.authors_size() > 0) signs_.author = record_.authors(0).name();
  }

  // Or in a menu or the like: what an ancestor far away calls itself says little ("widget Blog").
  bool InComments(uint32_t element) const {
    uint32_t distance = 0;
    for (uint32_t at = element; at != 0; at = outline_.elements[at].parent, ++distance) {
      const Hints hints = outline_.elements[at].hints;
      if ((hints & kHintComments) != 0 && at != 1) return true;
      if ((hints & kHintChrome) != 0 && distance < 3) return true;
    }
    return false;
  }

  // Elements near the heading, behind it first.
  template <class Visit>
  void NearTitle(Visit visit) const {
    const auto count = static_cast<uint32_t>(outline_.elements.size());
    const uint32_t title = signs_.title_element == kNoElement ? 0 : signs_.title_element;
    for (uint32_t i = title; i < std::min(count, title + kBylineElements); ++i) {
      if (visit(i)) return;
    }
    for (uint32_t i = title; i > 0 && title - i < kBylineElements / 4; --i) {
      if (visit(i - 1)) return;
    }
  }

  // Near the heading; else before its date; else wherever the page names an author.
  void TakeByline() {
    NearTitle([&](uint32_t i) { return TakeAuthorNamed(i); });
    if (record_.authors_size() == 0) TakeDatedByline();
    const auto count = static_cast<uint32_t>(outline_.elements.size());
    for (uint32_t i = 0; i < count && record_.authors_size() == 0; ++i) TakeAuthorNamed(i);
  }

  bool TakeAuthorNamed(uint32_t i) {
    const OutlineElement& element = outline_.elements[i];
    if ((element.hints & kHintAuthor) == 0 || element.first_piece == element.end_piece)
      return false;
    const std::string_view text = TrimSpace(outline_.TextOf(element));
    const std::string_view line = TrimSpace(text.substr(0, text.find('\n')));
    const bool wrapped = std::any_of(
        outline_.elements.begin() + i + 1, outline_.elements.begin() + element.end,
        [&](const OutlineElement& inner) {
          return (inner.hints & kHintAuthor) != 0 && inner.end_piece > inner.first_piece;
        });
    if (wrapped || line.empty() || UnitsOf(line) > kMostBylineUnits || InComments(i)) return false;
    AddAuthorsOf(AuthorPart(element.first_piece, element.end_piece));
    return record_.authors_size() > 0;
  }

  // "name" and "user" are names of much else.
  bool IsInByline(uint32_t i) const {
    for (int distance = 0; distance < 3; ++distance, i = outline_.elements[i].parent) {
      if ((outline_.elements[i].hints & kHintByline) != 0) return true;
    }
    return false;
  }

  // What stands before the date, in a line or a part of it: "Ratna Wulandari, 12 Maret 2024".
  std::string_view AuthorPart(uint32_t first_piece, uint32_t end_piece) const {
    const std::string_view text(outline_.text);
    const uint32_t begin = outline_.pieces[first_piece].begin;
    for (uint32_t i = first_piece; i < end_piece; ++i) {
      const TextPiece& piece = outline_.pieces[i];
      const std::string_view part = TrimSpace(text.substr(piece.begin, piece.end - piece.begin));
      if (i > first_piece && !UtcOf(part).empty()) {
        return WithoutSeparators(text.substr(begin, piece.begin - begin));
      }
    }
    const std::string_view all = text.substr(begin, outline_.pieces[end_piece - 1].end - begin);
    const std::string_view line = TrimSpace(all.substr(0, all.find('\n')));
    for (const std::string_view separator :
         {" / ", " \u2014 ", " \u2013 ", " \u00B7 ", " | ", " - ", ", "}) {
      const size_t at = line.find(separator);
      if (at != std::string_view::npos && !UtcOf(line.substr(at + separator.size())).empty()) {
        return TrimSpace(line.substr(0, at));
      }
    }
    return line.substr(0, line.find(" - "));
  }

  // A short line right behind the heading that ends in a date.
  void TakeDatedByline() {
    if (signs_.title_element == kNoElement) return;
    const uint32_t title_end = outline_.elements[signs_.title_element].end_piece;
    size_t looked_at = 0;
    for (const TextLine& line : outline_.lines) {
      if (line.first_piece < title_end || line.units == 0) continue;
      if (++looked_at > 3) return;
      const TextPiece& first = outline_.pieces[line.first_piece];
      const TextPiece& last = outline_.pieces[line.end_piece - 1];
      const std::string_view text =
          TrimSpace(std::string_view(outline_.text).substr(first.begin, last.end - first.begin));
      if (line.units > kMostBylineUnits || UtcOf(text).empty()) continue;
      const std::string_view author = AuthorPart(line.first_piece, line.end_piece);
      if (author == text || !UtcOf(author).empty() || UnitsOf(author) < 3) continue;
      return AddAuthorsOf(author);
    }
  }

  void TakeTimes() {
    Claim(data_.published, "json-ld:datePublished", *record_.mutable_published());
    Claim(data_.modified, "json-ld:dateModified", *record_.mutable_modified());
    for (const auto& [role, value] : meta_) {
      if (role == MetaRole::kPublished) {
        Claim(value.second, "meta:" + value.first, *record_.mutable_published());
      }
      if (role == MetaRole::kModified) {
        Claim(value.second, "meta:" + value.first, *record_.mutable_modified());
      }
    }
    for (const ItemProperty& property : properties_) {
      if (InComments(property.element)) continue;
      const std::string source = (property.type == "rdfa" ? "rdfa:" : "microdata:") + property.name;
      if (property.name == "datePublished" || property.name == "dc:date dc:created") {
        Claim(property.value, source, *record_.mutable_published());
      }
      if (property.name == "dateModified") {
        Claim(property.value, source, *record_.mutable_modified());
      }
    }
    if (record_.published().utc().empty()) ClaimShownTime();
    if (record_.published().as_written().empty()) record_.clear_published();
    if (record_.modified().as_written().empty()) record_.clear_modified();
  }

  // The first that is understood; else the first.
  static void Claim(std::string_view written, std::string_view source, ClaimedTime& time) {
    if (!time.utc().empty()) return;
    ClaimedTime claimed;
    if (!ClaimTime(written, source, claimed)) return;
    if (time.as_written().empty() || !claimed.utc().empty()) time = std::move(claimed);
  }

  void ClaimShownTime() {
    ClaimedTime& time = *record_.mutable_published();
    const auto claim_attribute = [&](uint32_t i) {
      const GumboElement& element = *outline_.elements[i].element;
      const bool is_time = element.tag == GUMBO_TAG_TIME;
      if (!is_time && element.tag != GUMBO_TAG_ABBR) return false;
      const char* const value = AttributeOf(element, is_time ? "datetime" : "title");
      if (value == nullptr || InComments(i)) return false;
      if (is_time || (outline_.elements[i].hints & kHintTime) != 0) {
        Claim(value, is_time ? "time@datetime" : "abbr@title", time);
      }
      return !time.utc().empty();
    };
    NearTitle(claim_attribute);
    for (uint32_t i = 0; i < outline_.elements.size() && time.utc().empty(); ++i) {
      claim_attribute(i);
    }
    if (time.utc().empty()) ClaimTimeOfText(time);
  }

  // A short line near the heading, or anything that calls itself a date.
  void ClaimTimeOfText(ClaimedTime& time) {
    const auto claim_text = [&](uint32_t i) {
      const std::string_view text = TrimSpace(outline_.TextOf(outline_.elements[i]));
      if (text.empty() || text.size() > 3 * kMostBylineUnits) return false;
      if (UnitsOf(text) > kMostBylineUnits || UtcOf(text).empty()) return false;
      if (i == signs_.title_element || InComments(i)) return false;
      Claim(text, "text", time);
      return true;
    };
    NearTitle(claim_text);
    size_t looked_at = 0;
    for (uint32_t i = 0; i < outline_.elements.size() && time.utc().empty(); ++i) {
      if ((outline_.elements[i].hints & kHintTime) != 0 && ++looked_at < 100) claim_text(i);
    }
  }

  void TakeRest() {
    const auto* const site = Meta(MetaRole::kSite);
    record_.set_site_name(Line(site != nullptr ? site->second : data_.site_name));
    const auto* const description = Meta(MetaRole::kDescription);
    record_.set_description(std::string(CutUtf8(
        description != nullptr ? description->second : data_.description, kMaxDescriptionBytes)));
    const auto* const url = Meta(MetaRole::kUrl);
    if (record_.uri().empty()) record_.set_uri(Line(url != nullptr ? url->second : data_.url));
    for (const auto& [role, value] : meta_) {
      if (role == MetaRole::kImage) AddMedia("image", value.second);
      if (role == MetaRole::kVideo) AddMedia("video", value.second);
      if (role == MetaRole::kAudio) AddMedia("audio", value.second);
    }
    for (const std::string& image : data_.images) AddMedia("image", image);
    for (const std::string& type : data_.types) AddFact("schema:type", type);
    for (const ItemProperty& property : properties_) {
      const bool rdfa = property.type == "rdfa";
      const std::string dot = property.type.empty() ? "" : ".";
      AddFact(rdfa ? "rdfa:" + property.name : "microdata:" + property.type + dot + property.name,
              property.value);
    }
  }

  void AddMedia(const char* role, std::string_view url) {
    if (record_.media_size() >= kMaxMediaReferences) return;
    for (const MediaReference& known : record_.media()) {
      if (known.url() == url) return;
    }
    MediaReference& media = *record_.add_media();
    media.set_role(role);
    media.set_url(Line(url));
  }

  void TakeSigns() {
    signs_.article_body = std::move(data_.article_body);
    const auto any = [&](auto matches) {
      return std::any_of(data_.types.begin(), data_.types.end(), matches);
    };
    signs_.product = product_ || any([](const std::string& type) { return type == "Product"; });
    signs_.article = article_ || any(IsArticleType);
    signs_.thread = thread_ || any(IsThreadType) || HasForumMark();
  }

  // Forum software that names itself in the id of html or body: phpBB, XenForo.
  bool HasForumMark() const {
    for (size_t i = 0; i < std::min<size_t>(outline_.elements.size(), 2); ++i) {
      const char* const id = AttributeOf(*outline_.elements[i].element, "id");
      const std::string_view name = id == nullptr ? "" : id;
      if (name == "phpbb" || name == "XF" || name == "XenForo") return true;
    }
    return false;
  }

  const PageOutline& outline_;
  Record& record_;
  LinkedData data_;
  std::vector<ItemProperty> properties_;
  // Name and content, in document order.
  std::vector<std::pair<MetaRole, std::pair<std::string, std::string>>> meta_;
  std::string document_title_;
  PageSigns signs_;
  bool product_ = false;
  bool article_ = false;
  bool thread_ = false;
};

}  // namespace

PageSigns ReadPageMetadata(const PageOutline& outline, Record& record) {
  if (outline.elements.empty()) return {};
  return MetadataReader(outline, record).Read();
}

}  // namespace arsip::extractors
