// The frontier's transport: protobuf messages (frontier/wire.proto) over ZeroMQ ROUTER/DEALER.
//
//   worker                          frontier
//   HELLO(name, version)      ->
//   CREDIT(n)                 ->                     n more leases are welcome
//                             <-   GRANT(leases)     after the leases are durable
//   ENDED(leases)             ->                     the response ended; politeness goes on
//   (advisory) DONE(lease, outcome, ..)  ->
//                             <-   ACK(lease, verdict)  after the durable write
//   RENEW(leases)             ->
//                             <-   LOST(leases)      those that are no longer the worker's
//                             <-   PROGRESS(...)     once a second
//
// ZeroMQ is the fast path, never the memory: whatever is lost in it expires as a lease or is sent
// again. Endpoints: inproc://NAME (one process), ipc://PATH (one machine; file mode 0600),
// tcp://HOST:PORT, only with CURVE: an allow-list of worker keys served by a ZAP handler that is
// bound first, and every message's User-Id checked here, because CURVE without a live ZAP handler
// admits anyone.
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
  int64_t max_message_bytes = 16 << 20;  // 1 MiB to 1 GiB. Default: 16 MiB.
  // A worker that was silent for this long is gone; its leases go back. Default: 60s.
  Duration worker_timeout = std::chrono::seconds(60);
};

// Since the server was made. What is dropped is counted here, never silent.
struct TransportCounters {
  uint64_t messages = 0;         // received, the dropped ones included
  uint64_t malformed = 0;        // no message, another version, a broken rule, or over-long
  uint64_t ignored = 0;          // of peers that sent 100 malformed ones
  uint64_t unauthenticated = 0;  // on tcp://, without the User-Id of an allowed key
  uint64_t refused_keys = 0;     // CURVE handshakes of keys that are not on the list
  uint64_t refused_workers = 0;  // HELLOs: the name is another key's, or a newer worker's
  uint64_t foreign_leases = 0;   // DONEs of a lease that another worker has
  uint64_t deferred = 0;         // DONEs the store could not take now; they are sent again
  uint64_t undeliverable = 0;    // answers to peers that are gone or do not read
  uint64_t workers_timed_out = 0;
  uint64_t links_cut = 0;      // by workers, to fit a message
  uint64_t links_dropped = 0;  // of DONEs, because they were no URLs
  uint64_t workers = 0;        // served now
};

// Runs a Frontier on one thread: receives what is there, applies it, commits once, then answers.
class FrontierServer {
 public:
  // The frontier is used by the server's thread only, from Create to destruction; no other server
  // serves it, before or after. Listens when it returns. One server with tcp:// endpoints per
  // context. Errors: kInvalidInput (endpoints, keys, limits), kPermission (the directory of an ipc
  // socket), kUnavailable (an address is taken).
  static Result<std::unique_ptr<FrontierServer>> Create(TransportContext& context,
                                                        Frontier& frontier, const Clock& clock,
                                                        const FrontierServerOptions& options);
  virtual ~FrontierServer() = default;
  // Serves until Stop() (thread-safe); the last batch is committed and acknowledged before it
  // returns. While a commit fails with kNoSpace or kUnavailable it retries every second, granting
  // and acknowledging nothing; any other failure ends Run with that error, and so does the end of
  // the ZAP handler. When it returns, the sockets are closed. Once only.
  virtual Status Run() = 0;
  virtual void Stop() = 0;
  // Wakes the loop from any thread, for the resolver's answers.
  virtual void Wake() = 0;
  // Runs `function` on the server's thread, between batches: seeds, recrawl, explain. Thread-safe.
  // Dropped without being run once Run() has returned.
  virtual void Post(std::function<void(Frontier&)> function) = 0;
  // Replaces the allow-list. A worker that is no longer on it is not heard any more; its leases go
  // back after worker_timeout. Thread-safe. kInvalidInput: a malformed key, or no tcp:// endpoint.
  virtual Status AllowWorkerKeys(const std::vector<std::string>& keys) = 0;
  // As bound: the port in place of `*` or 0. Thread-safe, as it never changes.
  virtual const std::vector<std::string>& endpoints() const = 0;
  virtual TransportCounters counters() const = 0;  // thread-safe
};

struct FrontierClientOptions {
  std::string endpoint;
  std::string worker;            // unique name; "host:pid:n"
  std::string curve_server_key;  // required for tcp://
  CurveKeyPair curve_keys;
  int64_t max_message_bytes = 16 << 20;  // as the server's. Default: 16 MiB.
  size_t max_unacknowledged =
      4096;  // Complete() beyond is refused with kUnavailable. Default: 4096.
  size_t max_unacknowledged_bytes = 256u << 20;      // likewise. Default: 256 MiB.
  Duration resend_after = std::chrono::seconds(10);  // a DONE without an ACK. Default: 10s.
};

struct FrontierClientEvents {
  std::function<void(std::vector<Lease>)> granted;
  std::function<void(const LeaseId&, CompletionVerdict)> acknowledged;
  std::function<void(std::vector<LeaseId>)> lost;
  std::function<void(const FrontierProgress&)> progress;
};

// One worker's end. Not thread-safe: one event loop owns it. Never blocks. Sends HELLO again after
// a frontier restart, and every unacknowledged DONE again. What is said between two calls of
// OnReadable() or Tick() leaves with the next of them, in one message. Events are called from these
// two only; they may call anything but these two and the destructor. The destructor says goodbye:
// leases it has go back. Errors of all calls: kPermission (the frontier refuses this worker; do not
// go on), kInternal.
class FrontierClient {
 public:
  static Result<std::unique_ptr<FrontierClient>> Connect(TransportContext& context,
                                                         const Clock& clock,
                                                         const FrontierClientOptions& options,
                                                         FrontierClientEvents events);
  virtual ~FrontierClient() = default;

  // Readable when something may have arrived (ZMQ_FD: edge-triggered). Call OnReadable() then, and
  // also after every burst of sends; it drains everything and calls the events.
  virtual int fd() const = 0;
  virtual Status OnReadable() = 0;
  // Call at least every second: renews leases, resends, says HELLO again.
  virtual Status Tick() = 0;

  virtual Status Credit(uint32_t more) = 0;
  virtual Status ResponseEnded(const ResponseEnd& end) = 0;
  // Acknowledged once, however often it is called before. Links that do not fit a message are cut
  // at the end of `discovered`, counted and logged.
  virtual Status Complete(const LeaseId& lease, const Outcome& outcome,
                          std::span<const DiscoveredUrl> discovered) = 0;
  virtual size_t unacknowledged() const = 0;
  virtual uint64_t links_cut() const = 0;  // since Connect
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_TRANSPORT_H_
