// ZipFileWriter: a ZIP file (APPNOTE.TXT 6.3.10) whose entries are stored, not compressed, so that
// each lies in it as it is. The one file that knows libarchive, which writes ZIP64 structures where
// sizes or offsets need them. Reading is zip_directory.h: libarchive does not say where an entry's
// bytes lie, and WARC records are read in place.
//
// Entries are streamed; memory does not grow with them, but for ~200 bytes each. Not thread-safe.
// Errors: kNoSpace, kIo, kPermission, kInvalidInput (more or fewer bytes than announced).
#ifndef ARSIP_ARCHIVE_ZIP_FILE_H_
#define ARSIP_ARCHIVE_ZIP_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

class ZipFileWriter {
 public:
  struct Entry {
    std::string name;
    uint64_t size = 0;
    Sha256 sha256{};
  };

  // A new file, mode 0640, or an old one made empty. `modified` becomes the time of each entry.
  static Result<std::unique_ptr<ZipFileWriter>> Create(const std::string& path, UtcTime modified);
  ~ZipFileWriter();
  ZipFileWriter(const ZipFileWriter&) = delete;
  ZipFileWriter& operator=(const ZipFileWriter&) = delete;

  // REQUIRES: `name` is ASCII and new; no entry is open.
  Status Begin(const std::string& name, uint64_t size);
  Status Write(std::string_view bytes);
  Result<Entry> End();

  // Writes the directory and makes the file durable (fsync). Nothing may follow.
  Status Close();
  uint64_t bytes() const;  // of the file so far

 private:
  struct Writing;
  explicit ZipFileWriter(std::unique_ptr<Writing> writing);
  Error Failure(const char* action) const;

  std::unique_ptr<Writing> writing_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ZIP_FILE_H_
