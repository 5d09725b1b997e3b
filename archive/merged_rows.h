// MergedRows: the rows of several sources as one; of rows with the same key, that of the first
// source that has it. Rows written later cover earlier ones, and a deletion is such a row.
#ifndef ARSIP_ARCHIVE_MERGED_ROWS_H_
#define ARSIP_ARCHIVE_MERGED_ROWS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

// How a value is stored in a source: as it is, unless it begins with kRowMark; then that and
// kRowPut come before it. A deleted row has kRowMark and kRowDeleted as its value. Part of the
// persistent format.
inline constexpr char kRowMark = '\xff';
inline constexpr char kRowDeleted = '\0';
inline constexpr char kRowPut = '\1';

bool NeedsRowMark(std::string_view value);
std::string MarkedRow(std::string_view value);
std::string DeletedRow();
bool IsDeletedRow(std::string_view stored);
// What was put. REQUIRES: !IsDeletedRow(stored).
std::string_view RowOf(std::string_view stored);

enum class DeletedRows : uint8_t { kHide, kShow };

// `sources`: the newest first; each outlives what its iterator reads. kHide: values are what was
// put. kShow: values are as stored, deletions among them. Not thread-safe.
std::unique_ptr<KeyValueStore::Iterator> MergeRows(
    std::vector<std::unique_ptr<KeyValueStore::Iterator>> sources, DeletedRows deleted);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_MERGED_ROWS_H_
