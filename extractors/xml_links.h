// The references of sitemaps and feeds, in one linear pass. No DTD is read, no entity is known but
// XML's five.
//   https://www.sitemaps.org/protocol.html (urlset, sitemapindex, text files), with the image,
//   video and xhtml:link extensions; RSS 0.9x to 2.0, RSS 1.0, Media RSS; Atom (RFC 4287).
//
//   MANIFEST  sitemap <loc>, xhtml:link @href; RSS <link>; Atom link @href
//   EMBED     image:loc, video:content_loc, video:thumbnail_loc, video:player_loc; RSS enclosure
//   @url, <url> of
//             an image; media:content, media:thumbnail, media:player @url; Atom link rel=enclosure,
//             Atom icon and logo
// Entries carry their time: <lastmod> in a <url> or <sitemap>, <updated> in an Atom <entry>. RSS
// says when an item was published, not when it changed.
// Contexts are "loc", "rss@link", "enclosure@url" and the like. Text in the entries (HTML in a
// description) is not looked into.
#ifndef ARSIP_EXTRACTORS_XML_LINKS_H_
#define ARSIP_EXTRACTORS_XML_LINKS_H_

#include <string>
#include <string_view>

#include "extractors/link_set.h"

namespace arsip::extractors {

struct XmlFacts {
  std::string title;     // of the channel or feed
  std::string language;  // <language>, or xml:lang of the root
};

// `xml` is in an ASCII-compatible encoding.
XmlFacts ScanXmlLinks(std::string_view xml, LinkSet& links);

// A sitemap as a text file: one absolute URL a line.
void ScanTextSitemap(std::string_view text, LinkSet& links);

enum class XmlVocabulary { kUnknown, kSitemap, kFeed, kXhtml, kMpd };
// By the local name of the root element.
XmlVocabulary XmlVocabularyOf(std::string_view xml);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_XML_LINKS_H_
