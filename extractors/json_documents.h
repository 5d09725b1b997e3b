// JSON documents whose vocabulary is known: JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/),
// ActivityStreams 2.0 (https://www.w3.org/TR/activitystreams-core/), web app manifests
// (https://www.w3.org/TR/appmanifest/). Pure but for their arguments; linear.
#ifndef ARSIP_EXTRACTORS_JSON_DOCUMENTS_H_
#define ARSIP_EXTRACTORS_JSON_DOCUMENTS_H_

#include <string>
#include <string_view>

#include "extractors/entry_set.h"
#include "extractors/json_tree.h"
#include "extractors/link_set.h"
#include "extractors/post_markup.h"

namespace arsip::extractors {

enum class JsonVocabulary { kUnknown, kJsonFeed, kActivityStreams, kAppManifest };
// By the outermost object's members. `media_type` is the declared essence.
JsonVocabulary JsonVocabularyOf(const JsonTree& json, std::string_view media_type);

// MANIFEST  item url and external_url, next_url, feed and home page; of ActivityStreams: id, url,
//           first, next, prev, last, inReplyTo and object of its objects; a manifest's start_url,
//           scope and shortcuts
// EMBED     images, banners, attachments, icons, screenshots
// Contexts: "json-feed@url", "activity@url", "app-manifest@icons".
void CollectJsonLinks(const JsonTree& json, JsonVocabulary vocabulary, LinkSet& links);

// The records of a JSON Feed or of an ActivityStreams object or collection, as feed_records.h.
// Announce is a REPOST, inReplyTo makes a REPLY.
void ReadJsonRecords(const JsonTree& json, JsonVocabulary vocabulary, PostMarkup& markup,
                     EntrySet& records);

// "title" of a feed, "name" of a manifest or object; empty when there is none.
std::string JsonTitle(const JsonTree& json, JsonVocabulary vocabulary);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_JSON_DOCUMENTS_H_
