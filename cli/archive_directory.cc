#include "cli/archive_directory.h"

#include <filesystem>
#include <system_error>

namespace arsip::cli {
namespace {

bool Has(const std::string& archive_directory, const char* part) {
  std::error_code error;
  return std::filesystem::is_directory(archive_directory + "/" + part, error);
}

}  // namespace

Status CheckArchive(const std::string& archive_directory) {
  if (Has(archive_directory, "warc")) return Ok();
  return Error{ErrorCode::kNotFound, "no archive here: it has no warc directory",
               archive_directory};
}

Status CheckIndexedArchive(const std::string& archive_directory) {
  ARSIP_TRY(CheckArchive(archive_directory));
  if (Has(archive_directory, "index")) return Ok();
  return Error{ErrorCode::kNotFound,
               "this archive has no index; `arsip index rebuild` makes it from the WARC files",
               archive_directory};
}

Status CheckFrontierDirectory(const std::string& archive_directory) {
  if (Has(archive_directory, "frontier")) return Ok();
  return Error{ErrorCode::kNotFound, "no crawl was here: it has no frontier directory",
               archive_directory};
}

}  // namespace arsip::cli
