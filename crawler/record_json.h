// A Record and where it came from as one JSON object: docs/records.md, docs/records.schema.json.
// Pure; thread-safe.
#ifndef ARSIP_CRAWLER_RECORD_JSON_H_
#define ARSIP_CRAWLER_RECORD_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/warc_record.h"
#include "base/clock.h"
#include "base/digest.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

// The capture that a record was derived from. Of a local file the URL may be empty.
struct RecordOrigin {
  std::string url;
  std::string file;  // of a local file, its path as given
  std::optional<UtcTime> time;
  std::string record_id;                            // with brackets; empty: not in an archive
  std::optional<archive::RecordLocation> location;  // file, offset, length
  std::optional<Sha256> payload_sha256;
};

enum class JsonCharacters {
  kUtf8,   // for files
  kAscii,  // everything else escaped: for terminals, whatever a server sent
};

struct RecordJsonOptions {
  JsonCharacters characters = JsonCharacters::kUtf8;
  bool visible_text = false;  // the first record also gets all visible text. Default: false.
};

// The objects of all records, one a line, each with its line end. Of an extraction without records
// that has text or a title: one of kind "page". Strings that are no UTF-8 have U+FFFD instead.
std::string RecordLines(const extractors::Extraction& extraction, const RecordOrigin& origin,
                        const RecordJsonOptions& options);

// A frame as vPDQ's files have it: "number,quality,hash,seconds".
std::string VideoFrameText(const extractors::VideoFrame& frame);

// "page", "page-of-document".
std::string RecordKindName(extractors::Record::Kind kind);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_RECORD_JSON_H_
