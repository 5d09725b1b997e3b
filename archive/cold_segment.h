// ColdSegment: what is known of one segment that was sent to an object store: DIR/cold/NAME.json.
//
// Written before the first byte is sent and after each part, by rename: a second run goes on where
// the first was killed. Not thread-safe. REQUIRES of the writer: the archive's lock.
#ifndef ARSIP_ARCHIVE_COLD_SEGMENT_H_
#define ARSIP_ARCHIVE_COLD_SEGMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/indexed_record.h"
#include "archive/object_store.h"
#include "base/result.h"

namespace arsip::archive {

struct ColdSegment {
  std::string filename;
  SegmentKind kind = SegmentKind::kCaptures;
  uint64_t size = 0;
  std::string sha256;  // hex, of the whole file
  std::string endpoint;
  std::string region;
  std::string bucket;
  std::string key;
  uint64_t part_bytes = 0;
  std::string upload;  // id of the upload in parts; empty: none
  std::vector<UploadedPart> parts;
  std::string etag;     // what the bytes sent come to
  bool stored = false;  // the store has all of it, compared by ETag or content

  bool operator==(const ColdSegment&) const = default;
};

// kCorruption: the file there is none of ours.
Result<std::optional<ColdSegment>> ReadColdSegment(const std::string& archive_directory,
                                                   const std::string& filename);
// Durable when it returns.
Status WriteColdSegment(const std::string& archive_directory, const ColdSegment& segment);

// Those that were stored whole and are not on this disk, by name.
Result<std::vector<ColdSegment>> ListAbsentSegments(const std::string& archive_directory);

// "warc", "derived" or "imported"
std::string_view DirectoryOf(SegmentKind kind);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_COLD_SEGMENT_H_
