// CompletionOutbox: the encoded DONEs of a worker, from Complete() until their acknowledgement.
//
// A DONE leaves in the order of Complete(), and again when its acknowledgement does not come: each
// time after twice the wait, so that a frontier that stands still is not buried. Bounded. Not
// thread-safe.
#ifndef ARSIP_FRONTIER_COMPLETION_OUTBOX_H_
#define ARSIP_FRONTIER_COMPLETION_OUTBOX_H_

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/lease.h"

namespace arsip::frontier {

class CompletionOutbox {
 public:
  CompletionOutbox(size_t max_completions, size_t max_bytes, Duration resend_after)
      : max_completions_(max_completions), max_bytes_(max_bytes), resend_after_(resend_after) {}

  // kUnavailable: full; try again when something is acknowledged. One completion always fits.
  Status CheckRoom(size_t bytes) const;
  // REQUIRES: CheckRoom() was OK, and the lease is not in here.
  void Add(const LeaseId& lease, std::string done);
  // False when the lease is not in here (any more).
  bool Acknowledge(const LeaseId& lease);
  bool Contains(const LeaseId& lease) const { return completions_.contains(lease); }
  size_t size() const { return completions_.size(); }
  std::vector<LeaseId> All() const;

  // The next DONE to send, nullptr when none is due. Valid until the next change.
  const std::string* Next();
  // It leaves now.
  void Sent(MonotonicTime now);
  // Makes those due again whose acknowledgement is late.
  void ResendLate(MonotonicTime now);
  // Makes all due again: whatever was sent is lost.
  void ResendAll();

 private:
  struct Entry {
    std::string done;
    Duration wait{};  // for the acknowledgement, before it is sent again
    MonotonicTime sent;
    bool due = true;
  };

  const size_t max_completions_;
  const size_t max_bytes_;
  const Duration resend_after_;
  std::map<LeaseId, Entry> completions_;
  std::deque<LeaseId> due_;  // may name what was acknowledged meanwhile
  size_t bytes_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_COMPLETION_OUTBOX_H_
