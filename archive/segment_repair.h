// SegmentRepair: what a crash left open becomes a sealed segment that holds whole records only.
//
// Every NAME.open is read from where the index knows it to be whole; what follows its last whole
// record is saved as NAME.torn-<offset> (durably, before anything is cut), the file is cut there
// and renamed to NAME. A file without one whole capture (nothing, or only its warcinfo) is no
// segment: its torn bytes are saved the same way and it is removed. Nothing is ever appended to a
// file found open, and no byte of a record is dropped. Interrupted anywhere, the next repair ends
// the work. REQUIRES: the caller holds the archive's lock.
#ifndef ARSIP_ARCHIVE_SEGMENT_REPAIR_H_
#define ARSIP_ARCHIVE_SEGMENT_REPAIR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/segment_directory.h"
#include "base/result.h"

namespace arsip::archive {

struct RepairedSegment {
  std::string filename;   // final
  uint64_t size = 0;      // after the cut; 0: it was removed
  std::string torn_file;  // beside it; empty when nothing was cut
  uint64_t torn_bytes = 0;
};

// The bytes of a segment (final name) that the index knows to be whole records.
using IndexedBytes = std::function<Result<uint64_t>(const std::string& filename)>;

// Errors: kCorruption (a file is shorter than what the index knows of it: acknowledged captures are
// missing), kNoSpace (no room for a torn tail; nothing was cut), kIo, kPermission.
Result<std::vector<RepairedSegment>> RepairSegments(SegmentDirectory& directory,
                                                    const IndexedBytes& indexed_bytes);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SEGMENT_REPAIR_H_
