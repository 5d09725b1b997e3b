#include "extractors/feed_entry.h"

#include <algorithm>

#include "base/http_message.h"
#include "extractors/link_types.h"
#include "extractors/record_fields.h"
#include "extractors/record_limits.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// RFC 5005, and what RFC 5988 and feeds call the same.
bool IsPaging(std::string_view rel) {
  constexpr std::string_view kPaging[] = {"next", "prev",         "previous",     "first",
                                          "last", "prev-archive", "next-archive", "current"};
  return std::find(std::begin(kPaging), std::end(kPaging), rel) != std::end(kPaging);
}

uint32_t Pixels(std::string_view text) {
  return static_cast<uint32_t>(std::min<uint64_t>(DecimalNumber(text).value_or(0), UINT32_MAX));
}

bool LooksLikeMarkup(std::string_view text) {
  return text.find_first_of("<&") != std::string_view::npos;
}

}  // namespace

std::string* FeedAttributes::Of(std::string_view name) {
  struct Named {
    std::string_view name;
    std::string FeedAttributes::*member;
  };
  static constexpr Named kNames[] = {
      {"href", &FeedAttributes::href},       {"url", &FeedAttributes::url},
      {"rel", &FeedAttributes::rel},         {"type", &FeedAttributes::type},
      {"length", &FeedAttributes::length},   {"fileSize", &FeedAttributes::length},
      {"medium", &FeedAttributes::medium},   {"width", &FeedAttributes::width},
      {"height", &FeedAttributes::height},   {"duration", &FeedAttributes::duration},
      {"title", &FeedAttributes::title},     {"term", &FeedAttributes::term},
      {"label", &FeedAttributes::label},     {"text", &FeedAttributes::text},
      {"ref", &FeedAttributes::ref},         {"views", &FeedAttributes::views},
      {"thr:count", &FeedAttributes::count}, {"isPermaLink", &FeedAttributes::is_permalink},
      {"src", &FeedAttributes::url},
  };
  for (const Named& named : kNames) {
    if (named.name == name) return &(this->*named.member);
  }
  return nullptr;
}

void FeedEntry::Set(FeedField field, std::string_view element, const FeedAttributes& attributes,
                    std::string_view text, bool html, PostMarkup& markup) {
  switch (field) {
    case FeedField::kId:
      return SetId(attributes, text);
    case FeedField::kLink:
      return SetLink(attributes, text);
    case FeedField::kEnclosure:
    case FeedField::kMediaContent:
    case FeedField::kMediaThumbnail:
    case FeedField::kMediaPlayer:
    case FeedField::kMediaTitle:
    case FeedField::kMediaDescription:
    case FeedField::kItunesImage:
    case FeedField::kItunesDuration:
    case FeedField::kImageUrl:
    case FeedField::kVideoUrl:
    case FeedField::kVideoThumbnail:
      return SetMedia(field, attributes, text);
    case FeedField::kCommentsUrl:
    case FeedField::kCommentCount:
    case FeedField::kViews:
    case FeedField::kInReplyTo:
    case FeedField::kRssSource:
      return SetThread(field, attributes, text);
    case FeedField::kCategory:
      for (const std::string_view tag :
           {std::string_view(attributes.label), std::string_view(attributes.term),
            std::string_view(attributes.text), text}) {
        if (!TrimSpace(tag).empty()) return AddHashtag(record_, tag);
      }
      return;
    case FeedField::kContent:
      // Atom: content that lies elsewhere.
      if (!attributes.url.empty()) {
        AddMedia(record_, MediaRole(attributes.type), attributes.url, attributes.type);
      }
      return SetText(field, element, text, html, markup);
    default:
      return SetText(field, element, text, html, markup);
  }
}

