#include "crawler/frontier_port.h"

#include <chrono>

#include "crawler/frontier_node.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

using frontier::CompletionVerdict;
using frontier::Lease;
using frontier::LeasePurpose;

// A frontier on its thread, and a port to it on the test's own loop.
class FrontierPortTest : public TinySiteTest {
 protected:
  void SetUp() override {
    TinySiteTest::SetUp();
    FrontierNodeOptions options = Options().frontier;
    options.server.endpoints = {"inproc://port"};
    auto node = FrontierNode::Start(context_, clock_, options, SeedUrls(TinyCollection()), false);
    ASSERT_TRUE(node) << node.error().ToString();
    node_ = std::move(*node);
    auto loop = EventLoop::Create();
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
    frontier::FrontierClientOptions client;
    client.endpoint = "inproc://port";
    client.worker = "test:1";
    FrontierPortEvents events;
    events.granted = [this](Lease lease) {
      leases_.push_back(std::move(lease));
      loop_->Stop();
    };
    events.progress = [this](const frontier::FrontierProgress&) {
      ++reports_;
      if (stop_at_report_) loop_->Stop();
    };
    events.failed = [](Error error) { ADD_FAILURE() << error.ToString(); };
    auto port = FrontierPort::Connect(*loop_, context_, clock_, client, std::move(events));
    ASSERT_TRUE(port) << port.error().ToString();
    port_ = std::move(*port);
  }
  void Run() {
    const auto limit = loop_->After(std::chrono::seconds(10), [this] {
      ADD_FAILURE() << "nothing comes";
      loop_->Stop();
    });
    ASSERT_TRUE(loop_->Run());
    loop_->Cancel(limit);
  }
  void AwaitLeases(size_t count) {
    while (leases_.size() < count && !HasFailure()) Run();
  }
  CompletionVerdict Complete(const Lease& lease, const frontier::Outcome& outcome,
                             const std::vector<frontier::DiscoveredUrl>& discovered = {}) {
    std::optional<CompletionVerdict> verdict;
    Spawn(port_->Complete(lease, outcome, discovered), [&](Result<CompletionVerdict> result) {
      EXPECT_TRUE(result);
      verdict = result.value_or(CompletionVerdict::kStale);
      loop_->Stop();
    });
    while (!verdict && !HasFailure()) Run();
    return verdict.value_or(CompletionVerdict::kStale);
  }
  static frontier::Outcome NoRobots() {
    frontier::Outcome outcome;
    outcome.robots = frontier::RobotsOutcome{frontier::RobotsOutcome::Kind::kUnavailable, {}, {}};
    return outcome;
  }

  frontier::TransportContext context_;
  std::unique_ptr<FrontierNode> node_;
  std::unique_ptr<EventLoop> loop_;
  std::vector<Lease> leases_;
  int reports_ = 0;
  bool stop_at_report_ = false;
  std::unique_ptr<FrontierPort> port_;
};

TEST_F(FrontierPortTest, CreditBringsLeasesAndCompletionIsDurableWhenItReturns) {
  port_->Credit(1);
  AwaitLeases(1);
  ASSERT_EQ(leases_.size(), 1u);
  EXPECT_EQ(leases_[0].purpose, LeasePurpose::kRobotsTxt);
  EXPECT_EQ(Complete(leases_[0], NoRobots()), CompletionVerdict::kAccepted);

  port_->Credit(1);
  AwaitLeases(2);
  ASSERT_EQ(leases_.size(), 2u);
  EXPECT_EQ(leases_[1].purpose, LeasePurpose::kPage);
  EXPECT_EQ(leases_[1].target.url.href(), site_->Url());
  port_->ResponseEnded(leases_[1], std::chrono::milliseconds(1));
  frontier::DiscoveredUrl link;
  link.url = *Url::Parse(site_->Url("/a"));
  EXPECT_EQ(Complete(leases_[1], frontier::Outcome(), {link}), CompletionVerdict::kAccepted);
  auto progress = node_->Progress();
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->captured, 1u);
  EXPECT_EQ(progress->queued, 1u);
}

TEST_F(FrontierPortTest, LeaseThatIsNotOursIsStale) {
  Lease foreign;
  foreign.id = {0, 999, 999};
  EXPECT_EQ(Complete(foreign, frontier::Outcome()), CompletionVerdict::kStale);
}

TEST_F(FrontierPortTest, ProgressIsReportedWithoutBeingAskedFor) {
  stop_at_report_ = true;
  Run();
  EXPECT_GT(reports_, 0);
}

TEST_F(FrontierPortTest, LeasesGoBackWithThePort) {
  port_->Credit(1);
  AwaitLeases(1);
  port_.reset();
  EXPECT_TRUE(Eventually([this] {
    auto progress = node_->Progress();
    return progress && progress->leased == 0 && progress->queued == 1;
  }));
}

}  // namespace
}  // namespace arsip::crawler
