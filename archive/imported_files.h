// ImportedFiles: DIR/imported, the WARC files that others wrote, and what is known of each: by
// which SHA-256 it came, under which name it lies. Not thread-safe. REQUIRES: the archive's lock.
//
//   DIR/imported/NAME.warc.gz             as it came
//   DIR/imported/STEM.per-record.warc.gz  its records, each in a member of its own
//   DIR/imported/*.sha256                 the digest of the file beside it, as sha256sum writes it
//   DIR/imported/NAME.original            as it came, when not all of it is in the per-record file
#ifndef ARSIP_ARCHIVE_IMPORTED_FILES_H_
#define ARSIP_ARCHIVE_IMPORTED_FILES_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/capture_index.h"
#include "archive/segment_directory.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

inline constexpr std::string_view kImportedDirectory = "/imported";

// "crawl.warc.gz" -> "crawl": without ".warc", ".gz" and ".open"; other bytes than letters, digits,
// ".", "_", "-" and "~" become "-". Never empty, never hidden, at most 150 bytes.
std::string ImportedStem(std::string_view name);

// What NAME.sha256 beside a file of DIR/imported says of it; nullopt when it is not there.
Result<std::optional<Sha256>> DigestBeside(const std::string& path);

class ImportedFiles {
 public:
  static Result<std::unique_ptr<ImportedFiles>> Open(const std::string& archive_directory,
                                                     CaptureIndex& index);

  // The file that this digest came as.
  std::optional<std::string> Find(const Sha256& source) const;
  // STEM + suffix, or with "~2", "~3", ... before the suffix: no other file of the archive has it,
  // nor the file id that follows from it.
  Result<std::string> FreeName(const std::string& stem, std::string_view suffix);
  // Puts the synced file at `from` in its place, with its digest beside it; durable when it
  // returns. `source`: the digest that it came by.
  Status Keep(const std::string& from, const std::string& filename, const Sha256& sha256,
              const Sha256& source);
  // The same without a digest: `filename` is no WARC file.
  Status KeepOriginal(const std::string& from, const std::string& filename);

  const std::string& path() const { return directory_->path(); }

 private:
  ImportedFiles(std::string archive_directory, std::unique_ptr<SegmentDirectory> directory,
                CaptureIndex& index)
      : archive_directory_(std::move(archive_directory)),
        directory_(std::move(directory)),
        index_(index) {}
  Status Learn(const IndexedFile& file);
  Status WriteDigest(const std::string& filename, const Sha256& sha256);
  Result<bool> IsFree(const std::string& filename);

  const std::string archive_directory_;
  const std::unique_ptr<SegmentDirectory> directory_;
  CaptureIndex& index_;
  std::map<Sha256, std::string> by_source_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMPORTED_FILES_H_
