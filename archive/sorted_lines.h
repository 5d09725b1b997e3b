// SortedLines: lines given in any order, read back sorted by their bytes (LC_ALL=C), each once.
// They wait on disk, in a directory that is made and is the caller's to remove. Lines of two groups
// are apart. Memory: some 20 MiB. Not thread-safe. Errors are the disk's.
#ifndef ARSIP_ARCHIVE_SORTED_LINES_H_
#define ARSIP_ARCHIVE_SORTED_LINES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class SortedLines {
 public:
  static Result<std::unique_ptr<SortedLines>> Open(const std::string& directory);

  // `line` is any bytes, `value` goes with it. The same line again: its last value stays.
  Status Add(char group, std::string_view line, std::string_view value = {});
  // The value of a line; nullopt when it has not been added.
  Result<std::optional<std::string>> Find(char group, std::string_view line);
  // Errors are also those of `each`.
  Status ForEach(char group,
                 const std::function<Status(std::string_view line, std::string_view value)>& each);

 private:
  explicit SortedLines(std::unique_ptr<KeyValueStore> store) : store_(std::move(store)) {}
  Status Flush();

  std::unique_ptr<KeyValueStore> store_;
  WriteBatch batch_;
  std::map<std::string, std::string, std::less<>> pending_;  // what batch_ puts
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_SORTED_LINES_H_
