// Peers that send garbage, floods and giants.
#include <gtest/gtest.h>

#include "frontier/frontier_server.h"
#include "server_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;

class HostilePeerTest : public FrontierServerTest {};

INSTANTIATE_TEST_SUITE_P(Transports, HostilePeerTest,
                         testing::Values(Place::Kind::kInproc, Place::Kind::kIpc,
                                         Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(HostilePeerTest, GarbageIsCountedAndOthersAreServed) {
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

TEST_P(HostilePeerTest, ManyTinyMessagesLeaveMemoryFlat) {
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

TEST_P(HostilePeerTest, OverlongMessageIsCut) {
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

}  // namespace
}  // namespace arsip::frontier
