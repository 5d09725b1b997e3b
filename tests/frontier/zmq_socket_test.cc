#include "frontier/zmq_socket.h"

#include <gtest/gtest.h>

#include <cstring>

#include "frontier/transport.h"

namespace arsip::frontier {
namespace {

class ZmqSocketTest : public testing::Test {
 protected:
  ZmqSocket Open(int type) {
    Result<ZmqSocket> socket = ZmqSocket::Create(context_.raw(), type);
    EXPECT_TRUE(socket);
    EXPECT_TRUE(socket->Set(ZMQ_LINGER, 0));
    return std::move(*socket);
  }

  TransportContext context_;
};

TEST_F(ZmqSocketTest, MessageArrivesWithItsFrames) {
  ZmqSocket server = Open(ZMQ_ROUTER);
  ZmqSocket client = Open(ZMQ_DEALER);
  ASSERT_TRUE(server.Bind("inproc://test"));
  ASSERT_TRUE(client.Connect("inproc://test"));
  ASSERT_EQ(client.Send("first", true), ZmqSocket::Sent::kYes);
  ASSERT_EQ(client.Send("second"), ZmqSocket::Sent::kYes);
  ZmqMessage frame;
  ASSERT_EQ(server.Receive(&frame), true);
  EXPECT_TRUE(frame.more()) << "the routing id";
  ASSERT_EQ(server.Receive(&frame), true);
  EXPECT_EQ(frame.bytes(), "first");
  EXPECT_TRUE(frame.more());
  EXPECT_EQ(frame.user_id(), "");
  ASSERT_EQ(server.Receive(&frame), true);
  EXPECT_EQ(frame.bytes(), "second");
  EXPECT_FALSE(frame.more());
  EXPECT_EQ(server.Receive(&frame), false);
}

TEST_F(ZmqSocketTest, UnknownPeerIsUnroutable) {
  ZmqSocket server = Open(ZMQ_ROUTER);
  ASSERT_TRUE(server.Set(ZMQ_ROUTER_MANDATORY, 1));
  ASSERT_TRUE(server.Bind("inproc://test"));
  EXPECT_EQ(server.Send("nobody", true), ZmqSocket::Sent::kUnroutable);
}

TEST_F(ZmqSocketTest, MessageThatWouldBlockKeepsItsContent) {
  ZmqSocket client = Open(ZMQ_DEALER);
  ASSERT_TRUE(client.Set(ZMQ_IMMEDIATE, 1));
  ASSERT_TRUE(client.Connect("tcp://127.0.0.1:9"));
  ZmqMessage message;
  ASSERT_TRUE(message.Allocate(4));
  std::memcpy(message.data(), "kept", 4);
  EXPECT_EQ(client.Send(&message), ZmqSocket::Sent::kWouldBlock);
  EXPECT_EQ(message.bytes(), "kept");
}

TEST_F(ZmqSocketTest, BoundPortIsNamed) {
  ZmqSocket server = Open(ZMQ_ROUTER);
  ASSERT_TRUE(server.Bind("tcp://127.0.0.1:*"));
  const Result<std::string> endpoint = server.BoundEndpoint();
  ASSERT_TRUE(endpoint);
  EXPECT_TRUE(endpoint->starts_with("tcp://127.0.0.1:"));
  EXPECT_NE(endpoint->back(), '*');
}

TEST_F(ZmqSocketTest, EventsTellWhatWaits) {
  ZmqSocket server = Open(ZMQ_ROUTER);
  ZmqSocket client = Open(ZMQ_DEALER);
  ASSERT_TRUE(server.Bind("inproc://test"));
  EXPECT_EQ(*client.Events() & ZMQ_POLLOUT, 0);
  ASSERT_TRUE(client.Connect("inproc://test"));
  EXPECT_NE(*client.Events() & ZMQ_POLLOUT, 0);
  EXPECT_EQ(*server.Events() & ZMQ_POLLIN, 0);
  ASSERT_EQ(client.Send("hi"), ZmqSocket::Sent::kYes);
  EXPECT_NE(*server.Events() & ZMQ_POLLIN, 0);
  EXPECT_GE(*client.fd(), 0);
}

TEST_F(ZmqSocketTest, ErrorsSayWhatTheCallerCanDo) {
  ZmqSocket server = Open(ZMQ_ROUTER);
  ZmqSocket second = Open(ZMQ_ROUTER);
  ASSERT_TRUE(server.Bind("inproc://test"));
  EXPECT_EQ(second.Bind("inproc://test").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(second.Bind("nonsense://test").error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(second.Bind("inproc://test").error().where, "inproc://test");
  EXPECT_EQ(second.Set(ZMQ_CURVE_SECRETKEY, "short").error().code, ErrorCode::kInvalidInput);
}

TEST_F(ZmqSocketTest, ClosedInprocNameIsFreeAtOnce) {
  for (int i = 0; i < 50; ++i) {
    ZmqSocket server = Open(ZMQ_ROUTER);
    ASSERT_TRUE(server.Bind("inproc://test")) << i;
    ZmqSocket moved = std::move(server);
    moved.Close();
    EXPECT_FALSE(moved.open());
  }
}

TEST_F(ZmqSocketTest, MovedSocketIsTheOtherOne) {
  ZmqSocket a = Open(ZMQ_DEALER);
  void* raw = a.raw();
  const ZmqSocket b = std::move(a);
  EXPECT_EQ(b.raw(), raw);
  EXPECT_TRUE(b.open());
}

}  // namespace
}  // namespace arsip::frontier
