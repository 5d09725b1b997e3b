// Who is let in at a tcp:// endpoint: only keys on the list, and nobody once the ZAP handler is
// gone.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frontier/frontier_server.h"
#include "frontier/wire.h"
#include "server_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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
