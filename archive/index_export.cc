#include "archive/index_export.h"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "archive/capture.h"
#include "archive/cdxj_export.h"
#include "archive/query.h"
#include "archive/scratch_directory.h"
#include "archive/sorted_lines.h"

namespace arsip::archive {
namespace {

constexpr char kLines = 'I';

Result<IndexExportCounts> Collect(CaptureReader& reader, const AccessRules& rules, UtcTime now,
                                  SortedLines& lines) {
  IndexExportCounts counts;
  Status status;
  ARSIP_TRY(reader.ForEachCapture([&](const Capture& capture) {
    const AccessRule* rule = rules.Denial(capture, now);
    if (rule != nullptr) {
      counts.hidden.Add(rule->kind);
      return true;
    }
    ++counts.captures;
    status = lines.Add(kLines, FormatCdxj(capture));
    return status.has_value();
  }));
  ARSIP_TRY(std::move(status));
  return counts;
}

}  // namespace

Result<IndexExportCounts> ExportIndex(const IndexExportOptions& options, const Clock& clock) {
  const std::string& output = options.output;
  AccessRules rules;
  if (!options.include_hidden) {
    ARSIP_ASSIGN(rules, AccessRules::Load(options.archive_directory));
  }
  ARSIP_ASSIGN(const auto reader, CaptureReader::Open(options.archive_directory));
  ARSIP_ASSIGN(const ScratchDirectory scratch, ScratchDirectory::Make(output + ".scratch"));
  ARSIP_ASSIGN(const auto lines, SortedLines::Open(scratch.path() + "/lines"));
  ARSIP_ASSIGN(const IndexExportCounts counts, Collect(*reader, rules, clock.Utc(), *lines));
  ARSIP_ASSIGN(const auto files, OpenSegmentDirectory(scratch.path() + "/files"));
  std::string made = files->path();
  if (options.form == IndexForm::kZipNum) {
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
  return counts;
}

}  // namespace arsip::archive
