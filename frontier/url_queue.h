// UrlQueue: the queue of one host. The store holds all of it; the first URLs of each lane are in
// memory.
//
// Lanes go in kServingOrder, within a lane the order of arrival; what is deferred stays in the
// store and is not counted here. A URL that was taken stays in the store until its owner dequeues
// it there, and may be put back at its place. Lanes grow only at their end, and what is read from
// the store lies behind everything that is or was in memory: so reading needs no regard for changes
// that are not durable yet. Not thread-safe.
#ifndef ARSIP_FRONTIER_URL_QUEUE_H_
#define ARSIP_FRONTIER_URL_QUEUE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "frontier/frontier_records.h"
#include "frontier/frontier_store.h"

namespace arsip::frontier {

// How much of all queues together is in memory. The hosts of one IP group, a hosting company's or a
// network's, get at most a twentieth of it: beyond, their URLs stay in the store until their turn.
struct QueueMemory {
  size_t per_queue = 64;           // URLs; when more room than that is left in `total`
  size_t total = size_t{1} << 17;  // URLs of all queues; beyond, kFewUrls are read of a
                                   // queue that is served
  size_t used = 0;
  std::vector<uint32_t> used_by;  // by number of the IP group; 0: no address is known
  static constexpr size_t kFewUrls = 4;
  static constexpr size_t kGroupShare = 20;  // one in so many

  size_t Room(size_t held, uint32_t group) const;
  void Add(uint32_t group, size_t urls);
  void Remove(uint32_t group, size_t urls);
};

class UrlQueue {
 public:
  // Everything is in the store: `stored` URLs by lane.
  void Restore(const std::array<uint32_t, kLanes>& stored);

  // Adds, at the end of its lane, what the store holds already.
  void Append(QueuedUrl url, QueueMemory& memory);
  // Likewise, when the end of that lane is not in memory; false: it is, and nothing was added.
  bool AppendBeyond(uint8_t lane);
  // From now on it counts in that IP group.
  void Join(uint32_t group, QueueMemory& memory);
  // URLs that may be taken.
  size_t available() const;
  // An operator wants one of them now.
  bool urgent() const;
  // The first URL, read from the store when memory has none; nullopt when available() is 0.
  Result<std::optional<QueuedUrl>> Take(FrontierStore& store, uint32_t partition, HostNumber host,
                                        QueueMemory& memory);
  // Takes it out for good, wherever in the queue it is. REQUIRES: it was not taken, and its owner
  // commits that the store no longer has it before the next Take().
  void Remove(const QueuePosition& position, QueueMemory& memory);
  // Back to its place. May go beyond the memory limits, by what was taken.
  void PutBack(QueuedUrl url, QueueMemory& memory);

 private:
  struct Lane {
    std::vector<QueuedUrl> urls;  // from `next` on, by arrival
    size_t next = 0;
    uint64_t loaded_to = 0;  // nothing up to this arrival is to be read from the store
    uint32_t beyond = 0;     // URLs in the store behind that
    size_t held() const { return urls.size() - next; }
    // Frees what lies before `next`, now and then.
    void Compact();
  };
  using Lanes = std::array<Lane, kLanes>;

  Status Load(size_t lane, FrontierStore& store, uint32_t partition, HostNumber host,
              QueueMemory& memory);
  Lane& lane(size_t number);
  size_t held() const;

  // Most of the known hosts have nothing queued, and need no lanes.
  std::unique_ptr<Lanes> lanes_;
  uint32_t group_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_URL_QUEUE_H_
