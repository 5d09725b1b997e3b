// FrontierPort: the frontier as the pipeline sees it: one awaitable end of a FrontierClient.
// Lives on its EventLoop's thread.
#ifndef ARSIP_CRAWLER_FRONTIER_PORT_H_
#define ARSIP_CRAWLER_FRONTIER_PORT_H_

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/task.h"
#include "frontier/frontier.h"
#include "frontier/lease.h"
#include "frontier/transport.h"

namespace arsip::crawler {

struct FrontierPortEvents {
  std::function<void(frontier::Lease)> granted;
  std::function<void(const frontier::FrontierProgress&)> progress;
  // The transport itself failed; nothing more will come.
  std::function<void(Error)> failed;
};

class FrontierPort {
 public:
  // `loop`, `context` and `clock` outlive the port.
  static Result<std::unique_ptr<FrontierPort>> Connect(
      EventLoop& loop, frontier::TransportContext& context, const Clock& clock,
      const frontier::FrontierClientOptions& options, FrontierPortEvents events);
  ~FrontierPort();
  FrontierPort(const FrontierPort&) = delete;
  FrontierPort& operator=(const FrontierPort&) = delete;

  void Credit(uint32_t more);
  void ResponseEnded(const frontier::Lease& lease, Duration fetch_time);
  // Returns after the frontier has made it durable. kStale: the lease was no longer ours; the
  // capture is in the archive all the same. `outcome` and `discovered` must live until it returns.
  Task<Result<frontier::CompletionVerdict>> Complete(
      const frontier::Lease& lease, const frontier::Outcome& outcome,
      const std::vector<frontier::DiscoveredUrl>& discovered);

 private:
  FrontierPort(EventLoop& loop, FrontierPortEvents events);
  void Drain();
  void DrainSoon();
  void TickLater();
  void Acknowledged(const frontier::LeaseId& lease, frontier::CompletionVerdict verdict);
  void Fail(Error error);

  EventLoop& loop_;
  FrontierPortEvents events_;
  std::unique_ptr<frontier::FrontierClient> client_;
  std::map<frontier::LeaseId, Arrival<Result<frontier::CompletionVerdict>>*> waiting_;
  EventLoop::TimerId tick_ = 0;
  bool drain_posted_ = false;
  std::shared_ptr<bool> alive_ =
      std::make_shared<bool>(true);  // posted functions may outlive the port
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_FRONTIER_PORT_H_
