#include "crawler/frontier_node.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "frontier/live_control.h"

namespace arsip::crawler {
namespace {

using frontier::Frontier;
using frontier::FrontierProgress;

// One text for one set of ranges.
std::string TermsOf(std::vector<std::string> ranges) {
  std::ranges::sort(ranges);
  std::string terms;
  for (const std::string& range : ranges) terms += range + "\n";
  return terms;
}

class ThreadedFrontierNode : public FrontierNode {
 public:
  ~ThreadedFrontierNode() override { (void)StopOnce(); }

  Status Open(frontier::TransportContext& context, const Clock& clock,
              const FrontierNodeOptions& options, const std::vector<frontier::DiscoveredUrl>& seeds,
              bool recrawl) {
    ARSIP_ASSIGN(store_, frontier::OpenLevelDbStore(options.directory));
    if (options.through_proxy) {
      resolver_ = frontier::NewProxyResolver();
    } else {
      ARSIP_ASSIGN(resolver_, frontier::NewDnsResolver(clock));
    }
    frontier::FrontierOptions frontier_options = options.frontier;
    const bool others = std::ranges::any_of(options.server.endpoints, [](const std::string& at) {
      return !at.starts_with("inproc://");
    });
    // Workers of other processes outlive this one.
    if (others) frontier_options.handover_wait = options.server.worker_timeout;
    ARSIP_ASSIGN(frontier_, Frontier::Open(*store_, *resolver_, clock, frontier_options));
    frontier_->live_control()->SetScopeJudge(options.judge);
    frontier_->live_control()->SetGateTerms(TermsOf(options.allowed_addresses));
    if (recrawl) ARSIP_TRY(frontier_->Recrawl());
    ARSIP_TRY(frontier_->Discover(seeds));
    ARSIP_TRY(frontier_->Commit());
    ARSIP_ASSIGN(server_,
                 frontier::FrontierServer::Create(context, *frontier_, clock, options.server));
    resolver_->SetWake([server = server_.get()] { server->Wake(); });
    running_ = true;
    thread_ = std::thread([this] {
      ending_ = server_->Run();
      running_ = false;
    });
    return Ok();
  }

  Result<FrontierProgress> Progress() override {
    auto answer =
        std::make_shared<std::promise<FrontierProgress>>();  // the server may outlive our wait
    std::future<FrontierProgress> progress = answer->get_future();
    server_->Post([answer](Frontier& frontier) { answer->set_value(frontier.Progress()); });
    while (progress.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
      if (!running_) return Error{ErrorCode::kUnavailable, "the frontier has ended", ""};
    }
    return progress.get();
  }

  bool running() const override { return running_; }
  void Post(std::function<void(Frontier&)> function) override {
    server_->Post(std::move(function));
  }
  frontier::TransportCounters counters() const override { return server_->counters(); }
  Status Stop() override { return StopOnce(); }

 private:
  Status StopOnce() {
    if (thread_.joinable()) {
      server_->Stop();
      thread_.join();
      resolver_->SetWake([] {});
    }
    return ending_;
  }

  std::unique_ptr<frontier::FrontierStore> store_;
  std::unique_ptr<frontier::HostResolver> resolver_;
  std::unique_ptr<Frontier> frontier_;
  std::unique_ptr<frontier::FrontierServer> server_;
  std::atomic<bool> running_{false};
  Status ending_ = Ok();  // written by thread_, read after the join
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<FrontierNode>> FrontierNode::Start(
    frontier::TransportContext& context, const Clock& clock, const FrontierNodeOptions& options,
    const std::vector<frontier::DiscoveredUrl>& seeds, bool recrawl) {
  auto node = std::make_unique<ThreadedFrontierNode>();
  ARSIP_TRY(node->Open(context, clock, options, seeds, recrawl));
  return Result<std::unique_ptr<FrontierNode>>(std::move(node));
}

}  // namespace arsip::crawler