void FeedEntry::SetText(FeedField field, std::string_view element, std::string_view text, bool html,
                        PostMarkup& markup) {
  const auto keep = [&](std::string& kept, bool& kept_html) {
    if (!kept.empty() || TrimSpace(text).empty()) return;
    kept = text;
    kept_html = html;
  };
  switch (field) {
    case FeedField::kTitle:
      if (record_.title().empty()) {
        record_.set_title(html ? markup.Line(text) : RecordLine(text));
        record_.set_title_source("feed:" + RecordWord(element));
      }
      return;
    case FeedField::kSummary:
      return keep(summary_, summary_html_);
    case FeedField::kContent:
      return keep(content_, content_html_);
    case FeedField::kAuthorName:
      return AddAuthor(record_, text);
    case FeedField::kRssAuthor:
      return SetRssAuthor(text);
    case FeedField::kPublished:
      return ClaimPublished(record_, text, "feed:" + std::string(element));
    case FeedField::kModified:
      return ClaimModified(record_, text, "feed:" + std::string(element));
    case FeedField::kKeywords:
      return AddHashtags(record_, text);
    case FeedField::kLanguage:
      return SetLanguage(text);
    case FeedField::kActivityVerb:
      if (TrimSpace(text).ends_with("share")) record_.set_kind(Record::REPOST);
      return;
    case FeedField::kPublicationName:
      return record_.set_site_name(RecordLine(text));
    case FeedField::kFact:
      return AddFact(record_, "feed:" + std::string(element), text);
    default:
      return;
  }
}

void FeedEntry::SetId(const FeedAttributes& attributes, std::string_view text) {
  if (record_.native_id().empty()) record_.set_native_id(RecordLine(text));
  const bool permalink = EqualsIgnoreCase(attributes.is_permalink, "true") &&
                         (text.starts_with("http://") || text.starts_with("https://"));
  if (permalink && record_.uri().empty()) record_.set_uri(RecordLine(text));
}

void FeedEntry::SetLink(const FeedAttributes& attributes, std::string_view text) {
  if (attributes.href.empty()) {  // RSS
    if (record_.uri().empty() || !alternate_) record_.set_uri(RecordLine(text));
    alternate_ |= !record_.uri().empty();
    return;
  }
  const std::string_view rel = attributes.rel;
  if (rel.empty() || rel == "alternate") {
    if (!alternate_) record_.set_uri(RecordLine(attributes.href));
    alternate_ = true;
  } else if (rel == "enclosure") {
    MediaReference* media =
        AddMedia(record_, MediaRole(attributes.type), attributes.href, attributes.type);
    if (media == nullptr) return;
    media->set_bytes(DecimalNumber(attributes.length).value_or(0));
    media->set_title(RecordLine(attributes.title));
  } else if (rel == "via") {
    AddEdge(record_, Edge::VIA, attributes.href, attributes.title);
  } else if (rel == "replies") {
    AddEdge(record_, Edge::COMMENTS, attributes.href, attributes.title);
    AddMetric(record_, "comments", attributes.count);
  } else if (IsPaging(rel)) {
    AddEdge(record_, Edge::LINK, attributes.href, rel);
  } else if (rel == "related") {
    AddEdge(record_, Edge::LINK, attributes.href, attributes.title);
  } else if (rel == "self" && record_.uri().empty()) {
    record_.set_uri(RecordLine(attributes.href));
  }
}

