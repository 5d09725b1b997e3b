// The contract of a Frontier, through ZeroMQ: a real server on its thread, real clients, and a
// frontier over the memory store behind them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "frontier/frontier_store.h"
#include "frontier_contract.h"
#include "frontier_fixture.h"
#include "gated_frontier.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

// Real time, and what a test lets pass besides.
class RealClockAhead : public Clock {
 public:
  MonotonicTime Monotonic() const override { return system_.Monotonic() + ahead_; }
  UtcTime Utc() const override { return system_.Utc(); }
  void Advance(Duration by) { ahead_ += by; }

 private:
  SystemClock system_;
  Duration ahead_{};
};

// One worker, and the credit it was not sent leases for.
struct RemoteWorker {
  RealClockAhead clock;
  std::unique_ptr<TestWorker> worker;
  size_t outstanding = 0;
};

// Everything that touches the frontier or its clock runs on the server's thread.
class RemoteFrontier : public FrontierUnderTest {
 public:
  RemoteFrontier(Place::Kind kind, const FrontierOptions& options)
      : kind_(kind), options_(options), place_(kind) {
    Open();
  }
  ~RemoteFrontier() override {
    workers_.clear();
    server_.reset();
  }

  void Discover(std::vector<DiscoveredUrl> urls) override {
    server_->With([&](Frontier& frontier) {
      EXPECT_TRUE(frontier.Discover(urls));
      EXPECT_TRUE(frontier.Commit());
    });
  }
  std::vector<Lease> Acquire(const std::string& worker, size_t credit) override {
    RemoteWorker& remote = Worker(worker);
    server_->With([&](Frontier&) { gate_->Open(worker, credit); });
    if (credit > remote.outstanding) {
      EXPECT_TRUE(
          remote.worker->client->Credit(static_cast<uint32_t>(credit - remote.outstanding)));
      remote.outstanding = credit;
    }
    AwaitAnswer(remote);
    server_->With([&](Frontier&) { gate_->Close(); });
    AwaitAnswer(remote);
    std::vector<Lease> leases = std::exchange(remote.worker->granted, {});
    EXPECT_LE(leases.size(), credit);
    remote.outstanding -= std::min(remote.outstanding, leases.size());
    return leases;
  }
  std::vector<LeaseId> Renew(const std::string& worker,
                             const std::vector<LeaseId>& leases) override {
    RemoteWorker& remote = Worker(worker);
    remote.clock.Advance(options_.lease_duration / 3);  // by then a client renews by itself
    EXPECT_TRUE(remote.worker->client->Tick());
    AwaitAnswer(remote);
    std::vector<LeaseId> lost;
    for (const LeaseId& lease : leases) {
      const auto& told = remote.worker->lost;
      if (std::find(told.begin(), told.end(), lease) != told.end()) lost.push_back(lease);
    }
    return lost;
  }
  void ResponseEnded(const std::string& worker, const ResponseEnd& end) override {
    RemoteWorker& remote = Worker(worker);
    EXPECT_TRUE(remote.worker->client->ResponseEnded(end));
    AwaitAnswer(remote);
  }
  CompletionVerdict Complete(const std::string& worker, const LeaseId& lease,
                             const Outcome& outcome,
                             const std::vector<DiscoveredUrl>& discovered) override {
    return CompleteAt(Worker(worker), lease, outcome, discovered);
  }
  FrontierProgress Progress() override {
    FrontierProgress progress;
    server_->With([&](Frontier& frontier) { progress = frontier.Progress(); });
    return progress;
  }
  void Advance(Duration by) override {
    server_->With([&](Frontier&) { clock_->Advance(by); });
  }
  // The workers live on and find the new frontier by themselves.
  void Restart() override {
    EXPECT_TRUE(server_->Stop());
    server_.reset();
    gate_.reset();
    frontier_.reset();
    clock_ = std::make_unique<ManualClock>(clock_->Utc());
    Open();
  }

 private:
  void Open() {
    auto frontier = Frontier::Open(*store_, *resolver_, *clock_, options_);
    ASSERT_TRUE(frontier) << frontier.error().ToString();
    frontier_ = std::move(*frontier);
    gate_ = std::make_unique<GatedFrontier>(*frontier_);
    FrontierServerOptions options = place_.Server();
    // The suite lets days pass between two words of a worker.
    options.worker_timeout = std::chrono::hours(24 * 365);
    server_ = std::make_unique<RunningServer>(context_, *gate_, *clock_, place_, options);
  }
  RemoteWorker& Worker(const std::string& name) {
    auto& remote = workers_[name];
    if (remote == nullptr) {
      remote = std::make_unique<RemoteWorker>();
      TransportContext& context = kind_ == Place::Kind::kInproc ? context_ : worker_context_;
      remote->worker = std::make_unique<TestWorker>(context, remote->clock, place_.Worker(name));
    }
    return *remote;
  }
  static CompletionVerdict CompleteAt(RemoteWorker& remote, const LeaseId& lease,
                                      const Outcome& outcome,
                                      const std::vector<DiscoveredUrl>& discovered) {
    TestWorker& worker = *remote.worker;
    const size_t before = worker.acknowledged.size();
    EXPECT_TRUE(worker.client->Complete(lease, outcome, discovered));
    const bool answered = worker.AwaitAcks(before + 1);
    EXPECT_TRUE(answered) << worker.status.has_value();
    if (!answered) return CompletionVerdict::kStale;
    EXPECT_EQ(worker.acknowledged.back().first, lease);
    return worker.acknowledged.back().second;
  }
  // Whatever was said before is applied and answered: a DONE of a lease that never was is the last
  // word, and its ACK the last answer.
  void AwaitAnswer(RemoteWorker& remote) {
    const LeaseId never{options_.partition, 0, ++last_never_};
    EXPECT_EQ(CompleteAt(remote, never, Outcome(), {}), CompletionVerdict::kStale);
  }

  const Place::Kind kind_;
  const FrontierOptions options_;
  Place place_;
  TransportContext context_;
  TransportContext worker_context_;
  std::unique_ptr<FrontierStore> store_ = NewMemoryStore();
  std::unique_ptr<HostResolver> resolver_ = ContractResolver();
  std::unique_ptr<ManualClock> clock_ = std::make_unique<ManualClock>();
  std::unique_ptr<Frontier> frontier_;
  std::unique_ptr<GatedFrontier> gate_;
  std::unique_ptr<RunningServer> server_;
  std::map<std::string, std::unique_ptr<RemoteWorker>> workers_;
  uint64_t last_never_ = 0;
};

FrontierFactory Through(const char* name, Place::Kind kind) {
  return {name, [kind](const FrontierOptions& options) {
            return std::make_unique<RemoteFrontier>(kind, options);
          }};
}

INSTANTIATE_TEST_SUITE_P(ThroughZeroMq, FrontierContract,
                         testing::Values(Through("Inproc", Place::Kind::kInproc),
                                         Through("Ipc", Place::Kind::kIpc),
                                         Through("TcpWithCurve", Place::Kind::kTcp)),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace arsip::frontier
