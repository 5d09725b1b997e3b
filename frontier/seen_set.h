// SeenSet: every URL key that a partition knows, with its URL's arrival; exact, on disk, and with
// less than two bytes of memory a key.
//
// New keys are held in a SeenTable; Spill() makes it a SeenRun, and runs of like size are merged by
// a thread in the background, never more than half of all keys at once. It is derived from the
// store's URLs: a SeenManifest in the store says which runs there are and up to which arrival they
// reach, and whoever opens a SeenSet adds what came after. Damage is kCorruption: Clear() it and
// add everything again. Not thread-safe.
#ifndef ARSIP_FRONTIER_SEEN_SET_H_
#define ARSIP_FRONTIER_SEEN_SET_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "frontier/seen_manifest.h"
#include "frontier/seen_merge.h"
#include "frontier/seen_run.h"
#include "frontier/seen_table.h"

namespace arsip::frontier {

class SeenSet {
 public:
  // Makes a manifest durable. Files that it does not name may be deleted afterwards.
  using Keep = std::function<Status(const SeenManifest&)>;

  // What is in `directory` and the manifest does not name is deleted; it may be missing.
  // kCorruption or kNotFound: a run is not what the manifest says.
  static Result<std::unique_ptr<SeenSet>> Open(const std::string& directory,
                                               const SeenManifest& manifest, size_t table_entries);
  ~SeenSet();
  SeenSet(const SeenSet&) = delete;
  SeenSet& operator=(const SeenSet&) = delete;

  // Of each key the arrival of its URL; 0: not known. Much cheaper than one by one.
  Result<std::vector<uint64_t>> FindAll(std::span<const UrlKey> keys) const;
  // The arrival of the URL; nullopt: not known.
  Result<std::optional<uint64_t>> Find(const UrlKey& key) const;
  // REQUIRES: not known, and arrival >= next_arrival(), which is above 0.
  void Add(const SeenEntry& entry);
  // Above all arrivals that were added.
  uint64_t next_arrival() const { return next_arrival_; }

  // Cheap, unless there is something to do: a merge that ended, a table that is full. On an error
  // nothing is lost.
  Status Tend(const Keep& keep);
  // The table becomes a run, full or not.
  Status Spill(const Keep& keep);
  // Waits for the merge that goes on, if any, and for all that come after it.
  Status FinishMerges(const Keep& keep);

  const SeenManifest& manifest() const { return manifest_; }
  // Of memory that grows with the number of keys.
  uint64_t memory_bytes() const;

 private:
  SeenSet(std::string directory, size_t table_entries)
      : directory_(std::move(directory)), table_(table_entries), table_entries_(table_entries) {}
  Status FindGroup(std::span<const UrlKey> keys, std::span<uint64_t> arrivals) const;
  Status OpenRuns(const SeenManifest& manifest);
  void DeleteUnnamed() const;
  void StartMerge();
  Status EndMerge(const Keep& keep);

  const std::string directory_;
  SeenManifest manifest_;
  std::vector<std::unique_ptr<SeenRun>> runs_;  // as in manifest_
  SeenTable table_;
  const size_t table_entries_;
  uint64_t next_arrival_ = 1;
  uint64_t next_run_ = 1;

  std::future<Result<std::unique_ptr<SeenRun>>> merge_;  // valid while one goes on
  RunsToMerge merging_;                                  // while one goes on
  std::atomic<bool> stop_merge_{false};
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_SEEN_SET_H_
