// The frontier's transport: protobuf messages (frontier/wire.proto) over ZeroMQ ROUTER/DEALER.
//
//   worker                          frontier
//   HELLO(name, version)      ->
//   CREDIT(n)                 ->                     n more leases are welcome
//                             <-   GRANT(leases)     after the leases are durable
//   ENDED(leases)             ->                     the response ended; politeness goes on (advisory)
//   DONE(lease, outcome, ..)  ->
//                             <-   ACK(lease, verdict)  after the durable write
//   RENEW(leases)             ->
//                             <-   LOST(leases)      those that are no longer the worker's
//                             <-   PROGRESS(...)     once a second
//
// ZeroMQ is the fast path, never the memory: whatever is lost in it expires as a lease or is sent again.
// Endpoints: inproc://NAME (one process), ipc://PATH (one machine; file mode 0600), tcp://HOST:PORT, only
// with CURVE: an allow-list of worker keys served by a ZAP handler that is bound first, and every
// message's User-Id checked here, because CURVE without a live ZAP handler admits anyone.
#ifndef ARSIP_FRONTIER_TRANSPORT_H_
#define ARSIP_FRONTIER_TRANSPORT_H_

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/frontier.h"
#include "frontier/lease.h"

namespace arsip::frontier {

// Owns the ZeroMQ context that inproc endpoints share. Outlives servers and clients. Thread-safe.
class TransportContext {
 public:
  TransportContext();
  ~TransportContext();
  TransportContext(const TransportContext&) = delete;
  TransportContext& operator=(const TransportContext&) = delete;
  void* raw() const { return context_; }

 private:
  void* context_;
};

struct CurveKeyPair {
  std::string public_key;  // Z85, 40 characters
  std::string secret_key;
};
CurveKeyPair NewCurveKeyPair();

struct FrontierServerOptions {
  std::vector<std::string> endpoints;  // at least one
  // Required for tcp:// endpoints.
  std::string curve_secret_key;
  std::vector<std::string> allowed_worker_keys;
  int64_t max_message_bytes = 16 << 20;          // Default: 16 MiB.
  // A worker that was silent for this long is gone; its leases go back. Default: 60s.
  Duration worker_timeout = std::chrono::seconds(60);
};

// Runs a Frontier on one thread: receives what is there, applies it, commits once, then answers.
class FrontierServer {
 public:
  // The frontier is used by the server's thread only, from Create to destruction.
  static Result<std::unique_ptr<FrontierServer>> Create(TransportContext& context,
                                                        Frontier& frontier, const Clock& clock,
                                                        const FrontierServerOptions& options);
  virtual ~FrontierServer() = default;
  // Serves until Stop() (thread-safe); the last batch is committed and acknowledged before it returns.
  // While a commit fails with kNoSpace or kUnavailable it retries every second, granting and acknowledging
  // nothing; any other failure ends Run with that error.
  virtual Status Run() = 0;
  virtual void Stop() = 0;
  // Wakes the loop from any thread, for the resolver's answers.
  virtual void Wake() = 0;
  // Runs `function` on the server's thread, between batches: seeds, recrawl, explain. Thread-safe.
  virtual void Post(std::function<void(Frontier&)> function) = 0;
};

struct FrontierClientOptions {
  std::string endpoint;
  std::string worker;  // unique name; "host:pid:n"
  std::string curve_server_key;  // required for tcp://
  CurveKeyPair curve_keys;
  int64_t max_message_bytes = 16 << 20;
  size_t max_unacknowledged = 4096;  // Complete() beyond is refused with kUnavailable. Default: 4096.
  Duration resend_after = std::chrono::seconds(10);  // a DONE without an ACK. Default: 10s.
};

struct FrontierClientEvents {
  std::function<void(std::vector<Lease>)> granted;
  std::function<void(const LeaseId&, CompletionVerdict)> acknowledged;
  std::function<void(std::vector<LeaseId>)> lost;
  std::function<void(const FrontierProgress&)> progress;
};

// One worker's end. Not thread-safe: one event loop owns it. Never blocks. Sends HELLO again after a
// frontier restart, and every unacknowledged DONE again.
class FrontierClient {
 public:
  static Result<std::unique_ptr<FrontierClient>> Connect(TransportContext& context,
                                                         const Clock& clock,
                                                         const FrontierClientOptions& options,
                                                         FrontierClientEvents events);
  virtual ~FrontierClient() = default;

  // Readable when something may have arrived (ZMQ_FD: edge-triggered). Call OnReadable() then, and also
  // after every burst of sends; it drains everything and calls the events.
  virtual int fd() const = 0;
  virtual Status OnReadable() = 0;
  // Call at least every second: renews leases, resends, says HELLO again.
  virtual Status Tick() = 0;

  virtual Status Credit(uint32_t more) = 0;
  virtual Status ResponseEnded(const ResponseEnd& end) = 0;
  virtual Status Complete(const LeaseId& lease, const Outcome& outcome,
                          std::span<const DiscoveredUrl> discovered) = 0;
  virtual size_t unacknowledged() const = 0;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_TRANSPORT_H_
