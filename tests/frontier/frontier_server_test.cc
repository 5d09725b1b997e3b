#include "frontier/frontier_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "base/mutex.h"
#include "frontier/wire.h"
#include "frontier/zmq_socket.h"
#include "scripted_frontier.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool Eventually(const std::function<bool()>& done, milliseconds within = kPatience) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

size_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

// A DEALER that says what no worker of ours would.
class RawPeer {
 public:
  RawPeer(TransportContext& context, const FrontierClientOptions& options, bool curve)
      : socket_(std::move(*ZmqSocket::Create(context.raw(), ZMQ_DEALER))) {
    EXPECT_TRUE(socket_.Set(ZMQ_LINGER, 0));
    EXPECT_TRUE(socket_.Set(ZMQ_SNDHWM, 0));
    if (curve) {
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_SERVERKEY, options.curve_server_key));
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_PUBLICKEY, options.curve_keys.public_key));
      EXPECT_TRUE(socket_.Set(ZMQ_CURVE_SECRETKEY, options.curve_keys.secret_key));
    }
    EXPECT_TRUE(socket_.Connect(options.endpoint));
  }
  void Send(std::string_view bytes, bool more = false) {
    EXPECT_EQ(socket_.Send(bytes, more), ZmqSocket::Sent::kYes);
  }
  bool HearsAnything(int timeout_ms) {
    zmq_pollitem_t item{socket_.raw(), 0, ZMQ_POLLIN, 0};
    return zmq_poll(&item, 1, timeout_ms) > 0;
  }

 private:
  ZmqSocket socket_;
};

class FrontierServerTest : public testing::TestWithParam<Place::Kind> {
 protected:
  bool tcp() const { return GetParam() == Place::Kind::kTcp; }
  std::unique_ptr<RunningServer> Serve() { return Serve(place_.Server()); }
  std::unique_ptr<RunningServer> Serve(const FrontierServerOptions& options) {
    return std::make_unique<RunningServer>(context_, frontier_, clock_, place_, options);
  }
  std::unique_ptr<TestWorker> Connect(const std::string& name) {
    return std::make_unique<TestWorker>(worker_context(), clock_, place_.Worker(name));
  }
  // inproc:// is within one context.
  TransportContext& worker_context() {
    return GetParam() == Place::Kind::kInproc ? context_ : worker_context_;
  }

  SystemClock clock_;
  Place place_{GetParam()};
  TransportContext context_;
  TransportContext worker_context_;
  ScriptedFrontier frontier_;
};

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
      if (denied) return Error{ErrorCode::kUnavailable, "store is away", ""};
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
  stopper.join();
  EXPECT_TRUE(worker->AwaitAcks(1));
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

TEST_P(FrontierServerTest, GarbageIsCountedAndOthersAreServed) {
  frontier_.QueueMany(1);
  auto server = Serve();
  RawPeer vandal(worker_context(), place_.Worker("vandal"), tcp());
  for (int i = 0; i < 150; ++i) vandal.Send("\xFFgarbage" + std::to_string(i));
  vandal.Send("two", true);
  vandal.Send("frames");
  vandal.Send("");
  ASSERT_TRUE(Eventually([&] { return (*server)->counters().messages >= 152; }));
  const TransportCounters counters = (*server)->counters();
  EXPECT_EQ(counters.malformed, 100u);
  EXPECT_EQ(counters.ignored, 52u);
  EXPECT_FALSE(vandal.HearsAnything(50));
  if (tcp()) return;  // there the faults are the key's, which the worker shares
  auto worker = Connect("w");
  ASSERT_TRUE(worker->client->Credit(1));
  EXPECT_TRUE(worker->AwaitGrants(1));
}

