// Verify: whether an archive still is what was written. Every WARC file, every record, every index
// row. Nothing is repaired; nothing but the index's own log and the lock file is written, and
// DIR/index.verifying, which is removed at the end.
//
// Of a record: framing (WARC 1.1 section 4), the fields its type must have and one record per gzip
// member (Annex D), block digest (5.8), payload digest over the entity body (5.9), that
// WARC-Concurrent-To and WARC-Refers-To lead to records, and that the index holds exactly the rows
// that its bytes call for. Of a file: the digest taken when it was sealed. Of the index: that every
// row leads to a record.
//
// What a killed crawl left beyond the index's mark (IndexedFile) is read too, but what is wrong
// there is a warning: nobody was told that it is kept, and the next crawl cuts it or adds it.
//
// Files in DIR/imported are as others wrote them: while such a file is what it was when it was
// imported, by the digest kept beside it, nothing in it is a problem of this archive, and what it
// departs from is counted apart (VerifyReport::foreign).
//
// Cost: each file is read twice, sealed files for their digest. DIR/index.verifying holds the index
// that the bytes call for and all references: disk space as of the index and half as much. Memory
// is bounded but for the file names: some 30 MiB.
#ifndef ARSIP_ARCHIVE_VERIFY_H_
#define ARSIP_ARCHIVE_VERIFY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/deviation.h"
#include "base/result.h"

namespace arsip::archive {

struct VerifyOptions {
  size_t max_problems = 1000;  // kept; all are counted. Default: 1000.
};

struct VerifyProblem {
  // Errors mean that something written is gone or changed; warnings that a strict reader would
  // object.
  enum class Severity : uint8_t { kWarning, kError } severity = Severity::kError;
  std::string where;  // "file@offset", "file", or "index"
  std::string what;

  // "x.warc.gz@1234: block digest is sha256:..., the record says sha256:..."
  std::string ToString() const;
};

struct VerifyReport {
  uint64_t files = 0;
  uint64_t cold_files = 0;    // in cold storage only: neither they nor their rows were verified
  uint64_t sealed_files = 0;  // of them with a digest of the whole file that was compared
  uint64_t bytes = 0;
  uint64_t records = 0;
  uint64_t captures = 0;
  uint64_t revisits = 0;
  uint64_t block_digests = 0;    // compared
  uint64_t payload_digests = 0;  // compared
  uint64_t without_digest = 0;   // records with no block digest, or one of an unknown algorithm
  uint64_t index_rows = 0;       // compared
  uint64_t errors = 0;
  uint64_t warnings = 0;
  std::vector<VerifyProblem> problems;
  DeviationCounts foreign;  // of imported files that are as they came

  bool ok() const { return errors == 0; }
};

// Bytes of WARC files done and to do. Returns false to stop: kUnavailable.
using VerifyProgress = std::function<bool(uint64_t done, uint64_t total)>;

// What is wrong with the archive is in the report. An index that is missing or does not open is a
// problem, not an error; records are verified without it. Errors: kUnavailable (another process
// writes or reads here), kNotFound (no archive), kNoSpace (for DIR/index.verifying), kIo,
// kPermission.
Result<VerifyReport> Verify(const std::string& archive_directory, const VerifyOptions& options,
                            const VerifyProgress& progress);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_VERIFY_H_
