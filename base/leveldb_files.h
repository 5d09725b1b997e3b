// What LevelDB 1.23 does not notice about its own files when it opens them, even with
// paranoid_checks.
//
// - CURRENT is gone while tables are there: it would start an empty database and delete the tables.
// - No log is there: it would open without the latest writes.
// - A record's length in the last block of a log or manifest is damaged, or its header was zeroed:
// it
//   takes the rest of the block for the torn end that a crash leaves, and drops it without a word.
// Format: https://github.com/google/leveldb/blob/main/doc/log_format.md. Thread-safe; reads only.
#ifndef ARSIP_BASE_LEVELDB_FILES_H_
#define ARSIP_BASE_LEVELDB_FILES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip {

inline constexpr size_t kLevelDbLogBlockBytes = 32768;

// True when a whole record lies behind a place where LevelDB's reader would silently leave the
// block. A record that was cut short by a crash is not hidden: nothing follows it. REQUIRES:
// `block` begins at a multiple of kLevelDbLogBlockBytes and is at most that long.
bool LogBlockHidesRecords(std::string_view block);

// True when `directory` holds a database (its CURRENT).
bool LevelDbExists(const std::string& directory);

// Run before every open. OK when there is no database at all. kCorruption names the file and
// offset; kIo when a file cannot be read.
Status CheckLevelDbFiles(const std::string& directory);

}  // namespace arsip

#endif  // ARSIP_BASE_LEVELDB_FILES_H_
