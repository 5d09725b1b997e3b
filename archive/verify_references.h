// ReferenceCheck: whether the records that WARC-Concurrent-To (section 5.7) and WARC-Refers-To
// (section 5.11) name are in the archive, in whatever order they come. References wait on disk.
// Not thread-safe.
#ifndef ARSIP_ARCHIVE_VERIFY_REFERENCES_H_
#define ARSIP_ARCHIVE_VERIFY_REFERENCES_H_

#include <memory>
#include <string>

#include "archive/capture_index.h"
#include "archive/index_rows.h"
#include "archive/verify_problems.h"
#include "archive/warc_header_parser.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class ReferenceCheck {
 public:
  // `directory` is made, and is the caller's to remove.
  static Result<std::unique_ptr<ReferenceCheck>> Open(const std::string& directory);

  Status Add(const WarcHeader& header, const RecordPosition& position);
  // All records are in `index`, those in cold storage in `with_cold` (null: there are none): tells
  // of each reference that leads nowhere. Errors are the stores'.
  Status Finish(CaptureIndex& index, CaptureIndex* with_cold, VerifyProblems& problems);

 private:
  explicit ReferenceCheck(std::unique_ptr<KeyValueStore> store) : store_(std::move(store)) {}
  Status Flush();

  std::unique_ptr<KeyValueStore> store_;
  WriteBatch batch_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VERIFY_REFERENCES_H_
