#include "frontier/peer_faults.h"

#include <algorithm>

namespace arsip::frontier {

bool PeerFaults::Ignores(const std::string& peer, MonotonicTime now) {
  if (faults_.empty()) return false;
  const auto found = faults_.find(peer);
  if (found == faults_.end()) return false;
  if (now - found->second.last >= kForgiven) {
    faults_.erase(found);
    return false;
  }
  return found->second.count >= kMaxFaults;
}

bool PeerFaults::Count(const std::string& peer, MonotonicTime now) {
  if (faults_.size() >= kMaxPeers && !faults_.contains(peer)) ForgetOldest();
  Faults& faults = faults_[peer];
  faults.last = now;
  return ++faults.count == kMaxFaults;
}

void PeerFaults::ForgetOldest() {
  const auto older = [](const auto& a, const auto& b) { return a.second.last < b.second.last; };
  faults_.erase(std::min_element(faults_.begin(), faults_.end(), older));
}

}  // namespace arsip::frontier
