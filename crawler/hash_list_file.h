// HashListFile: the lines of one hash list, as entries. Reads the file once, line by line, in
// bounded memory; what a line says is hostile text. docs/near-duplicates.md has the forms.
// Not thread-safe.
#ifndef ARSIP_CRAWLER_HASH_LIST_FILE_H_
#define ARSIP_CRAWLER_HASH_LIST_FILE_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/hamming.h"
#include "base/digest.h"
#include "base/result.h"
#include "crawler/hash_lists.h"

namespace arsip::crawler {

// Longer lines are bad ones, and passed over.
inline constexpr size_t kMaxHashListLineBytes = 64u << 10;

struct HashListEntry {
  uint64_t line = 0;  // from 1
  std::optional<archive::Hash256> pdq;
  std::optional<Sha256> sha256;
  std::string category;  // control characters are spaces
  std::string tags;
};

// Calls `each` for every good line, and counts all in `loaded`. kNotFound, kIo: the file cannot be
// read.
Status ReadHashListFile(const seeds::HashList& list, LoadedHashList& loaded,
                        const std::function<void(HashListEntry)>& each);
// The same of bytes from elsewhere.
Status ReadHashList(std::istream& file, const seeds::HashList& list, LoadedHashList& loaded,
                    const std::function<void(HashListEntry)>& each);

// The fields of one CSV line (RFC 4180); nullopt: an open quote.
std::optional<std::vector<std::string>> SplitCsvLine(std::string_view line);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_HASH_LIST_FILE_H_
