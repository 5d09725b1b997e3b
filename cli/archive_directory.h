// Whether a directory is what a reading verb needs, said before LevelDB would make an empty one.
#ifndef ARSIP_CLI_ARCHIVE_DIRECTORY_H_
#define ARSIP_CLI_ARCHIVE_DIRECTORY_H_

#include <string>

#include "base/result.h"

namespace arsip::cli {

// kNotFound: no archive.
Status CheckArchive(const std::string& archive_directory);
// kNotFound: no archive, or one without an index (the message names `arsip index rebuild`).
Status CheckIndexedArchive(const std::string& archive_directory);
// kNotFound: no crawl's frontier lies there.
Status CheckFrontierDirectory(const std::string& archive_directory);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_ARCHIVE_DIRECTORY_H_
