// What the header of a media file says of it: container, streams, tags. Pure.
#ifndef ARSIP_EXTRACTORS_MEDIA_FACTS_H_
#define ARSIP_EXTRACTORS_MEDIA_FACTS_H_

#include <cstdint>

#include "extractors/extraction.pb.h"

struct AVFormatContext;
struct AVRational;
struct AVStream;

namespace arsip::extractors {

// The first stream of each kind that is read; -1: none. Pictures that are attached are no video.
struct ChosenStreams {
  int video = -1;
  int audio = -1;
};
ChosenStreams ChooseStreams(const AVFormatContext& format);

// Kind, container, duration, streams, tags as facts, title and artist, the time that is claimed.
void DescribeMedia(const AVFormatContext& format, const ChosenStreams& chosen, Record& record);

// Of a time that a container counts in `base` units; 0 for what is negative or absurd (more than a
// year).
uint64_t MillisecondsOf(int64_t time, const AVRational& base);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_MEDIA_FACTS_H_
