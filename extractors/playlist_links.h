// References of playlists, in one linear pass each.
//   HTTP Live Streaming, RFC 8216: master and media playlists; URI lines and the URI attributes of
//   EXT-X-KEY, EXT-X-SESSION-KEY, EXT-X-MAP, EXT-X-MEDIA, EXT-X-I-FRAME-STREAM-INF,
//   EXT-X-SESSION-DATA and of whatever tag has one (EXT-X-PART, EXT-X-PRELOAD-HINT).
//   MPEG-DASH, ISO/IEC 23009-1: Location, BaseURL, SegmentURL and Initialization, and
//   SegmentTemplate with $RepresentationID$, $Number$ and $Time$ filled in, of a SegmentTimeline or
//   with a duration, up to kMaxTemplateSegments of a playlist.
// All are EMBED: contexts "m3u8@uri", "m3u8@EXT-X-KEY", "mpd@BaseURL", "mpd@media".
#ifndef ARSIP_EXTRACTORS_PLAYLIST_LINKS_H_
#define ARSIP_EXTRACTORS_PLAYLIST_LINKS_H_

#include <cstddef>
#include <string_view>

#include "extractors/link_set.h"

namespace arsip::extractors {

inline constexpr size_t kMaxTemplateSegments = 2'000;

// "#EXTM3U", after a byte order mark.
bool IsM3u8(std::string_view text);
void CollectM3u8Links(std::string_view text, LinkSet& links);

// `xml` is UTF-8. What is expanded beyond the bound counts as one dropped.
void CollectMpdLinks(std::string_view xml, LinkSet& links);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PLAYLIST_LINKS_H_
