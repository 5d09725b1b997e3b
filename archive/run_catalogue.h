// RunCatalogue: what a RunStore consists of, as its one durable row. docs/index-format.md.
#ifndef ARSIP_ARCHIVE_RUN_CATALOGUE_H_
#define ARSIP_ARCHIVE_RUN_CATALOGUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

struct RunCatalogue {
  struct Run {
    uint64_t number = 0;  // of its file
    uint64_t level = 0;   // 0: rows that came together; else what became of a level below
    uint64_t rows = 0;
    bool operator==(const Run&) const = default;
  };
  uint64_t recent = 0;    // number of the directory
  uint64_t next = 1;      // above every number that was given
  std::vector<Run> runs;  // the newest first; levels do not fall
  bool operator==(const RunCatalogue&) const = default;
};

std::string EncodeRunCatalogue(const RunCatalogue& catalogue);
std::optional<RunCatalogue> DecodeRunCatalogue(std::string_view bytes);

std::string RunPath(const std::string& directory, uint64_t number);
std::string RecentPath(const std::string& directory, uint64_t number);

// The catalogue of `store`; nullopt: it is empty. kCorruption: it holds something else.
Result<std::optional<RunCatalogue>> LoadRunCatalogue(KeyValueStore& store,
                                                     const std::string& directory);
// Durable when it returns.
Status KeepRunCatalogue(KeyValueStore& store, const RunCatalogue& catalogue);
// Removes runs and recent-N that it does not name.
void RemoveUnnamed(const std::string& directory, const RunCatalogue& catalogue);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RUN_CATALOGUE_H_
