#include "archive/index_export.h"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <memory>

#include "archive/capture.h"
#include "archive/cdxj_export.h"
#include "archive/query.h"
#include "archive/scratch_directory.h"
#include "archive/sorted_lines.h"

namespace arsip::archive {
namespace {

constexpr char kLines = 'I';

}  // namespace

Result<uint64_t> ExportIndex(const std::string& archive_directory, IndexForm form,
                             const std::string& output) {
  ARSIP_ASSIGN(const auto reader, CaptureReader::Open(archive_directory));
  ARSIP_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::Make(output + ".scratch"));
  ARSIP_ASSIGN(const auto lines, SortedLines::Open(scratch.path() + "/lines"));
  uint64_t captures = 0;
  Status status;
  ARSIP_TRY(reader->ForEachCapture([&](const Capture& capture) {
    ++captures;
    status = lines->Add(kLines, FormatCdxj(capture));
    return status.has_value();
  }));
  ARSIP_TRY(std::move(status));
  ARSIP_ASSIGN(const auto files, OpenSegmentDirectory(scratch.path() + "/files"));
  std::string made = files->path();
  if (form == IndexForm::kZipNum) {
    ARSIP_TRY(WriteZipNumIndex(*lines, kLines, *files));
    ARSIP_TRY(files->SyncDirectory());
  } else {
    ARSIP_TRY(WritePlainIndex(*lines, kLines, *files, "index.cdxj"));
    made += "/index.cdxj";
  }
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, output.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) {
      return Error{ErrorCode::kInvalidInput, "it exists already and is not replaced", output};
    }
    return ErrnoError(errno, "cannot rename to", output);
  }
  return captures;
}

}  // namespace arsip::archive
