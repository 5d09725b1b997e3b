#include "frontier/held_leases.h"

namespace arsip::frontier {
namespace {

// The contract asks for a renewal before a third has passed, and a worker may look once a second
// only.
constexpr int kRenewalsPerLease = 4;

}  // namespace

void HeldLeases::Add(const Lease& lease, MonotonicTime now) {
  const Duration lasts = lease.lasts > Duration::zero() ? lease.lasts : Duration::max();
  const MonotonicTime ends_at =
      lasts == Duration::max() ? MonotonicTime::max() : MonotonicTime(now + lasts);
  const MonotonicTime renew_at =
      lasts == Duration::max() ? MonotonicTime::max() : now + lasts / kRenewalsPerLease;
  leases_.insert_or_assign(lease.id, Held{lasts, renew_at, ends_at, std::nullopt});
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

void HeldLeases::Confirm() {
  if (!unconfirmed_) return;
  for (auto& [lease, held] : leases_) {
    if (!held.renewal_sent) continue;
    held.ends_at = *held.renewal_sent + held.lasts;
    held.renewal_sent.reset();
  }
  unconfirmed_ = false;
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
