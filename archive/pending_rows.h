// PendingRows: rows that are to be written together, over the store that they will be written to.
// Reads see them. Not thread-safe; the store outlives it.
#ifndef ARSIP_ARCHIVE_PENDING_ROWS_H_
#define ARSIP_ARCHIVE_PENDING_ROWS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

class PendingRows {
 public:
  explicit PendingRows(KeyValueStore& store) : store_(store) {}

  Result<std::optional<std::string>> Get(std::string_view key) {
    const auto pending = rows_.find(key);
    if (pending != rows_.end()) return pending->second;
    return store_.Get(key);
  }
  void Put(std::string key, std::string value) {
    bytes_ += key.size() + value.size();
    rows_.insert_or_assign(std::move(key), std::move(value));
  }
  void Delete(std::string key) {
    bytes_ += key.size();
    rows_.insert_or_assign(std::move(key), std::nullopt);
  }

  bool empty() const { return rows_.empty(); }
  size_t bytes() const { return bytes_; }  // approximately
  void AddTo(WriteBatch& batch) const {
    for (const auto& [key, value] : rows_) {
      if (value.has_value()) {
        batch.Put(key, *value);
      } else {
        batch.Delete(key);
      }
    }
  }
  void Clear() {
    rows_.clear();
    bytes_ = 0;
  }

 private:
  KeyValueStore& store_;
  std::map<std::string, std::optional<std::string>, std::less<>> rows_;
  size_t bytes_ = 0;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_PENDING_ROWS_H_
