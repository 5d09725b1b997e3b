// A copy of a resting KeyValueStore that another process may open while the original lives on.
//
// LevelDB never changes a table once it is written: tables are hard links, so a copy of many
// gigabytes costs no more than their names. The few files that LevelDB appends to (CURRENT,
// MANIFEST, logs) are copied. Writes to the copy never reach the original, nor the other way round.
// Thread-safe.
#ifndef ARSIP_BASE_KEY_VALUE_SNAPSHOT_H_
#define ARSIP_BASE_KEY_VALUE_SNAPSHOT_H_

#include <string>

#include "base/result.h"

namespace arsip {

// Makes the directory `to`, which must not exist. Tables are copied where they cannot be linked
// (another file system). Holds LevelDB's own lock of `from` meanwhile. Errors: kUnavailable
// (another process has the store open; try again when it has closed it), kNotFound (no store
// there), kNoSpace, kIo; `to` is then removed. REQUIRES: this process does not have `from` open
// (POSIX locks do not exclude their own process).
Status SnapshotKeyValueStore(const std::string& from, const std::string& to);

// Changes whenever a process opened the store to write, or put another in its place: its CURRENT
// file, told by inode, time and content. Empty when there is none.
std::string KeyValueStoreFingerprint(const std::string& directory);

}  // namespace arsip

#endif  // ARSIP_BASE_KEY_VALUE_SNAPSHOT_H_
