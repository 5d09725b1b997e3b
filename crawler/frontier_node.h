// FrontierNode: a frontier and its server on a thread of their own: the same in `arsip crawl`
// (inproc) and in `arsip frontier` (ipc, tcp).
#ifndef ARSIP_CRAWLER_FRONTIER_NODE_H_
#define ARSIP_CRAWLER_FRONTIER_NODE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/frontier.h"
#include "frontier/frontier_options.h"
#include "frontier/scope_judge.h"
#include "frontier/transport.h"

namespace arsip::crawler {

struct FrontierNodeOptions {
  std::string directory;  // of the LevelDB store, DIR/frontier
  frontier::FrontierOptions frontier;
  frontier::FrontierServerOptions server;
  bool through_proxy = false;  // no look-up leaves this machine
  frontier::ScopeJudge judge;  // of what is granted; empty: everything is inside
  // Special-use ranges that may be dialled: what was refused before they could is tried again.
  std::vector<std::string> allowed_addresses;
};

// Thread-safe after Start().
class FrontierNode {
 public:
  // Opens the store, takes the partition over, adds `seeds`, re-queues what was captured when
  // `recrawl`, and starts serving. kUnavailable: another process has the store.
  static Result<std::unique_ptr<FrontierNode>> Start(
      frontier::TransportContext& context, const Clock& clock, const FrontierNodeOptions& options,
      const std::vector<frontier::DiscoveredUrl>& seeds, bool recrawl);
  // Stop() and join.
  virtual ~FrontierNode() = default;

  // Waits for the server's thread; fails when the server has ended.
  virtual Result<frontier::FrontierProgress> Progress() = 0;
  virtual bool running() const = 0;
  // Runs `function` on the frontier's thread, between two of its turns; dropped when it has ended.
  virtual void Post(std::function<void(frontier::Frontier&)> function) = 0;
  virtual frontier::TransportCounters counters() const = 0;
  // Commits, acknowledges and ends; returns how the server ended.
  virtual Status Stop() = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_FRONTIER_NODE_H_
