// FeedEntry: the channel or one entry of a feed, as its elements come by. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_FEED_ENTRY_H_
#define ARSIP_EXTRACTORS_FEED_ENTRY_H_

#include <string>
#include <string_view>

#include "extractors/extraction.pb.h"
#include "extractors/post_markup.h"
#include "extractors/xml_names.h"

namespace arsip::extractors {

// Attributes that some field has a use for, their character references replaced.
struct FeedAttributes {
  std::string href;
  std::string url;
  std::string rel;
  std::string type;
  std::string length;  // or fileSize
  std::string medium;
  std::string width;
  std::string height;
  std::string duration;
  std::string title;
  std::string term;
  std::string label;
  std::string text;
  std::string ref;
  std::string views;
  std::string count;         // thr:count
  std::string is_permalink;  // of guid

  // The one of that name, null when it is none of them. Aliases and prefixes are understood.
  std::string* Of(std::string_view name);
};

class FeedEntry {
 public:
  explicit FeedEntry(Record::Kind kind) { record_.set_kind(kind); }

  // An element with its attributes and the text behind its start tag. `html`: the text is markup
  // (Atom type html or xhtml, any RSS description).
  void Set(FeedField field, std::string_view element, const FeedAttributes& attributes,
           std::string_view text, bool html, PostMarkup& markup);
  void SetPerson(std::string_view name, std::string_view url);
  // Of atom:source.
  void SetSource(std::string_view href, std::string_view title);
  void SetLanguage(std::string_view language);

  bool has_title() const { return !record_.title().empty(); }
  // Leaves nothing behind. Text comes from the content, else the summary.
  Record Take(PostMarkup& markup);

 private:
  void SetText(FeedField field, std::string_view element, std::string_view text, bool html,
               PostMarkup& markup);
  void SetLink(const FeedAttributes& attributes, std::string_view text);
  void SetId(const FeedAttributes& attributes, std::string_view text);
  void SetMedia(FeedField field, const FeedAttributes& attributes, std::string_view text);
  void SetThread(FeedField field, const FeedAttributes& attributes, std::string_view text);
  void SetRssAuthor(std::string_view text);
  void SetDuration(std::string_view text);
  MediaReference* LastMedia();

  Record record_;
  std::string content_;
  std::string summary_;
  bool content_html_ = false;
  bool summary_html_ = false;
  bool alternate_ = false;  // the URI is a link of that relation
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_FEED_ENTRY_H_
