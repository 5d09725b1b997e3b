// The rows of a media index: what is said of a video or audio file in DIR/derived/
// (docs/records.md, `media_facts`), and where it was captured. docs/video-and-audio.md has the
// format. Pure; thread-safe; a row that is read is trusted in nothing.
#ifndef ARSIP_ARCHIVE_MEDIA_ROWS_H_
#define ARSIP_ARCHIVE_MEDIA_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/video_match.h"
#include "base/digest.h"

namespace arsip::archive {

// One capture of a file.
struct MediaOccurrence {
  std::string timestamp;  // 14 digits, UTC
  std::string url;
  friend bool operator==(const MediaOccurrence&, const MediaOccurrence&) = default;
};

struct MediaItem {
  Sha256 payload{};
  MediaOccurrence occurrence;
  std::string record_id;
  std::vector<FrameHash> frames;
  std::vector<uint32_t> words;
};

// From the first line of a conversion record's JSON lines. Nullopt: it is of no video or audio, its
// payload was not read whole, or it does not keep to docs/records.schema.json.
std::optional<MediaItem> ReadMediaItem(std::string_view json_lines);

// "number,quality,hash,seconds" of vPDQ's files. Nullopt: it is none.
std::optional<FrameHash> ParseFrame(std::string_view text);

// Keys: "media/" + digest; "occurrence/" + digest + record id.
std::string MediaKey(const Sha256& payload);
std::string MediaOccurrencePrefix(const Sha256& payload);

struct MediaRow {
  std::string revision;  // DerivedRecord::revision
  std::vector<FrameHash> frames;
  std::vector<uint32_t> words;
};
std::string EncodeMediaRow(const MediaRow& row);
std::optional<MediaRow> DecodeMediaRow(std::string_view value);
std::string EncodeOccurrence(const MediaOccurrence& occurrence);
std::optional<MediaOccurrence> DecodeOccurrence(std::string_view value);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MEDIA_ROWS_H_
