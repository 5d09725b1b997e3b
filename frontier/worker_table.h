// WorkerTable: the workers a frontier serves, the connection of each, and which lease is whose.
//
// A worker is its name; a connection is what ZeroMQ named it, and ends without a word. So a worker
// keeps its leases from one connection to the next, and a connection speaks for one worker only.
// Not thread-safe. References to sessions are valid until Remove().
#ifndef ARSIP_FRONTIER_WORKER_TABLE_H_
#define ARSIP_FRONTIER_WORKER_TABLE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "frontier/lease.h"
#include "frontier/wire.pb.h"

namespace arsip::frontier {

// A connection to one of the server's sockets.
struct Peer {
  size_t listener = 0;
  std::string routing_id;  // ZeroMQ's; a new connection has a new one
  std::string user_key;    // the CURVE key that was let in; empty on inproc and ipc

  // Unique among connections.
  std::string id() const { return static_cast<char>('0' + listener) + routing_id; }
};

struct WorkerSession {
  std::string name;
  Peer peer;
  uint64_t incarnation = 0;
  uint64_t hello_sequence = 0;
  // Leases asked for and sent, both since the incarnation began: the difference is the credit.
  uint64_t asked = 0;
  uint64_t granted = 0;
  size_t leases = 0;  // it holds now
  // Leases it named and does not have: until when it is told so, in every message.
  std::map<LeaseId, MonotonicTime> lost;
  bool reachable = true;  // false: the last answer could not be sent, and nothing was heard since
  MonotonicTime last_heard;
  std::optional<MonotonicTime> heard;  // the latest of the worker's own times that it sent
  wire::ToWorker answer;               // what leaves after the next commit
  bool answer_waits = false;

  // Leases it may be sent now.
  uint64_t credit() const;
};

class WorkerTable {
 public:
  static constexpr size_t kMaxWorkers = 4096;
  static constexpr size_t kMaxLeasesPerWorker = 8192;

  // nullptr: unknown.
  WorkerSession* FindByPeer(const Peer& peer);
  WorkerSession* FindByName(const std::string& name);
  // REQUIRES: no session of that name. nullptr when there are kMaxWorkers.
  WorkerSession* Add(const std::string& name);
  // From now on `peer` speaks for the session, and its former connection does not.
  void Connect(WorkerSession& session, const Peer& peer);
  // Forgets the session and its leases.
  void Remove(WorkerSession& session);
  // In the order they came.
  const std::vector<std::unique_ptr<WorkerSession>>& sessions() const { return sessions_; }

  // nullptr: no worker has it.
  WorkerSession* Owner(const LeaseId& lease);
  void Assign(const LeaseId& lease, WorkerSession& session);
  void Release(const LeaseId& lease);
  void ReleaseAll(WorkerSession& session);
  std::vector<LeaseId> LeasesOf(const WorkerSession& session) const;

 private:
  std::vector<std::unique_ptr<WorkerSession>> sessions_;
  std::unordered_map<std::string, WorkerSession*> by_name_;
  std::unordered_map<std::string, WorkerSession*> by_peer_;
  std::map<LeaseId, WorkerSession*> owners_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_WORKER_TABLE_H_
