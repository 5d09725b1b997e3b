// The files of a stored hash index: their bytes, and a reader that trusts none of them.
// docs/hash-index-format.md.
//
// A log is appended to; a sealed file is written once, ascends, and ends with an end block. Pure
// functions but for OpenHashFile; thread-safe.
#ifndef ARSIP_ARCHIVE_HASH_FILE_H_
#define ARSIP_ARCHIVE_HASH_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "archive/hamming.h"
#include "base/result.h"

namespace arsip::archive {

// Part of the persistent format; do not renumber.
enum class HashFileKind : uint32_t { kLog = 1, kSealed = 2 };
enum class HashOperation : uint32_t { kAdd = 1, kRemove = 2, kEnd = 3 };

inline constexpr size_t kHashFileHeaderBytes = 32;
inline constexpr size_t kHashBlockHeaderBytes = 32;
inline constexpr size_t kStoredEntryBytes = 40;
// Of one block: 2.6 MB.
inline constexpr size_t kMaxBlockEntries = 65'536;

struct HashFileIdentity {
  HashFileKind kind = HashFileKind::kLog;
  uint64_t generation = 0;
};

std::string EncodeHashFileHeader(const HashFileIdentity& identity);
// The block whose first entry is the `sequence`th of its file, from 0. REQUIRES: at most
// kMaxBlockEntries; none with kEnd.
std::string EncodeHashBlock(const HashFileIdentity& identity, uint64_t sequence,
                            HashOperation operation, std::span<const HashEntry> entries);

// Reads up to buffer.size() bytes at `offset`: fewer only at the end of the file.
using ReadFileAt = std::function<Result<size_t>(uint64_t offset, std::span<char> buffer)>;

// The path of a regular file, and what reads it: kIo names it and the offset.
struct HashFile {
  std::string path;
  uint64_t size = 0;
  ReadFileAt read;
};
Result<HashFile> OpenHashFile(const std::string& path);

struct HashFileEnd {
  uint64_t entries = 0;
  // Where the last whole block ends. Less than the size of a log whose last append was cut short.
  uint64_t offset = 0;
};

// Gives the entries of each whole block, in order, to `take`, whose error ends the reading. What
// follows the last whole block of a log is torn when no whole block header lies in it. Errors:
// kCorruption, with file and offset: another file, kind, generation or version; a damaged block
// with others behind it; a sealed file that is not whole.
Result<HashFileEnd> ReadHashFile(
    const HashFile& file, const HashFileIdentity& identity,
    const std::function<Status(HashOperation, std::span<const HashEntry>)>& take);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_HASH_FILE_H_