void FeedEntry::SetMedia(FeedField field, const FeedAttributes& attributes, std::string_view text) {
  const std::string& type = attributes.type;
  switch (field) {
    case FeedField::kEnclosure:
    case FeedField::kMediaContent: {
      const std::string& claimed = attributes.medium.empty() ? type : attributes.medium;
      MediaReference* media = AddMedia(record_, MediaRole(claimed), attributes.url, type);
      if (media == nullptr) return;
      media->set_bytes(DecimalNumber(attributes.length).value_or(0));
      media->set_width(Pixels(attributes.width));
      media->set_height(Pixels(attributes.height));
      media->set_duration_ms(DurationMs(attributes.duration));
      return;
    }
    case FeedField::kMediaThumbnail:
      if (MediaReference* media = AddMedia(record_, "thumbnail", attributes.url)) {
        media->set_width(Pixels(attributes.width));
        media->set_height(Pixels(attributes.height));
      }
      return;
    case FeedField::kMediaPlayer:
      AddMedia(record_, "video", attributes.url);
      return;
    case FeedField::kItunesImage:
      AddMedia(record_, "thumbnail", attributes.href);
      return;
    case FeedField::kImageUrl:
      AddMedia(record_, "image", text);
      return;
    case FeedField::kVideoUrl:
      AddMedia(record_, "video", text);
      return;
    case FeedField::kVideoThumbnail:
      AddMedia(record_, "thumbnail", text);
      return;
    case FeedField::kItunesDuration:
      return SetDuration(text);
    case FeedField::kMediaTitle:
      if (MediaReference* media = LastMedia()) media->set_title(RecordLine(text));
      if (record_.media().empty() && record_.title().empty()) record_.set_title(RecordLine(text));
      return;
    default:
      if (MediaReference* media = LastMedia()) media->set_alt(RecordLine(text));
      if (summary_.empty()) summary_ = text;
      return;
  }
}

MediaReference* FeedEntry::LastMedia() {
  return record_.media().empty() ? nullptr : record_.mutable_media(record_.media_size() - 1);
}

// Stands before or behind the enclosure whose it is; so only what is there can get it.
void FeedEntry::SetDuration(std::string_view text) {
  for (MediaReference& media : *record_.mutable_media()) {
    if (media.role() != "audio" && media.role() != "video") continue;
    if (media.duration_ms() == 0) media.set_duration_ms(DurationMs(text));
    return;
  }
  AddFact(record_, "feed:duration", text);
}

void FeedEntry::SetThread(FeedField field, const FeedAttributes& attributes,
                          std::string_view text) {
  switch (field) {
    case FeedField::kCommentsUrl:
      return AddEdge(record_, Edge::COMMENTS, text);
    case FeedField::kCommentCount:
      return AddMetric(record_, "comments", text);
    case FeedField::kViews:
      return AddMetric(record_, "views", attributes.views);
    case FeedField::kInReplyTo:
      record_.set_kind(Record::REPLY);
      return AddEdge(record_, Edge::REPLY_TO,
                     attributes.href.empty() ? attributes.ref : attributes.href, attributes.ref);
    default:
      return AddEdge(record_, Edge::VIA, attributes.url, text);
  }
}

// RSS 2.0: "lawyer@boyer.net (Lawyer Boyer)"; many write a name alone.
void FeedEntry::SetRssAuthor(std::string_view text) {
  text = TrimSpace(text);
  const size_t open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return AddAuthor(record_, text);
  AddAuthor(record_, text.substr(open + 1, text.size() - open - 2));
}

void FeedEntry::SetPerson(std::string_view name, std::string_view url) {
  AddAuthor(record_, name, url);
}

void FeedEntry::SetSource(std::string_view href, std::string_view title) {
  AddEdge(record_, Edge::VIA, href, title);
}

void FeedEntry::SetLanguage(std::string_view language) {
  if (record_.language_declared().empty()) record_.set_language_declared(RecordWord(language));
}

Record FeedEntry::Take(PostMarkup& markup) {
  // Of a feed the summary describes it; of an entry it does beside a content, else it is the text.
  if (record_.kind() == Record::FEED || !content_.empty()) {
    record_.set_description(summary_html_ ? markup.Line(summary_) : RecordDescription(summary_));
  }
  const bool from_content = !content_.empty();
  const std::string& text = from_content ? content_ : summary_;
  if (record_.kind() != Record::FEED && !text.empty()) {
    const bool html = (from_content ? content_html_ : summary_html_) && LooksLikeMarkup(text);
    html ? markup.Set(record_, text) : markup.SetPlain(record_, text);
  }
  return std::move(record_);
}

}  // namespace arsip::extractors
