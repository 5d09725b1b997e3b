// HeldLeases: the leases a worker works on: when each must be renewed, and when it ran out.
//
// All times are the worker's own. A lease counts from the latest moment of which the frontier had
// heard when it granted it; a renewal from the moment it was sent, and only once the frontier said
// that it had heard of it; and an eighth of the time is left to notice and to end the connection.
// So a worker that is cut off, or stood still with a grant in its socket, gives a lease up before
// the frontier hands it to another. Not thread-safe.
#ifndef ARSIP_FRONTIER_HELD_LEASES_H_
#define ARSIP_FRONTIER_HELD_LEASES_H_

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "frontier/lease.h"

namespace arsip::frontier {

class HeldLeases {
 public:
  // A lease that lasts zero never runs out. False when it was added before, also when it is held no
  // more (of the last 16,384 at least): the message came twice.
  bool Add(const Lease& lease, MonotonicTime heard, MonotonicTime now);
  // False when it was not held.
  bool Remove(const LeaseId& lease);
  std::vector<LeaseId> All() const;
  size_t size() const { return leases_.size(); }

  // Those whose renewal is due, a quarter of their time after the last; REQUIRES: they are sent
  // now.
  std::vector<LeaseId> TakeDue(MonotonicTime now);
  // All were renewed at that moment, as a HELLO does.
  void RenewAll(MonotonicTime sent);
  // What was sent up to `heard` has arrived.
  void Confirm(MonotonicTime heard);
  // Removes and returns those that ran out.
  std::vector<LeaseId> TakeRunOut(MonotonicTime now);

 private:
  struct Held {
    Duration lasts;
    MonotonicTime renew_at;
    MonotonicTime ends_at;
    std::optional<MonotonicTime> renewal_sent;  // not confirmed yet
  };
  std::map<LeaseId, Held> leases_;
  std::set<LeaseId> known_;     // that were added lately
  std::deque<LeaseId> lately_;  // the same, by time
  bool unconfirmed_ = false;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HELD_LEASES_H_
