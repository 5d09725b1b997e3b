// Importer: takes WARC and WACZ files that other programs wrote (wget, Heritrix, Browsertrix,
// another Arsip) into an archive. docs/warc.md says what is read of them, and how they are kept.
//
// The file stays evidence. When every record of it begins a gzip member, its bytes are copied as
// they are; otherwise its records are written into members of their own, each with its own bytes
// (per_record_copy.h), and what of it is damaged is kept beside. Nothing that the archive holds is
// changed. Each file is imported whole or not at all: it is copied, read, synced, and put in its
// place by one rename, after which the index is caught up. A file whose SHA-256 the archive knows
// is not imported again.
//
//   ARSIP_ASSIGN(auto importer, Importer::Open("DIR", {}, clock));
//   ARSIP_TRY(importer->Import("crawl.warc.gz", {}, [](const ImportedFile& file) { ... }));
//
// One thread. Memory is bounded but for 8 bytes a payload that the archive has. Errors:
// kInvalidInput (it holds no WARC record), kUnavailable (stopped, or the archive is in use),
// kNoSpace (nothing of the file is left; try again with more), kNotFound, kPermission, kIo.
#ifndef ARSIP_ARCHIVE_IMPORT_H_
#define ARSIP_ARCHIVE_IMPORT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/gzip_member.h"
#include "archive/import_survey.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

struct ImportOptions {
  // Write a revisit in place of each response whose payload the archive has. A file that has some
  // is then written anew, record by record. Default: false.
  bool deduplicate = false;
  MemberCoding coding;  // of members that are written anew. Default: libdeflate, 6.
  // Free bytes that an import leaves. Default: 64 MiB.
  uint64_t min_free_bytes = 64u << 20;
};

struct ImportedFile {
  enum class Kept : uint8_t {
    kAsItCame,
    kPerRecord,
    kAlready,  // known by its SHA-256: nothing was done, and nothing below `sha256` is filled
  };
  std::string source;  // as given
  Kept kept = Kept::kAsItCame;
  std::string filename;  // in DIR/imported
  uint64_t bytes = 0;    // of the source
  Sha256 sha256{};       // of the source
  std::string original;  // in DIR/imported; empty unless kPerRecord left damaged bytes out
  // Of the first WARC file of a WACZ file: the files of that which were not imported.
  std::vector<std::string> left_out;
  uint64_t revisits_written = 0;
  ImportSurvey survey;
};

// Bytes of work done and to do. Returns false to stop.
using ImportProgress = std::function<bool(uint64_t done, uint64_t total)>;
using ImportedSink = std::function<void(const ImportedFile& file)>;

class Importer {
 public:
  // Makes the archive when there is none; otherwise repairs and catches up, as Archive::Open does.
  static Result<std::unique_ptr<Importer>> Open(const std::string& archive_directory,
                                                const ImportOptions& options, const Clock& clock);
  virtual ~Importer() = default;

  // `imported` is told of each WARC file, once it is durable and indexed.
  // The WARC files of a WACZ file are each imported on its own, and are as import_source.h says.
  virtual Status Import(const std::string& path, const ImportProgress& progress,
                        const ImportedSink& imported) = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORT_H_
