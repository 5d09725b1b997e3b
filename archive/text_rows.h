// The rows of the text index: docs/text-index-format.md. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_TEXT_ROWS_H_
#define ARSIP_ARCHIVE_TEXT_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/text_sketch.h"

namespace arsip::archive {

inline constexpr std::string_view kTextSchema = "1";
inline constexpr std::string_view kTextSchemaKey = "Mschema";
// Of the rows of the follower: not part of what is rebuilt.
inline constexpr std::string_view kTextPositions = "P";
// Of a digest that band rows hold.
inline constexpr size_t kItemBytes = 8;

// Where a text stands: a record of a capture.
struct TextOccurrence {
  Sha256 digest{};     // of the folded text
  UtcTime time{};      // of the capture
  std::string source;  // record id of the capture
  std::string url;     // of the capture
  uint32_t index = 0;  // of the record among those of the capture: docs/records.md
  std::string kind;    // "post"
  std::string uri;     // of the record, as the content claims it
};

// What a capture was last derived to.
struct TextSource {
  struct Text {
    Sha256 digest{};
    uint32_t index = 0;
  };
  std::string revision;  // derived_follower.h
  UtcTime time{};        // of the capture
  std::vector<Text> texts;
};

// "B" band, five bytes of its places' hash, eight of the digest.
std::string BandPrefix(const TextSketch& sketch, size_t band);
std::string BandKey(const TextSketch& sketch, size_t band);
// REQUIRES: a key that begins with a BandPrefix. Empty when it is damaged.
std::string_view ItemOfBandKey(std::string_view key);

// "T" digest -> the sketch.
std::string SketchKey(const Sha256& digest);
std::string SketchPrefix(std::string_view item);
std::string SketchRow(const TextSketch& sketch);
std::optional<TextSketch> ParseSketchRow(std::string_view key, std::string_view row);

// "O" digest time source index -> url, kind, uri: a text's occurrences by time.
std::string OccurrencePrefix(const Sha256& digest);
std::string OccurrenceKey(const TextOccurrence& occurrence);
std::string OccurrenceRow(const TextOccurrence& occurrence);
std::optional<TextOccurrence> ParseOccurrence(std::string_view key, std::string_view row);

// "S" record id -> what was derived from it.
std::string SourceKey(std::string_view record_id);
std::string SourceRow(const TextSource& source);
std::optional<TextSource> ParseSourceRow(std::string_view row);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_TEXT_ROWS_H_
