#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scripted_frontier.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;

// Against a real server.
class FrontierClientServerTest : public testing::TestWithParam<Place::Kind> {
 protected:
  std::unique_ptr<TestWorker> Connect(const std::string& name) {
    return std::make_unique<TestWorker>(
        GetParam() == Place::Kind::kInproc ? context_ : worker_context_, clock_, Options(name));
  }
  FrontierClientOptions Options(const std::string& name) {
    FrontierClientOptions options = place_.Worker(name);
    options.resend_after = milliseconds(300);
    return options;
  }
  std::unique_ptr<RunningServer> Serve(Frontier& frontier) {
    return std::make_unique<RunningServer>(context_, frontier, clock_, place_, place_.Server());
  }

  SystemClock clock_;
  Place place_{GetParam()};
  TransportContext context_;
  TransportContext worker_context_;
};

INSTANTIATE_TEST_SUITE_P(Transports, FrontierClientServerTest,
                         testing::Values(Place::Kind::kInproc, Place::Kind::kIpc,
                                         Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(FrontierClientServerTest, WorkerThatComesFirstIsServedLater) {
  ScriptedFrontier frontier;
  frontier.QueueMany(1);
  if (GetParam() == Place::Kind::kTcp) {
    Serve(frontier);  // to have a port
  }
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  EXPECT_FALSE(worker->Await([&] { return !worker->granted.empty(); }, milliseconds(200)));
  auto server = Serve(frontier);
  EXPECT_TRUE(worker->AwaitGrants(1));
}

// No Tick: the descriptor alone must tell of every answer, or this stalls.
TEST_P(FrontierClientServerTest, DescriptorTellsOfEveryAnswer) {
  ScriptedFrontier frontier;
  frontier.QueueMany(200);
  auto server = Serve(frontier);
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(2));
  int stalls = 0;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (worker->acknowledged.size() < 200 && std::chrono::steady_clock::now() < deadline) {
    for (const Lease& lease : std::exchange(worker->granted, {})) {
      ASSERT_TRUE(worker->client->Complete(lease.id, Outcome(), {}));
      ASSERT_TRUE(worker->client->Credit(1));
    }
    ASSERT_TRUE(worker->client->OnReadable());
    if (!worker->granted.empty() || worker->acknowledged.size() >= 200) continue;
    pollfd item{worker->client->fd(), POLLIN, 0};
    // PROGRESS comes once a second whatever happens, so a lost edge shows as a wait of nearly that.
    const auto begin = std::chrono::steady_clock::now();
    poll(&item, 1, 5000);
    if (std::chrono::steady_clock::now() - begin > milliseconds(700)) ++stalls;
  }
  EXPECT_EQ(worker->acknowledged.size(), 200u);
  EXPECT_LE(stalls, 1);
}

TEST_P(FrontierClientServerTest, DoneThatWasNotTakenIsSentAgain) {
  ScriptedFrontier frontier;
  frontier.QueueMany(1);
  auto server = Serve(frontier);
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->AwaitGrants(1));
  server->With([&](Frontier&) {
    frontier.complete_error = Error{ErrorCode::kUnavailable, "busy", ""};
  });
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  EXPECT_FALSE(worker->Await([&] { return !worker->acknowledged.empty(); }, milliseconds(200)));
  server->With([&](Frontier&) { frontier.complete_error.reset(); });
  ASSERT_TRUE(worker->AwaitAcks(1));
  EXPECT_EQ(worker->acknowledged[0].second, CompletionVerdict::kAccepted);
}

TEST_P(FrontierClientServerTest, WorkerResumesWhenTheFrontierIsStartedAgain) {
  ScriptedFrontier old_frontier(1);
  old_frontier.QueueMany(3);
  auto server = Serve(old_frontier);
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(3));
  ASSERT_TRUE(worker->AwaitGrants(3));
  const std::vector<Lease> old_leases = std::exchange(worker->granted, {});
  ASSERT_TRUE(worker->client->Complete(old_leases[0].id, Outcome(), {}));
  ASSERT_TRUE(worker->AwaitAcks(1));
  ASSERT_TRUE(server->Stop());
  server.reset();
  ASSERT_TRUE(worker->client->Complete(old_leases[1].id, Outcome(), {}));
  ASSERT_TRUE(worker->client->Credit(2));

  ScriptedFrontier new_frontier(2);
  new_frontier.QueueMany(2);
  server = Serve(new_frontier);
  ASSERT_TRUE(worker->AwaitAcks(2)) << "the DONE is sent again";
  EXPECT_EQ(worker->acknowledged[1].first, old_leases[1].id);
  EXPECT_EQ(worker->acknowledged[1].second, CompletionVerdict::kStale);
  ASSERT_TRUE(worker->Await([&] { return !worker->lost.empty(); }));
  EXPECT_EQ(worker->lost, (std::vector<LeaseId>{old_leases[2].id}));
  ASSERT_TRUE(worker->AwaitGrants(2));
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  ASSERT_TRUE(worker->AwaitAcks(3));
  EXPECT_EQ(worker->acknowledged[2].second, CompletionVerdict::kAccepted);
  ASSERT_TRUE(server->Stop());
  EXPECT_EQ(new_frontier.completed.size(), 1u);
}

TEST_P(FrontierClientServerTest, NewerWorkerOfTheSameNameReplacesTheOlder) {
  ScriptedFrontier frontier;
  frontier.QueueMany(1);
  auto server = Serve(frontier);
  auto older = Connect("w");
  ASSERT_TRUE(older->client->Credit(1));
  ASSERT_TRUE(older->AwaitGrants(1));
  auto newer = Connect("w");
  ASSERT_TRUE(newer->client->Credit(1));
  ASSERT_TRUE(newer->AwaitGrants(1)) << "the lease of the older one went back";
  ASSERT_TRUE(older->client->Complete(older->granted[0].id, Outcome(), {}));
  EXPECT_TRUE(older->Await([&] { return !older->status.has_value(); }));
  EXPECT_EQ(older->status.error().code, ErrorCode::kPermission);
  EXPECT_TRUE(older->acknowledged.empty());
}

}  // namespace
}  // namespace arsip::frontier
