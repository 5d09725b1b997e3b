// RecordUnits: where the records of a file may begin, and their bytes. A unit is a gzip member, a
// Zstandard frame, or, in a plain file, all that follows a record's first byte. The three forms of
// a WARC file behind one interface, for WarcReader. Not thread-safe.
#ifndef ARSIP_ARCHIVE_RECORD_UNITS_H_
#define ARSIP_ARCHIVE_RECORD_UNITS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/file_window.h"
#include "archive/member_inflater.h"
#include "base/result.h"

namespace arsip::archive {

class RecordUnits {
 public:
  virtual ~RecordUnits() = default;

  // REQUIRES: offset is below file().size().
  virtual void Begin(uint64_t offset) = 0;
  virtual Result<MemberInflater::Step> Read() = 0;
  // Valid until the next Read or Begin.
  virtual std::string_view bytes() const = 0;
  // Past the unit, after it ended.
  virtual uint64_t end() const = 0;
  // The first offset at or after `from` where a unit may begin.
  virtual Result<std::optional<uint64_t>> FindCandidate(uint64_t from) = 0;
  // Past what lies at `offset` between two units and is none: the newlines that some writers of
  // plain files add (a leniency), the dictionary and the extension frames of a .warc.zst.
  virtual Result<uint64_t> SkipBetween(uint64_t offset) = 0;
  // Whether `bytes` can begin a unit; and what it is called.
  virtual bool MayBegin(std::string_view bytes) const = 0;
  virtual std::string_view name() const = 0;
  // A unit that ends tells where the next one begins; in a plain file only the records themselves
  // do.
  virtual bool delimits_records() const = 0;
  virtual FileWindow& file() = 0;
};

// By the first bytes of the file; by its name when they are damaged.
Result<std::unique_ptr<RecordUnits>> OpenRecordUnits(std::unique_ptr<FileWindow> file);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_UNITS_H_