TEST_P(FrontierServerTest, ManyTinyMessagesLeaveMemoryFlat) {
  auto server = Serve();
  RawPeer vandal(worker_context(), place_.Worker("vandal"), tcp());
  vandal.Send("x");
  ASSERT_TRUE(Eventually([&] { return (*server)->counters().messages > 0; }));
  const size_t before = ResidentBytes();
  for (int i = 0; i < 200'000; ++i) {
    vandal.Send("x");
    if (i % 1000 == 0) std::this_thread::sleep_for(milliseconds(1));
  }
  ASSERT_TRUE(Eventually([&] { return (*server)->counters().messages > 200'000; }));
  EXPECT_LT(ResidentBytes(), before + (64u << 20));
}

TEST_P(FrontierServerTest, OverlongMessageIsCut) {
  constexpr size_t kHuge = 40u << 20;
  auto server = Serve();
  RawPeer vandal(worker_context(), place_.Worker("vandal"), tcp());
  const std::string huge(kHuge, 'x');
  const size_t before = ResidentBytes();
  vandal.Send(huge);
  auto worker = Connect("w");
  EXPECT_TRUE(worker->Await([&] { return worker->reports > 0; }));
  const TransportCounters counters = (*server)->counters();
  if (GetParam() == Place::Kind::kInproc) {
    EXPECT_EQ(counters.malformed, 1u) << "there is no frame to cut";
    return;
  }
  EXPECT_EQ(counters.malformed, 0u) << "the connection is cut before the message is whole";
  // The sender's copy is in this process; the receiver's would be a second one.
  EXPECT_LT(ResidentBytes(), before + kHuge + (20u << 20));
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

class FrontierServerOptionsTest : public testing::Test {
 protected:
  Status Create(const FrontierServerOptions& options) {
    auto server = FrontierServer::Create(context_, frontier_, clock_, options);
    if (!server) return server.error();
    return Ok();
  }
  SystemClock clock_;
  TransportContext context_;
  ScriptedFrontier frontier_;
};

TEST_F(FrontierServerOptionsTest, TcpWithoutKeysIsRefused) {
  const Place place(Place::Kind::kTcp);
  FrontierServerOptions options = place.Server();
  options.allowed_worker_keys.clear();
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
  options = place.Server();
  options.curve_secret_key.clear();
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
  options = place.Server();
  options.allowed_worker_keys = {"no key"};
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
  EXPECT_TRUE(Create(place.Server()));
}

TEST_F(FrontierServerOptionsTest, TcpOnEveryAddressIsRefused) {
  const Place place(Place::Kind::kTcp);
  FrontierServerOptions options = place.Server();
  options.endpoints = {"tcp://*:7000"};
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
}

TEST_F(FrontierServerOptionsTest, NonsenseIsRefused) {
  FrontierServerOptions options;
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput) << "no endpoint";
  options.endpoints = {"inproc://frontier"};
  options.max_message_bytes = 1000;
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
  options.max_message_bytes = 1 << 20;
  options.worker_timeout = Duration::zero();
  EXPECT_EQ(Create(options).error().code, ErrorCode::kInvalidInput);
  options.worker_timeout = seconds(1);
  EXPECT_TRUE(Create(options));
}

TEST_F(FrontierServerOptionsTest, IpcSocketIsForThisUserAlone) {
  const Place place(Place::Kind::kIpc);
  auto server = FrontierServer::Create(context_, frontier_, clock_, place.Server());
  ASSERT_TRUE(server);
  const std::string path = (*server)->endpoints()[0].substr(6);
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  EXPECT_EQ(Create(place.Server()).error().code, ErrorCode::kUnavailable) << "it is taken";
}

TEST_F(FrontierServerOptionsTest, TakenInprocNameIsRefused) {
  const Place place(Place::Kind::kInproc);
  auto server = FrontierServer::Create(context_, frontier_, clock_, place.Server());
  ASSERT_TRUE(server);
  EXPECT_EQ(Create(place.Server()).error().code, ErrorCode::kUnavailable);
}

// One server, a CURVE endpoint beside one without: each as it should be.
TEST_F(FrontierServerOptionsTest, EndpointsOfSeveralKindsAreServedTogether) {
  frontier_.QueueMany(3);
  const Place tcp(Place::Kind::kTcp);
  const Place ipc(Place::Kind::kIpc);
  FrontierServerOptions options = tcp.Server();
  options.endpoints.push_back(ipc.Server().endpoints[0]);
  options.endpoints.push_back("inproc://frontier");
  RunningServer server(FrontierServer::Create(context_, frontier_, clock_, options));
  std::vector<std::unique_ptr<TestWorker>> workers;
  for (const std::string& endpoint : server->endpoints()) {
    FrontierClientOptions worker = tcp.Worker("at:" + endpoint);
    worker.endpoint = endpoint;
    workers.push_back(std::make_unique<TestWorker>(context_, clock_, worker));
    ASSERT_TRUE(workers.back()->client->Credit(1));
    EXPECT_TRUE(workers.back()->AwaitGrants(1)) << endpoint;
  }
  ASSERT_TRUE(Eventually([&] { return server->counters().workers == 3; }));
}

class CurveServerTest : public testing::Test {
 protected:
  CurveServerTest() { frontier_.QueueMany(10); }
  std::unique_ptr<RunningServer> Serve() {
    return std::make_unique<RunningServer>(context_, frontier_, clock_, place_, place_.Server());
  }
  // True when a worker that connects so gets a lease.
  bool IsServed(const FrontierClientOptions& options, milliseconds within) {
    TestWorker worker(worker_context_, clock_, options);
    EXPECT_TRUE(worker.client->Credit(1));
    return worker.Await([&] { return !worker.granted.empty(); }, within);
  }

  SystemClock clock_;
  Place place_{Place::Kind::kTcp};
  ScriptedFrontier frontier_;
  TransportContext context_;
  TransportContext worker_context_;
};

TEST_F(CurveServerTest, StrangersKeyIsRefusedAndCounted) {
  auto server = Serve();
  FrontierClientOptions stranger = place_.Worker("stranger");
  stranger.curve_keys = NewCurveKeyPair();
  EXPECT_FALSE(IsServed(stranger, milliseconds(700)));
  EXPECT_TRUE(Eventually([&] { return (*server)->counters().refused_keys > 0; }));
  EXPECT_EQ((*server)->counters().messages, 0u);
  EXPECT_TRUE(IsServed(place_.Worker("w"), kPatience));
}

TEST_F(CurveServerTest, ClientWithoutCurveIsRefused) {
  auto server = Serve();
  RawPeer null_client(worker_context_, place_.Worker("w"), false);
  wire::ToFrontier hello;
  hello.set_version(kWireVersion);
  hello.mutable_hello()->set_worker("w");
  null_client.Send(hello.SerializeAsString());
  EXPECT_FALSE(null_client.HearsAnything(500));
  EXPECT_EQ((*server)->counters().messages, 0u);
}

TEST_F(CurveServerTest, RevokedKeyIsNotHeardAnyMore) {
  auto server = Serve();
  TestWorker worker(worker_context_, clock_, place_.Worker("w"));
  ASSERT_TRUE(worker.client->Credit(1));
  ASSERT_TRUE(worker.AwaitGrants(1));
  const CurveKeyPair other = NewCurveKeyPair();
  ASSERT_TRUE((*server)->AllowWorkerKeys({other.public_key}));
  ASSERT_TRUE(worker.client->Complete(worker.granted[0].id, Outcome(), {}));
  EXPECT_FALSE(worker.Await([&] { return !worker.acknowledged.empty(); }, milliseconds(500)));
  EXPECT_GE((*server)->counters().unauthenticated, 1u);
  FrontierClientOptions newcomer = place_.Worker("newcomer");
  newcomer.curve_keys = other;
  EXPECT_TRUE(IsServed(newcomer, kPatience));
  EXPECT_FALSE((*server)->AllowWorkerKeys({"no key"}));
}

TEST_F(CurveServerTest, DeadZapHandlerEndsTheServerWithinASecond) {
  auto authenticator = ZapAuthenticator::Start(context_.raw(), {place_.worker_keys().public_key});
  ASSERT_TRUE(authenticator);
  ZapAuthenticator* handler = authenticator->get();
  auto created =
      NewFrontierServer(context_, frontier_, clock_, place_.Server(), std::move(*authenticator));
  ASSERT_TRUE(created);
  place_.Bound((*created)->endpoints()[0]);
  RunningServer server(std::move(created));
  ASSERT_TRUE(IsServed(place_.Worker("w"), kPatience));
  handler->Stop();
  const Status ending = server.Ending(seconds(1));
  ASSERT_FALSE(ending);
  EXPECT_EQ(ending.error().code, ErrorCode::kInternal);
  FrontierClientOptions stranger = place_.Worker("stranger");
  stranger.curve_keys = NewCurveKeyPair();
  EXPECT_FALSE(IsServed(stranger, milliseconds(500)));
  EXPECT_FALSE(IsServed(place_.Worker("w"), milliseconds(300))) << "nobody is";
}

// The ZAP handler is gone, and the server has not yet seen it.
TEST_F(CurveServerTest, StrangerIsNotServedInTheMomentAfterTheZapHandlerDied) {
  auto authenticator = ZapAuthenticator::Start(context_.raw(), {place_.worker_keys().public_key});
  ASSERT_TRUE(authenticator);
  ZapAuthenticator* handler = authenticator->get();
  auto created =
      NewFrontierServer(context_, frontier_, clock_, place_.Server(), std::move(*authenticator));
  ASSERT_TRUE(created);
  place_.Bound((*created)->endpoints()[0]);
  handler->Stop();
  FrontierClientOptions stranger = place_.Worker("stranger");
  stranger.curve_keys = NewCurveKeyPair();
  TestWorker worker(worker_context_, clock_, stranger);
  ASSERT_TRUE(worker.client->Credit(1));
  (void)worker.Await([] { return false; }, milliseconds(300));  // its HELLO waits at the server
  RunningServer server(std::move(created));
  EXPECT_FALSE(server.Ending(seconds(1)));
  EXPECT_TRUE(worker.granted.empty());
  EXPECT_TRUE(frontier_.leased.empty());
}

TEST_F(CurveServerTest, HugeFrameBeforeAuthenticationLeavesMemoryFlat) {
  auto server = Serve();
  const std::string endpoint = place_.Worker("w").endpoint;
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  // A ZMTP 3.0 greeting for CURVE, then a command frame that promises 1 GiB.
  std::string bytes = "\xFF" + std::string(8, '\0') + "\x7F" + std::string("\x03\x00", 2) + "CURVE";
  bytes.resize(64, '\0');
  bytes += std::string("\x06\x00\x00\x00\x00\x40\x00\x00\x00", 9);
  ASSERT_EQ(send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  const size_t before = ResidentBytes();
  const std::string megabyte(1u << 20, 'x');
  size_t sent = 0;
  for (int i = 0; i < 64; ++i) {
    const ssize_t n = send(fd, megabyte.data(), megabyte.size(), MSG_NOSIGNAL);
    if (n <= 0) break;
    sent += static_cast<size_t>(n);
  }
  EXPECT_LT(sent, 64u << 20) << "the server hung up";
  EXPECT_LT(ResidentBytes(), before + (24u << 20));
  close(fd);
  EXPECT_TRUE(IsServed(place_.Worker("w"), kPatience));
}

}  // namespace
}  // namespace arsip::frontier
