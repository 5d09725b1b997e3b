// What a server refuses to be made of, and what each of its endpoints is open to.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "frontier/frontier_server.h"
#include "server_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

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

}  // namespace
}  // namespace arsip::frontier
