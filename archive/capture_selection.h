// CaptureSelection: which records a list of captures needs to be replayed and understood: their
// own, those concurrent with them, and, of a revisit, those of its original. In the order of the
// files, each once, and none that access rules hide. Waits on disk (SortedLines). Not thread-safe.
#ifndef ARSIP_ARCHIVE_CAPTURE_SELECTION_H_
#define ARSIP_ARCHIVE_CAPTURE_SELECTION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/access_rules.h"
#include "archive/capture.h"
#include "archive/capture_index.h"
#include "archive/concurrent_records.h"
#include "archive/sorted_lines.h"
#include "base/clock.h"
#include "base/result.h"

namespace arsip::archive {

class CaptureSelection {
 public:
  // Groups of `lines` that are this class's own.
  static constexpr char kRecords = 'R', kHidden = 'H';

  // `rules` outlives it and is judged as of `now`.
  CaptureSelection(CaptureIndex& index, std::string archive_directory, SortedLines& lines,
                   const AccessRules& rules, UtcTime now)
      : index_(index),
        archive_directory_(std::move(archive_directory)),
        lines_(lines),
        rules_(rules),
        now_(now) {}

  // `chosen` hears of each capture that is new to the selection (an original too), with the block
  // of its metadata record. A capture that is hidden is counted and not added.
  using Chosen = std::function<Status(const Capture& capture, std::string_view metadata)>;
  Status Add(const Capture& capture, const Chosen& chosen);
  // The line of `arsip query`: its file and offset name the capture. kNotFound: not in the archive.
  Result<Capture> Find(std::string_view cdxj_line);

  struct Record {
    RecordLocation location;
    std::optional<Capture> capture;  // absent: a concurrent record
  };
  Status ForEach(const std::function<Status(const Record&)>& each);

  uint64_t bytes() const { return bytes_; }  // of all records
  uint64_t missing_originals() const { return missing_originals_; }
  const HiddenCaptures& hidden() const { return hidden_; }

 private:
  Status Hide(const AccessRule& rule, const std::string& capture_key);
  Result<std::vector<ConcurrentRecord>> ShownWith(const Capture& capture);
  Result<bool> AddRecord(const RecordLocation& location, std::string_view capture_key);
  Result<std::optional<Capture>> CaptureAt(const std::string& begin, const std::string& end,
                                           const RecordLocation& location);

  CaptureIndex& index_;
  const std::string archive_directory_;
  SortedLines& lines_;
  const AccessRules& rules_;
  const UtcTime now_;
  HiddenCaptures hidden_;
  uint64_t bytes_ = 0;
  uint64_t missing_originals_ = 0;
};

// The metadata block of a capture; empty when it has none.
Result<std::string> MetadataOf(CaptureIndex& index, const std::string& archive_directory,
                               const Capture& capture);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_CAPTURE_SELECTION_H_
