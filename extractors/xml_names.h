// Qualified names of feeds and sitemaps, and the entries and fields that they stand for.
// Prefixes are compared as everybody writes them, with few aliases: a document that binds other
// prefixes to the known namespaces is read as one without extensions. Pure.
#ifndef ARSIP_EXTRACTORS_XML_NAMES_H_
#define ARSIP_EXTRACTORS_XML_NAMES_H_

#include <cstdint>
#include <string_view>

namespace arsip::extractors {

struct QualifiedName {
  std::string_view prefix;
  std::string_view local;
};
QualifiedName SplitXmlName(std::string_view name);

// What an element means within the channel or an entry.
enum class FeedField : uint8_t {
  kNone,
  kId,
  kLink,
  kTitle,
  kSummary,     // description, summary, subtitle: markup
  kContent,     // content:encoded, Atom content: markup
  kAuthorName,  // dc:creator, itunes:author
  kRssAuthor,   // "address (name)"
  kPublished,
  kModified,
  kCategory,
  kKeywords,  // separated by commas
  kEnclosure,
  kMediaContent,
  kMediaThumbnail,
  kMediaPlayer,
  kMediaTitle,
  kMediaDescription,
  kItunesImage,
  kItunesDuration,
  kCommentsUrl,
  kCommentCount,
  kViews,  // media:statistics
  kInReplyTo,
  kRssSource,
  kLanguage,
  kActivityVerb,
  kFact,
  kPublicationName,  // news:name
  kImageUrl,         // image:loc
  kVideoUrl,
  kVideoThumbnail,
};
FeedField FeedFieldOf(const QualifiedName& name);

// Elements that hold elements.
enum class FeedScope : uint8_t {
  kOther,
  kEntry,         // item, entry
  kSitemapEntry,  // url of a urlset
  kPerson,        // author, contributor
  kSource,        // of an Atom entry that is a copy
  kPicture,       // image and textInput of a channel: not the channel's own title and link
};
FeedScope FeedScopeOf(const QualifiedName& name);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_XML_NAMES_H_
