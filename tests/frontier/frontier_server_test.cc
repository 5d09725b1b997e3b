#include "frontier/frontier_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "server_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

INSTANTIATE_TEST_SUITE_P(Transports, FrontierServerTest,
                         testing::Values(Place::Kind::kInproc, Place::Kind::kIpc,
                                         Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(FrontierServerTest, ThreeWorkersCompleteEverythingOnce) {
  frontier_.QueueMany(300);
  auto server = Serve();
  std::vector<std::unique_ptr<TestWorker>> workers;
  for (const char* name : {"w1", "w2", "w3"}) {
    workers.push_back(Connect(name));
    ASSERT_TRUE(workers.back()->client->Credit(16));
  }
  size_t done = 0;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (done < 300 && std::chrono::steady_clock::now() < deadline) {
    done = 0;
    for (auto& worker : workers) {
      ASSERT_TRUE(worker->Pump());
      for (const Lease& lease : std::exchange(worker->granted, {})) {
        ASSERT_TRUE(worker->client->ResponseEnded({lease.id, milliseconds(1)}));
        ASSERT_TRUE(worker->client->Complete(lease.id, Outcome(), {}));
        ASSERT_TRUE(worker->client->Credit(1));
      }
      done += worker->acknowledged.size();
    }
  }
  EXPECT_EQ(done, 300u);
  ASSERT_TRUE(server->Stop());
  EXPECT_EQ(frontier_.completed.size(), 300u);
  EXPECT_EQ(frontier_.ended.size(), 300u);
  for (auto& worker : workers) {
    EXPECT_GT(worker->acknowledged.size(), 0u) << "each had its share";
    EXPECT_EQ(worker->client->unacknowledged(), 0u);
  }
}

TEST_P(FrontierServerTest, NothingIsGrantedBeforeTheCommit) {
  std::atomic<bool> denied = true;
  frontier_.on_commit = [&]() -> Status {
    if (denied) return Error{ErrorCode::kNoSpace, "disk full", ""};
    return Ok();
  };
  frontier_.QueueMany(1);
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  EXPECT_FALSE(worker->Await([&] { return !worker->granted.empty(); }, milliseconds(700)));
  denied = false;
  EXPECT_TRUE(worker->AwaitGrants(1)) << "the commit is tried again by itself";
}

TEST_P(FrontierServerTest, NothingIsAcknowledgedBeforeTheCommit) {
  frontier_.QueueMany(1);
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->AwaitGrants(1));
  std::atomic<bool> denied = true;
  std::atomic<int> tries = 0;
  server->With([&](Frontier&) {
    frontier_.on_commit = [&]() -> Status {
      ++tries;
      const ErrorCode code = tries == 1 ? ErrorCode::kTimeout : ErrorCode::kUnavailable;
      if (denied) return Error{code, "store is away", ""};
      return Ok();
    };
  });
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  EXPECT_FALSE(worker->Await([&] { return !worker->acknowledged.empty(); }, milliseconds(1500)));
  EXPECT_GE(tries, 1);
  EXPECT_LE(tries, 3) << "once a second, no more";
  EXPECT_EQ(worker->client->unacknowledged(), 1u);
  denied = false;
  ASSERT_TRUE(worker->AwaitAcks(1));
  EXPECT_EQ(worker->acknowledged[0].second, CompletionVerdict::kAccepted);
}

// The commit takes its time; the acknowledgement must not overtake it.
TEST_P(FrontierServerTest, AcknowledgementWaitsForASlowCommit) {
  frontier_.QueueMany(1);
  std::atomic<bool> committed = false;
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->AwaitGrants(1));
  server->With([&](Frontier&) {
    frontier_.on_commit = [&] {
      std::this_thread::sleep_for(milliseconds(300));
      committed = true;
      return Ok();
    };
  });
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  ASSERT_TRUE(worker->Await([&] {
    EXPECT_TRUE(worker->acknowledged.empty() || committed);
    return !worker->acknowledged.empty();
  }));
  EXPECT_TRUE(committed);
}

TEST_P(FrontierServerTest, FencedCommitEndsTheServerAndNothingIsAcknowledged) {
  frontier_.QueueMany(1);
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->AwaitGrants(1));
  server->With([&](Frontier&) {
    frontier_.on_commit = [] {
      return Status(Error{ErrorCode::kPermission, "another owner has the partition", ""});
    };
  });
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  EXPECT_FALSE(worker->Await([&] { return !worker->acknowledged.empty(); }, milliseconds(300)));
  const Status ending = server->Ending(kPatience);
  ASSERT_FALSE(ending);
  EXPECT_EQ(ending.error().code, ErrorCode::kPermission);
}

