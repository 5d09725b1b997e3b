// FrontierStore: where a partition's URLs, queues, hosts and leases survive. Bulk operations only,
// each write fenced, so that an embedded store and a database of a fleet serve the same Frontier.
//
// One owner at a time: TakeOver() raises the epoch, and from then on every batch of an older epoch
// is refused with kPermission and changes nothing. Within an epoch the owner numbers its batches 1,
// 2, 3...; a batch whose number is not above the last applied one was applied before (its outcome
// got lost): it succeeds again, without an effect. So the answer to an unknown outcome is to send
// the same batch again.
//
// Errors of Apply: kPermission (fenced: stop), kNoSpace (nothing was kept; the same batch again
// when space returns), kUnavailable and kTimeout (unknown outcome: the same batch again),
// kCorruption, kIo (stop). Reads see all batches applied so far. Not thread-safe: one owner thread.
#ifndef ARSIP_FRONTIER_FRONTIER_STORE_H_
#define ARSIP_FRONTIER_FRONTIER_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/url_key.h"
#include "frontier/frontier_records.h"

namespace arsip::frontier {

// Errors of Apply after which the same batch is sent again.
inline bool IsTransient(const Error& error) {
  return error.code == ErrorCode::kNoSpace || error.code == ErrorCode::kUnavailable ||
         error.code == ErrorCode::kTimeout;
}

struct Fence {
  uint32_t partition = 0;
  uint64_t epoch = 0;
  uint64_t sequence = 0;
};

struct Ownership {
  uint64_t epoch = 0;     // of the new owner
  uint64_t sequence = 0;  // the last one used; the owner's first batch has sequence + 1
};

struct Applied {
  // The batch was applied by an earlier try: `inserted` is empty, look the keys up.
  bool replayed = false;
  std::vector<bool> inserted;  // for each of FrontierBatch::inserts: it was new
};

class FrontierStore {
 public:
  virtual ~FrontierStore() = default;

  // Durable when it returns. A partition that was never opened begins empty. kUnavailable: another
  // owner holds it; retry later.
  virtual Result<Ownership> TakeOver(uint32_t partition, std::string_view owner) = 0;

  // For each key, true: it is known, as the store can tell without asking anybody else. Spares
  // Apply() links that everybody names; what is false here may be known nevertheless.
  virtual std::vector<bool> KnownHere(uint32_t partition, std::span<const UrlKey> keys) = 0;

  // Atomic, and durable when it returns. REQUIRES: arrivals of inserts ascend, within a batch and
  // from batch to batch.
  virtual Result<Applied> Apply(const Fence& fence, const FrontierBatch& batch) = 0;

  virtual Result<FrontierCounters> LoadCounters(uint32_t partition) = 0;
  // At most `limit` hosts from number `first` on, ascending.
  virtual Result<std::vector<HostRecord>> LoadHosts(uint32_t partition, HostNumber first,
                                                    size_t limit) = 0;
  virtual Result<std::vector<GroupRecord>> LoadGroups(uint32_t partition) = 0;
  virtual Result<std::vector<PlatformRecord>> LoadPlatforms(uint32_t partition) = 0;
  virtual Result<std::vector<std::string>> LoadIgnoreRules(uint32_t partition) = 0;
  virtual Result<std::vector<LeaseRecord>> LoadLeases(uint32_t partition) = 0;
  // Entries of one lane of one host, from arrival after.arrival + 1 on, ascending, with their URLs.
  virtual Result<std::vector<QueuedUrl>> LoadQueue(uint32_t partition, const QueuePosition& after,
                                                   size_t limit) = 0;
  // The earliest entries of the due table after `after`, ascending, with their URLs.
  virtual Result<std::vector<DueUrl>> LoadDue(uint32_t partition, const DueEntry& after,
                                              size_t limit) = 0;
  virtual Result<std::optional<RobotsRecord>> LoadRobots(uint32_t partition, HostNumber host) = 0;
  // One answer for each key, nullopt for an unknown one.
  virtual Result<std::vector<std::optional<UrlRecord>>> FindUrls(uint32_t partition,
                                                                 std::span<const UrlKey> keys) = 0;
  // At most `limit` URLs with arrivals above `after` (0: from the first), ascending: a scan over
  // everything known, for recrawl and export.
  virtual Result<std::vector<UrlRecord>> ScanUrls(uint32_t partition, uint64_t after,
                                                  size_t limit) = 0;
};

// Loses everything with its object; for tests and the simulator.
std::unique_ptr<FrontierStore> NewMemoryStore();

// LevelDB in `directory`, created when missing. One process at a time (kUnavailable). Of the URLs'
// keys the newest `seen_table_entries` are in memory, 24 bytes each; of the others less than two
// bytes a key.
Result<std::unique_ptr<FrontierStore>> OpenLevelDbStore(const std::string& directory,
                                                        size_t seen_table_entries = 1u << 18);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_STORE_H_
