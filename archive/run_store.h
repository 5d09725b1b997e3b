// RunStore: a KeyValueStore for very many small rows that are written in large numbers.
//
// New rows go to a LevelDB of their own, DIR/recent-N, with its promises (base/key_value_store.h).
// When that has grown to `recent_bytes` its rows become a sorted run, DIR/runs/N.run
// (sorted_run.h), and the next recent-N begins empty. Runs of one level are merged in the
// background into one of the next. Which of them there are stands in DIR's own LevelDB, the
// catalogue, whose lock keeps other processes out. docs/index-format.md has every byte.
//
// As its interface says, and: a full disk while a run is made loses nothing and is met again with
// later rows. What is in DIR and not in the catalogue is removed by the next who opens it.
#ifndef ARSIP_ARCHIVE_RUN_STORE_H_
#define ARSIP_ARCHIVE_RUN_STORE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "archive/sorted_run_writer.h"
#include "base/key_value_store.h"
#include "base/result.h"

namespace arsip::archive {

struct RunStoreOptions {
  // Open only what exists. Default: false.
  bool must_exist = false;
  // Of rows that are not yet in a run: memory twice as large, at most. Default: 32 MiB.
  size_t recent_bytes = 32u << 20;
  // Decoded blocks kept in memory. Default: 32 MiB.
  size_t cache_bytes = 32u << 20;
  // Runs of a level that become one: of more, fewer merges and slower look-ups. Default: 8.
  size_t runs_of_a_level = 8;
  RandomTail random_tail;
};

// Also kCorruption: the directory holds a LevelDB that is no catalogue.
Result<std::unique_ptr<KeyValueStore>> OpenRunStore(const std::string& directory,
                                                    const RunStoreOptions& options);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RUN_STORE_H_
