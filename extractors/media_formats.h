// Which containers and codecs of video and audio are read, and by which of FFmpeg's parts: nothing
// is guessed by FFmpeg, and what is not listed is refused. Playlists (HLS, DASH, concat), images as
// video, subtitles and everything that could name another file are not listed. Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_MEDIA_FORMATS_H_
#define ARSIP_EXTRACTORS_MEDIA_FORMATS_H_

#include <string>
#include <string_view>

namespace arsip::extractors {

// The name of the demuxer for a type that SniffMediaType() found; empty: not read.
std::string_view DemuxerFor(std::string_view sniffed_media_type);

// The name of the decoder for a codec by FFmpeg's name of it ("av1": "libdav1d"); empty: not read.
std::string_view DecoderFor(std::string_view codec);

// All of them, separated by commas, as FFmpeg's options have it.
std::string AllowedDemuxers();
std::string AllowedDecoders();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_FORMATS_H_
