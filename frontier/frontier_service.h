// FrontierService: applies workers' messages to the Frontier and collects the answers.
//
// It knows nothing of sockets. One turn of its caller is: Receive() all that is there, Grant(),
// commit the frontier, and only when that returned OK Answer(): so no lease and no acknowledgement
// leaves before it is durable. Whatever a peer sends is data: faults are counted, not returned. An
// error returned from here is the frontier's own, and ends the service. A message may be lost,
// repeated or late: see docs/frontier-protocol.md for why that changes nothing. Not thread-safe.
#ifndef ARSIP_FRONTIER_FRONTIER_SERVICE_H_
#define ARSIP_FRONTIER_FRONTIER_SERVICE_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/frontier.h"
#include "frontier/peer_faults.h"
#include "frontier/transport.h"
#include "frontier/wire.h"
#include "frontier/wire_completion.h"
#include "frontier/worker_table.h"

namespace arsip::frontier {

class FrontierService {
 public:
  // Both outlive the service.
  FrontierService(Frontier& frontier, const Clock& clock, const FrontierServerOptions& options);

  Status Receive(const Peer& peer, std::string_view bytes);
  // Acquires leases for the workers that have credit, a few at a time and in turns, until all
  // credit is used, nothing may be fetched now, or the turn's share is reached.
  Status Grant();
  // Takes the leases back of workers that were silent for worker_timeout. Call it when everything
  // that had arrived was received.
  void ExpireSilentWorkers();
  // After a time when nothing was received on purpose: the silence was ours.
  void ForgiveSilence();
  void ReportProgress();

  bool answers_wait() const { return answers_wait_; }
  // Some worker has credit.
  bool wants_leases() const;
  // The last Grant() found nothing more that may be fetched now.
  bool dry() const { return dry_; }
  // DONEs applied since the service was made.
  uint64_t completions() const { return completions_; }

  // Sends what waits: `send` returns false when the peer is gone or does not read. Leases of a
  // GRANT that could not be sent go back to their place (in the next batch). REQUIRES: the frontier
  // is committed.
  using Send = std::function<bool(const Peer& peer, std::string_view bytes)>;
  Status Answer(const Send& send);

  TransportCounters& counters() { return counters_; }

 private:
  Status Hello(const Peer& peer, const WorkerMessage& message, WorkerSession** session);
  WorkerSession* SessionFor(const Peer& peer, const WorkerHello& hello);
  Status Admit(WorkerSession& session, const Peer& peer, const WorkerMessage& message);
  Status Apply(WorkerSession& session, const WorkerMessage& message);
  Status Complete(WorkerSession& session, std::string_view done);
  void Renew(WorkerSession& session, const std::vector<LeaseId>& leases);
  Status GrantTo(WorkerSession& session, size_t want, size_t* granted);
  Status GiveBack(const LeaseId& lease);
  Status Undelivered(WorkerSession& session);
  void End(WorkerSession& session, const char* why);

  void Fault(const Peer& peer, const Error& error);
  void Refuse(const Peer& peer, const std::string& why);
  wire::ToWorker& AnswerTo(WorkerSession& session);
  wire::ToWorker& AnswerToStranger(const Peer& peer);

  Frontier& frontier_;
  const Clock& clock_;
  const Duration worker_timeout_;
  const size_t max_message_bytes_;
  WorkerTable workers_;
  PeerFaults faults_;
  TransportCounters counters_;
  WorkerMessageDecoder message_decoder_;
  CompletionDecoder completion_decoder_;
  struct Stranger {
    Peer peer;
    wire::ToWorker answer;
  };
  std::map<std::string, Stranger> strangers_;  // by Peer::id(); answered once a turn
  std::string encoded_;
  size_t next_served_ = 0;  // index of the session that is granted to first
  bool answers_wait_ = false;
  bool dry_ = false;
  uint64_t completions_ = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_FRONTIER_SERVICE_H_
