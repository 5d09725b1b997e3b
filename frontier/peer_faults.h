// PeerFaults: counts the malformed messages of each peer, and says when to stop listening to it.
// Not thread-safe.
#ifndef ARSIP_FRONTIER_PEER_FAULTS_H_
#define ARSIP_FRONTIER_PEER_FAULTS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace arsip::frontier {

class PeerFaults {
 public:
  static constexpr size_t kMaxFaults = 100;  // from then on a peer is ignored
  static constexpr size_t kMaxPeers = 4096;  // the longest quiet one is forgotten
  static constexpr Duration kForgiven = std::chrono::minutes(10);  // after the last fault

  // `peer` names a connection, or the key behind it, so that a new connection is no new start.
  bool Ignores(const std::string& peer, MonotonicTime now);
  // Returns true when this fault is the one too many.
  bool Count(const std::string& peer, MonotonicTime now);

 private:
  struct Faults {
    size_t count = 0;
    MonotonicTime last;
  };
  void ForgetOldest();

  std::unordered_map<std::string, Faults> faults_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_PEER_FAULTS_H_
