#include "extractors/feed_records.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "extractors/character_references.h"
#include "extractors/feed_entry.h"
#include "extractors/html_tokenizer.h"
#include "extractors/record_fields.h"
#include "extractors/record_limits.h"
#include "extractors/xml_names.h"

namespace arsip::extractors {
namespace {

// Deeper elements are text of nobody's.
constexpr size_t kMaxOpenElements = 64;
// An attribute, before its references are replaced.
constexpr size_t kMaxAttributeBytes = kMaxRecordLineBytes;
constexpr size_t kMaxElementTextBytes = 2 * kMaxHtmlBytes;

class FeedReader {
 public:
  FeedReader(std::string_view xml, PostMarkup& markup, EntrySet& records)
      : tokenizer_(xml, HtmlTokenizer::Syntax::kXml), markup_(markup), records_(records) {}

  void Read() {
    records_.Add(Placeholder());
    while (tokenizer_.NextTag()) tokenizer_.is_end_tag() ? EndTag() : StartTag();
    EndEntry();
    records_.ReplaceFirst(feed_.Take(markup_));
  }

 private:
  struct OpenElement {
    std::string_view name;
    FeedScope scope;
  };

  // The feed's own record comes first, and is known last.
  static Record Placeholder() {
    Record record;
    record.set_kind(Record::FEED);
    return record;
  }

  bool Within(FeedScope scope) const {
    for (const OpenElement& open : open_) {
      if (open.scope == scope) return true;
    }
    return false;
  }

  void EndTag() {
    const std::string_view name = tokenizer_.tag_name();
    size_t at = open_.size();
    while (at > 0 && open_[at - 1].name != name) --at;
    if (at == 0) return;  // nothing of that name is open
    for (; open_.size() >= at; open_.pop_back()) Close(open_.back().scope);
  }

  void Close(FeedScope scope) {
    if (scope == FeedScope::kPerson && person_) {
      Current().SetPerson(person_name_, person_url_);
      person_ = false;
    }
    if (scope == FeedScope::kSource && entry_ && !source_href_.empty()) {
      entry_->SetSource(source_href_, source_title_);
      source_href_.clear();
    }
    if (scope == FeedScope::kEntry || scope == FeedScope::kSitemapEntry) EndEntry();
  }

  FeedEntry& Current() { return entry_ ? *entry_ : feed_; }

  void EndEntry() {
    if (!entry_) return;
    const bool wanted = !sitemap_entry_ || entry_->has_title();
    if (wanted) records_.Add(entry_->Take(markup_));
    entry_.reset();
  }

  void StartTag() {
    const QualifiedName name = SplitXmlName(tokenizer_.tag_name());
    const std::string_view written = tokenizer_.tag_name();
    const FeedScope scope = FeedScopeOf(name);
    if (records_.full() && !entry_) return CountOnly(name, scope);
    ReadAttributes();
    if (scope == FeedScope::kEntry || scope == FeedScope::kSitemapEntry) BeginEntry(scope);
    if (!language_.empty()) Current().SetLanguage(language_);
    const bool open = !tokenizer_.self_closing();
    const bool markup = open && name.local == "content" && attributes_.type == "xhtml";
    if (open && !markup && open_.size() < kMaxOpenElements) open_.push_back({written, scope});
    Dispatch(name, written, open);
  }

  // Nothing more is kept, nor learnt of the feed: what would have been a record is counted.
  void CountOnly(const QualifiedName& name, FeedScope scope) {
    if (scope == FeedScope::kEntry) records_.CountDropped();
    if (scope == FeedScope::kSitemapEntry) untitled_ = true;
    if (untitled_ && FeedFieldOf(name) == FeedField::kTitle) {
      records_.CountDropped();
      untitled_ = false;
    }
  }

  void BeginEntry(FeedScope scope) {
    // <url> is an element of an RSS image, too.
    if (Within(FeedScope::kPicture) || Within(FeedScope::kPerson)) return;
    // One that was never closed ends where the next begins.
    const auto same = [scope](const OpenElement& element) { return element.scope == scope; };
    open_.erase(std::find_if(open_.begin(), open_.end(), same), open_.end());
    EndEntry();
    entry_ = std::make_unique<FeedEntry>(Record::POST);
    sitemap_entry_ = scope == FeedScope::kSitemapEntry;
  }

