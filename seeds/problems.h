// Problems: everything that is wrong with one file, so that its author sees all of it at once.
#ifndef ARSIP_SEEDS_PROBLEMS_H_
#define ARSIP_SEEDS_PROBLEMS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace arsip::seeds {

class Problems {
 public:
  // The first this many are shown, the rest counted.
  static constexpr size_t kMaxShown = 100;

  explicit Problems(std::string file) : file_(std::move(file)) {}

  // `line` is 1-based. What comes from the file is made printable here.
  void Add(uint32_t line, const std::string& what);
  // As Add, for what was right until its date: the collection is refused, but not malformed.
  void AddExpired(uint32_t line, const std::string& what);

  size_t count() const { return count_; }
  // OK without problems; kPermission when all of them are expiries; else kInvalidInput. The message
  // has one "FILE:LINE: what" a line, in the order of the file.
  Status ToStatus() const;

 private:
  std::string file_;
  std::vector<std::pair<uint32_t, std::string>> shown_;
  size_t count_ = 0;
  size_t expired_ = 0;
};

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_PROBLEMS_H_
