#include "frontier/held_leases.h"

namespace arsip::frontier {
namespace {

// The contract asks for a renewal before a third has passed, and a worker may look once a second
// only.
constexpr int kRenewalsPerLease = 4;
constexpr size_t kRemembered = 16'384;

// The worker looks once a second, and a connection takes its time to end.
MonotonicTime EndOf(MonotonicTime from, Duration lasts) { return from + (lasts - lasts / 8); }

}  // namespace

bool HeldLeases::Add(const Lease& lease, MonotonicTime heard, MonotonicTime now) {
  if (!known_.insert(lease.id).second) return false;
  lately_.push_back(lease.id);
  if (lately_.size() > kRemembered) {
    known_.erase(lately_.front());
    lately_.pop_front();
  }
  const Duration lasts = lease.lasts > Duration::zero() ? lease.lasts : Duration::max();
  const MonotonicTime ends_at =
      lasts == Duration::max() ? MonotonicTime::max() : EndOf(heard, lasts);
  const MonotonicTime renew_at =
      lasts == Duration::max() ? MonotonicTime::max() : now + lasts / kRenewalsPerLease;
  leases_.insert_or_assign(lease.id, Held{lasts, renew_at, ends_at, std::nullopt});
  return true;
}

bool HeldLeases::Remove(const LeaseId& lease) { return leases_.erase(lease) > 0; }

std::vector<LeaseId> HeldLeases::All() const {
  std::vector<LeaseId> all;
  all.reserve(leases_.size());
  for (const auto& [lease, held] : leases_) all.push_back(lease);
  return all;
}

std::vector<LeaseId> HeldLeases::TakeDue(MonotonicTime now) {
  std::vector<LeaseId> due;
  for (auto& [lease, held] : leases_) {
    if (now < held.renew_at) continue;
    held.renewal_sent = now;
    held.renew_at = now + held.lasts / kRenewalsPerLease;
    due.push_back(lease);
    unconfirmed_ = true;
  }
  return due;
}

void HeldLeases::RenewAll(MonotonicTime sent) {
  for (auto& [lease, held] : leases_) {
    if (held.lasts == Duration::max()) continue;
    held.renewal_sent = sent;
    held.renew_at = sent + held.lasts / kRenewalsPerLease;
    unconfirmed_ = true;
  }
}

void HeldLeases::Confirm(MonotonicTime heard) {
  if (!unconfirmed_) return;
  unconfirmed_ = false;
  for (auto& [lease, held] : leases_) {
    if (!held.renewal_sent) continue;
    if (*held.renewal_sent > heard) {
      unconfirmed_ = true;
      continue;
    }
    held.ends_at = EndOf(*held.renewal_sent, held.lasts);
    held.renewal_sent.reset();
  }
}

std::vector<LeaseId> HeldLeases::TakeRunOut(MonotonicTime now) {
  std::vector<LeaseId> run_out;
  for (auto at = leases_.begin(); at != leases_.end();) {
    if (now < at->second.ends_at) {
      ++at;
      continue;
    }
    run_out.push_back(at->first);
    at = leases_.erase(at);
  }
  return run_out;
}

}  // namespace arsip::frontier
