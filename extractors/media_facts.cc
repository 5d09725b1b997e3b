#include "extractors/media_facts.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "extractors/media_formats.h"
#include "extractors/media_input.h"
#include "extractors/media_limits.h"
#include "extractors/record_fields.h"

extern "C" {
#include <libavutil/dict.h>
#include <libavutil/mathematics.h>
}

namespace arsip::extractors {
namespace {

constexpr uint64_t kAYearMs = uint64_t{366} * 24 * 3'600 * 1'000;
constexpr int kMaxTags = 100;
constexpr int kLargestRate = 1'000'000;

bool IsAttached(const AVStream& stream) {
  return (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
}

const char* KindOf(const AVStream& stream) {
  switch (stream.codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
      return IsAttached(stream) ? "other" : "video";
    case AVMEDIA_TYPE_AUDIO:
      return "audio";
    case AVMEDIA_TYPE_SUBTITLE:
      return "subtitle";
    default:
      return "other";
  }
}

bool HasDecoder(const AVStream& stream) {
  return !DecoderFor(::avcodec_get_name(stream.codecpar->codec_id)).empty();
}

uint32_t NotNegative(int value) { return static_cast<uint32_t>(std::max(value, 0)); }

std::string_view TagOf(const AVDictionary* tags, const char* name) {
  const AVDictionaryEntry* entry = ::av_dict_get(tags, name, nullptr, 0);
  return entry == nullptr ? std::string_view() : std::string_view(entry->value);
}

void Describe(const AVStream& stream, bool chosen, MediaStream& out) {
  const AVCodecParameters& codec = *stream.codecpar;
  out.set_kind(KindOf(stream));
  if (codec.codec_id != AV_CODEC_ID_NONE) out.set_codec(::avcodec_get_name(codec.codec_id));
  out.set_duration_ms(MillisecondsOf(stream.duration, stream.time_base));
  if (codec.codec_type == AVMEDIA_TYPE_VIDEO) {
    out.set_width(NotNegative(codec.width));
    out.set_height(NotNegative(codec.height));
    const AVRational rate = stream.avg_frame_rate;
    if (rate.num > 0 && rate.den > 0 && rate.num / rate.den <= kLargestRate) {
      out.set_frame_rate_numerator(NotNegative(rate.num));
      out.set_frame_rate_denominator(NotNegative(rate.den));
    }
  } else if (codec.codec_type == AVMEDIA_TYPE_AUDIO) {
    out.set_sample_rate(NotNegative(codec.sample_rate));
    out.set_channels(NotNegative(codec.ch_layout.nb_channels));
  }
  const std::string language = RecordWord(TagOf(stream.metadata, "language"));
  if (language != "und") out.set_language(language);
  if (chosen) return;
  const bool readable = out.kind() == "video" || out.kind() == "audio";
  out.set_state(!readable            ? "unsupported: kind"
                : HasDecoder(stream) ? "not the first"
                                     : "unsupported: codec");
}

void DescribeTags(const AVFormatContext& format, Record& record) {
  record.set_title(RecordLine(TagOf(format.metadata, "title")));
  if (!record.title().empty()) record.set_title_source("media:title");
  AddAuthor(record, TagOf(format.metadata, "artist"));
  record.set_description(RecordDescription(TagOf(format.metadata, "comment")));
  ClaimPublished(record, TagOf(format.metadata, "creation_time"), "media:creation_time");
  const AVDictionaryEntry* entry = nullptr;
  for (int i = 0; i < kMaxTags; ++i) {
    entry = ::av_dict_get(format.metadata, "", entry, AV_DICT_IGNORE_SUFFIX);
    if (entry == nullptr) break;
    AddFact(record, std::string("media:") + entry->key, entry->value);
  }
}

}  // namespace

uint64_t MillisecondsOf(int64_t time, const AVRational& base) {
  if (time <= 0 || base.num <= 0 || base.den <= 0) return 0;
  const int64_t ms = ::av_rescale_q(time, base, AVRational{1, 1'000});
  return ms > 0 && static_cast<uint64_t>(ms) <= kAYearMs ? static_cast<uint64_t>(ms) : 0;
}

ChosenStreams ChooseStreams(const AVFormatContext& format) {
  ChosenStreams chosen;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& stream = *format.streams[i];
    if (IsAttached(stream) || !HasDecoder(stream)) continue;
    const AVMediaType type = stream.codecpar->codec_type;
    if (type == AVMEDIA_TYPE_VIDEO && chosen.video < 0) chosen.video = static_cast<int>(i);
    if (type == AVMEDIA_TYPE_AUDIO && chosen.audio < 0) chosen.audio = static_cast<int>(i);
  }
  return chosen;
}

void DescribeMedia(const AVFormatContext& format, const ChosenStreams& chosen, Record& record) {
  MediaFacts& facts = *record.mutable_media_facts();
  std::string_view container = format.iformat->name;
  container = container.substr(0, container.find(','));
  facts.set_container(std::string(container));
  facts.set_duration_ms(MillisecondsOf(format.duration, AVRational{1, AV_TIME_BASE}));
  bool video = false;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& stream = *format.streams[i];
    video |= std::string_view(KindOf(stream)) == "video";
    if (facts.streams_size() == kMaxMediaStreams) {
      facts.set_streams_dropped(facts.streams_dropped() + 1);
      continue;
    }
    const auto index = static_cast<int>(i);
    Describe(stream, index == chosen.video || index == chosen.audio, *facts.add_streams());
  }
  record.set_kind(video ? Record::VIDEO : Record::AUDIO);
  if (chosen.video >= 0) {
    const AVCodecParameters& codec = *format.streams[chosen.video]->codecpar;
    record.set_width(NotNegative(codec.width));
    record.set_height(NotNegative(codec.height));
  }
  DescribeTags(format, record);
}

}  // namespace arsip::extractors
