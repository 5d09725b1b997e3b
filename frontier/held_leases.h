// HeldLeases: the leases a worker works on: when each must be renewed, and when it ran out.
//
// A renewal counts from the moment it was sent, and only once the frontier was heard from again: a
// worker that is cut off gives a lease up before the frontier hands it to another. Not thread-safe.
#ifndef ARSIP_FRONTIER_HELD_LEASES_H_
#define ARSIP_FRONTIER_HELD_LEASES_H_

#include <map>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "frontier/lease.h"

namespace arsip::frontier {

class HeldLeases {
 public:
  // A lease that lasts zero never runs out.
  void Add(const Lease& lease, MonotonicTime now);
  // False when it was not held.
  bool Remove(const LeaseId& lease);
  std::vector<LeaseId> All() const;
  size_t size() const { return leases_.size(); }

  // Those whose renewal is due, a quarter of their time after the last; REQUIRES: they are sent
  // now.
  std::vector<LeaseId> TakeDue(MonotonicTime now);
  // All were renewed at that moment, as a HELLO does.
  void RenewAll(MonotonicTime sent);
  // The frontier was heard from: what was sent before it spoke has arrived.
  void Confirm();
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
  bool unconfirmed_ = false;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_HELD_LEASES_H_
