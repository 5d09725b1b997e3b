// Records of XML feeds and sitemaps, in one linear pass. No DTD is read, no entity is known but
// XML's five and character references.
//   RSS 0.9x to 2.0, RSS 1.0, Atom (RFC 4287, and 0.3's names), Threading (RFC 4685: thr:*), Feed
//   Paging and Archiving (RFC 5005), dc, dcterms, content, slash, wfw, Media RSS, itunes, yt and
//   activity:verb; news, video and image extensions of sitemaps.
//
// The first record is the FEED. Then one for each entry: POST; REPLY with thr:in-reply-to, REPOST
// when activity:verb says share. Of a sitemap, for each URL that has a title (news, video).
// Links of paging stand as edges of the feed: LINK with the relation as text.
// What beyond the request's max_records, its bytes and repeats is counted. Entries that the end of
// a cut document leaves open are kept as far as they go.
#ifndef ARSIP_EXTRACTORS_FEED_RECORDS_H_
#define ARSIP_EXTRACTORS_FEED_RECORDS_H_

#include <string_view>

#include "extractors/entry_set.h"
#include "extractors/post_markup.h"

namespace arsip::extractors {

// `xml` is UTF-8.
void ReadFeedRecords(std::string_view xml, PostMarkup& markup, EntrySet& records);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_FEED_RECORDS_H_
