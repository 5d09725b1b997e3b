#include "extractors/xml_names.h"

#include <algorithm>

namespace arsip::extractors {
namespace {

struct NamedField {
  std::string_view prefix;
  std::string_view local;
  FeedField field;
};

constexpr NamedField kFields[] = {
    {"", "guid", FeedField::kId},
    {"", "id", FeedField::kId},
    {"", "link", FeedField::kLink},
    {"", "loc", FeedField::kLink},
    {"", "title", FeedField::kTitle},
    {"news", "title", FeedField::kTitle},
    {"video", "title", FeedField::kTitle},
    {"", "description", FeedField::kSummary},
    {"", "summary", FeedField::kSummary},
    {"", "subtitle", FeedField::kSummary},
    {"", "tagline", FeedField::kSummary},
    {"itunes", "summary", FeedField::kSummary},
    {"video", "description", FeedField::kSummary},
    {"content", "encoded", FeedField::kContent},
    {"", "content", FeedField::kContent},
    {"dc", "creator", FeedField::kAuthorName},
    {"itunes", "author", FeedField::kAuthorName},
    {"", "author", FeedField::kRssAuthor},
    {"", "managingEditor", FeedField::kRssAuthor},
    {"", "pubDate", FeedField::kPublished},
    {"", "published", FeedField::kPublished},
    {"", "issued", FeedField::kPublished},
    {"dc", "date", FeedField::kPublished},
    {"dcterms", "created", FeedField::kPublished},
    {"news", "publication_date", FeedField::kPublished},
    {"video", "publication_date", FeedField::kPublished},
    {"", "updated", FeedField::kModified},
    {"", "modified", FeedField::kModified},
    {"", "lastBuildDate", FeedField::kModified},
    {"", "lastmod", FeedField::kModified},
    {"dcterms", "modified", FeedField::kModified},
    {"", "category", FeedField::kCategory},
    {"dc", "subject", FeedField::kCategory},
    {"itunes", "category", FeedField::kCategory},
    {"video", "tag", FeedField::kCategory},
    {"media", "keywords", FeedField::kKeywords},
    {"itunes", "keywords", FeedField::kKeywords},
    {"news", "keywords", FeedField::kKeywords},
    {"", "enclosure", FeedField::kEnclosure},
    {"media", "content", FeedField::kMediaContent},
    {"media", "thumbnail", FeedField::kMediaThumbnail},
    {"media", "player", FeedField::kMediaPlayer},
    {"media", "title", FeedField::kMediaTitle},
    {"image", "title", FeedField::kMediaTitle},
    {"image", "caption", FeedField::kMediaDescription},
    {"media", "description", FeedField::kMediaDescription},
    {"itunes", "image", FeedField::kItunesImage},
    {"itunes", "duration", FeedField::kItunesDuration},
    {"video", "duration", FeedField::kItunesDuration},
    {"", "comments", FeedField::kCommentsUrl},
    {"wfw", "commentRss", FeedField::kCommentsUrl},
    {"wfw", "commentRSS", FeedField::kCommentsUrl},
    {"slash", "comments", FeedField::kCommentCount},
    {"thr", "total", FeedField::kCommentCount},
    {"media", "statistics", FeedField::kViews},
    {"thr", "in-reply-to", FeedField::kInReplyTo},
    {"", "source", FeedField::kRssSource},
    {"", "language", FeedField::kLanguage},
    {"dc", "language", FeedField::kLanguage},
    {"news", "language", FeedField::kLanguage},
    {"activity", "verb", FeedField::kActivityVerb},
    {"", "generator", FeedField::kFact},
    {"", "copyright", FeedField::kFact},
    {"", "rights", FeedField::kFact},
    {"fh", "archive", FeedField::kFact},
    {"fh", "complete", FeedField::kFact},
    {"yt", "videoId", FeedField::kFact},
    {"yt", "channelId", FeedField::kFact},
    {"itunes", "explicit", FeedField::kFact},
    {"itunes", "episode", FeedField::kFact},
    {"itunes", "season", FeedField::kFact},
    {"news", "name", FeedField::kPublicationName},
    {"image", "loc", FeedField::kImageUrl},
    {"video", "content_loc", FeedField::kVideoUrl},
    {"video", "thumbnail_loc", FeedField::kVideoThumbnail},
};

}  // namespace

QualifiedName SplitXmlName(std::string_view name) {
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  const std::string_view prefix = name.substr(0, colon);
  const bool atom = prefix == "atom" || prefix == "atom10" || prefix == "a10" || prefix == "rss";
  return {atom ? std::string_view() : prefix, name.substr(colon + 1)};
}

FeedField FeedFieldOf(const QualifiedName& name) {
  const auto* found =
      std::find_if(std::begin(kFields), std::end(kFields), [&name](const NamedField& field) {
        return field.local == name.local && field.prefix == name.prefix;
      });
  return found == std::end(kFields) ? FeedField::kNone : found->field;
}

FeedScope FeedScopeOf(const QualifiedName& name) {
  if (!name.prefix.empty()) return FeedScope::kOther;
  if (name.local == "item" || name.local == "entry") return FeedScope::kEntry;
  if (name.local == "url") return FeedScope::kSitemapEntry;
  if (name.local == "author" || name.local == "contributor") return FeedScope::kPerson;
  if (name.local == "source") return FeedScope::kSource;
  const bool picture =
      name.local == "image" || name.local == "textInput" || name.local == "textinput";
  return picture ? FeedScope::kPicture : FeedScope::kOther;
}

}  // namespace arsip::extractors
