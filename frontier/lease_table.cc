#include "frontier/lease_table.h"

#include <algorithm>

namespace arsip::frontier {
namespace {

constexpr size_t kRememberedCompletions = 65'536;

}  // namespace

LeaseTable::LeaseTable(Duration duration, Duration hard_cap)
    : duration_(duration), hard_cap_(hard_cap), completed_(kRememberedCompletions) {}

OpenLease& LeaseTable::Open(OpenLease lease, FrontierTime now) {
  lease.number = ++last_number_;
  lease.granted = now;
  lease.deadline = now + std::min(duration_, hard_cap_);
  deadlines_.emplace(lease.deadline, lease.number);
  if (lease.purpose == LeasePurpose::kPage) ++open_pages_;
  return leases_.emplace(last_number_, std::move(lease)).first->second;
}

OpenLease* LeaseTable::Find(uint64_t number) {
  const auto found = leases_.find(number);
  return found == leases_.end() ? nullptr : &found->second;
}

bool LeaseTable::Renew(uint64_t number, std::string_view worker, FrontierTime now) {
  OpenLease* const lease = Find(number);
  if (lease == nullptr || lease->worker != worker) return false;
  const FrontierTime last = lease->granted + hard_cap_;
  // Its worker is told in time; until then the lease stays its own.
  if (last - now < duration_ / 2) return false;
  lease->deadline = std::min(now + duration_, last);
  return true;
}

OpenLease LeaseTable::End(uint64_t number) {
  const auto found = leases_.find(number);
  OpenLease lease = std::move(found->second);
  leases_.erase(found);
  if (lease.purpose == LeasePurpose::kPage) --open_pages_;
  return lease;
}

void LeaseTable::MarkCompleted(uint64_t number) {
  completed_[number % kRememberedCompletions] = number;
}

bool LeaseTable::Completed(uint64_t number) const {
  return number != 0 && completed_[number % kRememberedCompletions] == number;
}

// Each renewal costs one more entry only when its old deadline comes up.
void LeaseTable::DropOutdated() {
  while (!deadlines_.empty()) {
    const auto [deadline, number] = deadlines_.top();
    const auto found = leases_.find(number);
    if (found != leases_.end() && found->second.deadline == deadline) return;
    deadlines_.pop();
    if (found != leases_.end()) deadlines_.emplace(found->second.deadline, number);
  }
}

std::optional<uint64_t> LeaseTable::Expired(FrontierTime now) {
  DropOutdated();
  if (deadlines_.empty() || deadlines_.top().first > now) return std::nullopt;
  return deadlines_.top().second;
}

std::optional<FrontierTime> LeaseTable::NextDeadline() {
  DropOutdated();
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.top().first;
}

std::vector<uint64_t> LeaseTable::OfWorker(std::string_view worker) const {
  std::vector<uint64_t> numbers;
  for (const auto& [number, lease] : leases_) {
    if (lease.worker == worker) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

const OpenLease* LeaseTable::FindUrl(const UrlKey& key) const {
  for (const auto& [number, lease] : leases_) {
    if (lease.purpose == LeasePurpose::kPage && lease.page.url.key == key) return &lease;
  }
  return nullptr;
}

}  // namespace arsip::frontier