  void Dispatch(const QualifiedName& name, std::string_view written, bool open) {
    if (Within(FeedScope::kPerson) && InPerson(name, open)) return;
    if (Within(FeedScope::kPicture)) return;
    if (Within(FeedScope::kSource) && entry_ && InSource(name, open)) return;
    const FeedField field = FeedFieldOf(name);
    if (field == FeedField::kNone) return;
    text_.clear();
    const bool xhtml = attributes_.type == "xhtml" && open;
    if (xhtml) {
      TakeMarkup(written);
    } else if (open) {
      TakeText();
    }
    Current().Set(field, written, attributes_, text_, xhtml || IsHtml(field), markup_);
  }

  // RSS does not say whether a description is markup; Atom's default is text.
  bool IsHtml(FeedField field) const {
    const std::string& type = attributes_.type;
    if (type == "html" || type == "text/html" || type == "application/xhtml+xml") return true;
    if (type == "text" || type == "text/plain") return false;
    return !atom_ && (field == FeedField::kSummary || field == FeedField::kContent ||
                      field == FeedField::kTitle);
  }

  // False for the author element itself, whose text RSS uses.
  bool InPerson(const QualifiedName& name, bool open) {
    if (FeedScopeOf(name) == FeedScope::kPerson) return false;
    if (!open) return true;
    TakeText();
    if (!person_) {
      person_name_.clear();
      person_url_.clear();
      person_ = true;
    }
    if (name.local == "name") person_name_ = RecordLine(text_);
    if (name.local == "uri" || name.local == "url") person_url_ = RecordLine(text_);
    return true;
  }

  bool InSource(const QualifiedName& name, bool open) {
    if (FeedScopeOf(name) == FeedScope::kSource) return false;
    if (name.local == "link" && source_href_.empty()) source_href_ = attributes_.href;
    if (name.local == "title" && open) {
      TakeText();
      source_title_ = RecordLine(text_);
    }
    return true;
  }

  void ReadAttributes() {
    if (attributes_set_) attributes_ = FeedAttributes();
    attributes_set_ = false;
    language_.clear();
    HtmlTokenizer::Attribute attribute;
    while (tokenizer_.NextAttribute(attribute)) {
      const std::string_view value = attribute.value.substr(0, kMaxAttributeBytes);
      if (attribute.name == "xml:lang") language_ = RecordWord(value);
      if (attribute.name == "xmlns")
        atom_ |= value.ends_with("/Atom") || value.ends_with("atom/ns#");
      std::string* known = attributes_.Of(attribute.name);
      if (known != nullptr && known->empty()) {
        attributes_set_ = true;
        AppendDecodedReferences(*known, value, ReferenceContext::kXml);
      }
    }
  }

  void TakeText() {
    text_.clear();
    HtmlTokenizer::TextRun run;
    while (tokenizer_.NextText(run)) {
      if (text_.size() > kMaxElementTextBytes) continue;
      const std::string_view text = run.text.substr(0, kMaxElementTextBytes);
      if (run.literal) {
        text_ += text;
      } else {
        AppendDecodedReferences(text_, text, ReferenceContext::kXml);
      }
    }
  }

  // The markup within the element that was just opened, up to its end tag.
  void TakeMarkup(std::string_view element) {
    const char* const begin = tokenizer_.tag_bytes().data() + tokenizer_.tag_bytes().size();
    const char* end = begin;
    size_t depth = 1;
    while (depth > 0 && tokenizer_.NextTag()) {
      end = tokenizer_.tag_bytes().data();
      if (tokenizer_.tag_name() != element) continue;
      HtmlTokenizer::Attribute attribute;
      while (!tokenizer_.is_end_tag() && tokenizer_.NextAttribute(attribute)) {
      }
      if (tokenizer_.is_end_tag()) {
        --depth;
      } else if (!tokenizer_.self_closing()) {
        ++depth;
      }
    }
    const auto length = static_cast<size_t>(end - begin);
    text_ = std::string_view(begin, std::min(length, kMaxElementTextBytes));
  }

  HtmlTokenizer tokenizer_;
  PostMarkup& markup_;
  EntrySet& records_;
  std::vector<OpenElement> open_;
  FeedEntry feed_{Record::FEED};
  std::unique_ptr<FeedEntry> entry_;
  bool sitemap_entry_ = false;
  bool untitled_ = false;  // the entry of a sitemap that is only counted, so far
  bool atom_ = false;
  FeedAttributes attributes_;
  bool attributes_set_ = false;
  std::string language_;
  std::string text_;
  bool person_ = false;
  std::string person_name_;
  std::string person_url_;
  std::string source_href_;
  std::string source_title_;
};

}  // namespace

void ReadFeedRecords(std::string_view xml, PostMarkup& markup, EntrySet& records) {
  FeedReader(xml, markup, records).Read();
}

}  // namespace arsip::extractors
