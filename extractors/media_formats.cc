#include "extractors/media_formats.h"

#include <algorithm>
#include <span>

namespace arsip::extractors {
namespace {

struct Pair {
  std::string_view name;
  std::string_view part;  // of FFmpeg
};

constexpr Pair kDemuxers[] = {
    {"video/mp4", "mov"},   {"video/quicktime", "mov"}, {"video/3gpp", "mov"},
    {"audio/mp4", "mov"},   {"video/webm", "matroska"}, {"video/x-matroska", "matroska"},
    {"video/avi", "avi"},   {"video/x-flv", "flv"},     {"video/mp2t", "mpegts"},
    {"video/mpeg", "mpeg"}, {"audio/mpeg", "mp3"},      {"audio/flac", "flac"},
    {"audio/wave", "wav"},  {"audio/amr", "amr"},       {"application/ogg", "ogg"},
};

constexpr Pair kDecoders[] = {
    {"h264", "h264"},
    {"hevc", "hevc"},
    {"vp8", "vp8"},
    {"vp9", "vp9"},
    {"av1", "libdav1d"},
    {"mpeg4", "mpeg4"},
    {"mpeg1video", "mpeg1video"},
    {"mpeg2video", "mpeg2video"},
    {"h263", "h263"},
    {"flv1", "flv"},
    {"theora", "theora"},
    {"aac", "aac"},
    {"mp2", "mp2float"},
    {"mp3", "mp3float"},
    {"opus", "opus"},
    {"vorbis", "vorbis"},
    {"flac", "flac"},
    {"ac3", "ac3"},
    {"amr_nb", "amrnb"},
    {"amr_wb", "amrwb"},
    {"pcm_s16le", "pcm_s16le"},
    {"pcm_s24le", "pcm_s24le"},
    {"pcm_s32le", "pcm_s32le"},
    {"pcm_f32le", "pcm_f32le"},
    {"pcm_u8", "pcm_u8"},
};

std::string_view Find(std::span<const Pair> pairs, std::string_view name) {
  const auto found =
      std::ranges::find_if(pairs, [name](const Pair& pair) { return pair.name == name; });
  return found == pairs.end() ? std::string_view() : found->part;
}

std::string Joined(std::span<const Pair> pairs) {
  std::string list;
  for (const Pair& pair : pairs) {
    if (!list.empty()) list += ',';
    list += pair.part;
  }
  return list;
}

}  // namespace

std::string_view DemuxerFor(std::string_view sniffed_media_type) {
  return Find(kDemuxers, sniffed_media_type);
}
std::string_view DecoderFor(std::string_view codec) { return Find(kDecoders, codec); }
std::string AllowedDemuxers() { return Joined(kDemuxers); }
std::string AllowedDecoders() { return Joined(kDecoders); }

}  // namespace arsip::extractors