TEST_P(FrontierServerTest, StopCommitsAndAcknowledgesWhatHadArrived) {
  frontier_.QueueMany(1);
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->AwaitGrants(1));
  std::promise<void> completed;
  std::thread stopper([&] {
    completed.get_future().wait();
    EXPECT_TRUE(server->Stop());
  });
  // The server stands in a posted function while the DONE arrives, and then stops.
  std::promise<void> release;
  (*server)->Post([&](Frontier&) { release.get_future().wait(); });
  ASSERT_TRUE(worker->client->Complete(worker->granted[0].id, Outcome(), {}));
  ASSERT_TRUE(worker->Pump());
  std::this_thread::sleep_for(milliseconds(100));
  completed.set_value();
  std::this_thread::sleep_for(milliseconds(50));
  release.set_value();
  EXPECT_TRUE(worker->AwaitAcks(1));
  stopper.join();
  EXPECT_FALSE(frontier_.dirty());
}

TEST_P(FrontierServerTest, SilentWorkersLeasesGoToAnother) {
  frontier_.QueueMany(1);
  FrontierServerOptions options = place_.Server();
  options.worker_timeout = milliseconds(500);
  auto server = Serve(options);
  auto silent = Connect("silent");
  ASSERT_TRUE(silent->client->Credit(1));
  ASSERT_TRUE(silent->AwaitGrants(1));
  auto lively = Connect("lively");
  ASSERT_TRUE(lively->client->Credit(1));
  // A worker speaks every two seconds by itself; here it has to speak more often.
  ASSERT_TRUE(lively->Await([&] {
    EXPECT_TRUE(lively->client->Credit(1));
    return !lively->granted.empty();
  }));
  EXPECT_EQ(lively->granted[0].target.url, silent->granted[0].target.url);
  // Late, and under another's feet: stale.
  ASSERT_TRUE(silent->client->Complete(silent->granted[0].id, Outcome(), {}));
  ASSERT_TRUE(silent->AwaitAcks(1));
  EXPECT_EQ(silent->acknowledged[0].second, CompletionVerdict::kStale);
  EXPECT_GE((*server)->counters().workers_timed_out, 1u);
}

TEST_P(FrontierServerTest, WorkerThatEndsGivesItsLeasesBackAtOnce) {
  frontier_.QueueMany(1);
  auto server = Serve();
  auto first = Connect("first");
  ASSERT_TRUE(first->client->Credit(1));
  ASSERT_TRUE(first->AwaitGrants(1));
  first.reset();
  auto second = Connect("second");
  ASSERT_TRUE(second->client->Credit(1));
  EXPECT_TRUE(second->AwaitGrants(1));
}

TEST_P(FrontierServerTest, PostedFunctionRunsOnTheServersThread) {
  auto server = Serve();
  std::thread::id first;
  std::thread::id second;
  server->With([&](Frontier& frontier) {
    EXPECT_EQ(&frontier, &frontier_);
    first = std::this_thread::get_id();
  });
  server->With([&](Frontier&) { second = std::this_thread::get_id(); });
  EXPECT_EQ(first, second);
  EXPECT_NE(first, std::this_thread::get_id());
}

TEST_P(FrontierServerTest, WhatIsPostedReachesWorkersThatWait) {
  auto server = Serve();
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  ASSERT_TRUE(worker->Await([&] { return worker->reports > 0; }));
  server->With([&](Frontier&) { frontier_.QueueMany(1); });
  EXPECT_TRUE(worker->AwaitGrants(1));
}

TEST_P(FrontierServerTest, IdleChangesAreCommittedWithinMilliseconds) {
  auto server = Serve();
  std::atomic<int> commits = 0;
  server->With([&](Frontier& frontier) {
    frontier_.on_commit = [&] {
      ++commits;
      return Ok();
    };
    EXPECT_TRUE(frontier.Discover({}));
  });
  EXPECT_TRUE(Eventually([&] { return commits == 1; }, milliseconds(1000)));
}

}  // namespace
}  // namespace arsip::frontier
