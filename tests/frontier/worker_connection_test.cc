#include "frontier/worker_connection.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "frontier/listener.h"
#include "server_fixture.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A worker's connection, and the listener of a frontier that comes and goes.
class WorkerConnectionTest : public testing::TestWithParam<Place::Kind> {
 protected:
  WorkerConnectionTest() {
    auto authenticator = ZapAuthenticator::Start(context_.raw(), {place_.worker_keys().public_key});
    EXPECT_TRUE(authenticator);
    if (authenticator) authenticator_ = std::move(*authenticator);
  }
  void Listen() {
    const FrontierServerOptions options = place_.Server();
    // The port of a listener before it is free a moment after its end.
    ASSERT_TRUE(Eventually([&] {
      auto listener = Listener::Bind(context_, *ParseEndpoint(options.endpoints[0]), 0, options,
                                     authenticator_.get());
      if (listener) listener_.emplace(std::move(*listener));
      return listener.has_value();
    }));
    place_.Bound(listener_->endpoint());
  }
  void Open() {
    auto connection = WorkerConnection::Open(context_, place_.Worker("w"));
    ASSERT_TRUE(connection) << connection.error().ToString();
    connection_.emplace(std::move(*connection));
  }
  static void Fill(ZmqMessage* message, std::string_view text) {
    ASSERT_TRUE(message->Allocate(text.size()));
    std::memcpy(message->data(), text.data(), text.size());
  }
  bool SendWhenConnected(std::string_view text) {
    ZmqMessage message;
    Fill(&message, text);
    return Eventually([&] { return connection_->Send(&message) == true; });
  }
  bool ListenerHears(std::string_view text) {
    ZmqMessage message;
    return Eventually([&] {
      return listener_->Receive(&peer_, &message) == Listener::Received::kMessage &&
             message.bytes() == text;
    });
  }
  bool Receive(ZmqMessage* message) {
    return Eventually([&] { return connection_->Receive(message) == true; });
  }

  Place place_{GetParam()};
  TransportContext context_;
  std::unique_ptr<ZapAuthenticator> authenticator_;
  std::optional<Listener> listener_;
  std::optional<WorkerConnection> connection_;
  Peer peer_;
  SystemClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Endpoints, WorkerConnectionTest,
                         testing::Values(Place::Kind::kInproc, Place::Kind::kIpc,
                                         Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(WorkerConnectionTest, MessagesGoBothWays) {
  Listen();
  Open();
  ZmqMessage message;
  EXPECT_EQ(connection_->Receive(&message), false) << "nothing is there";
  ASSERT_TRUE(SendWhenConnected("hello"));
  ASSERT_TRUE(ListenerHears("hello"));
  ASSERT_EQ(listener_->Send(peer_, "answer"), true);
  ASSERT_TRUE(Receive(&message));
  EXPECT_EQ(message.bytes(), "answer");
  EXPECT_EQ(connection_->Receive(&message), false);
}

TEST_P(WorkerConnectionTest, TheDescriptorWakesItsWaiter) {
  Listen();
  Open();
  ASSERT_TRUE(SendWhenConnected("hello"));
  ASSERT_TRUE(ListenerHears("hello"));
  ASSERT_EQ(listener_->Send(peer_, "answer"), true);
  EXPECT_TRUE(Eventually([&] {
    const auto events = connection_->Events();
    if (events && (*events & ZMQ_POLLIN) != 0) return true;
    pollfd item{connection_->fd(), POLLIN, 0};
    return poll(&item, 1, 1000) == 1 && *connection_->Events() != 0 &&
           (*connection_->Events() & ZMQ_POLLIN) != 0;
  }));
}

TEST_P(WorkerConnectionTest, AStandingConnectionIsNotRenewedHoweverSilentItIs) {
  Listen();
  Open();
  ASSERT_TRUE(SendWhenConnected("hello"));
  EXPECT_FALSE(connection_->Renew(std::chrono::hours(1), clock_.Monotonic()));
  ASSERT_TRUE(ListenerHears("hello"));
  EXPECT_EQ(listener_->Send(peer_, "answer"), true);
}

TEST_P(WorkerConnectionTest, AfterARestartOfTheFrontierMessagesGoThroughAgain) {
  Listen();
  Open();
  ASSERT_TRUE(SendWhenConnected("before"));
  ASSERT_TRUE(ListenerHears("before"));
  listener_.reset();
  Listen();
  ZmqMessage message;
  Fill(&message, "after");
  MonotonicTime now = clock_.Monotonic();
  EXPECT_TRUE(Eventually([&] {
    now += seconds(6);
    connection_->Renew(seconds(6), now);
    if (connection_->Send(&message) == true) Fill(&message, "after");
    ZmqMessage heard;
    return listener_->Receive(&peer_, &heard) == Listener::Received::kMessage &&
           heard.bytes() == "after";
  }));
}

class UnansweredConnectionTest : public WorkerConnectionTest {};
INSTANTIATE_TEST_SUITE_P(Endpoints, UnansweredConnectionTest, testing::Values(Place::Kind::kIpc),
                         testing::PrintToStringParamName());

TEST_P(UnansweredConnectionTest, AMessageThatWouldBlockKeepsItsContent) {
  Open();
  ZmqMessage message;
  Fill(&message, "kept");
  EXPECT_EQ(connection_->Send(&message), false);
  EXPECT_EQ(message.bytes(), "kept");
  Listen();
  EXPECT_TRUE(Eventually([&] { return connection_->Send(&message) == true; }));
  EXPECT_TRUE(ListenerHears("kept"));
}

TEST_P(UnansweredConnectionTest, IsRenewedAfterFiveSilentSecondsAndNotMoreOften) {
  Open();
  const MonotonicTime now = clock_.Monotonic();
  EXPECT_FALSE(connection_->Renew(milliseconds(4999), now));
  EXPECT_TRUE(connection_->Renew(seconds(5), now));
  EXPECT_FALSE(connection_->Renew(seconds(9), now + milliseconds(4999)));
  EXPECT_TRUE(connection_->Renew(seconds(10), now + seconds(5)));
}

TEST(WorkerConnection, SeveralFramesArriveAsOneEmptyMessage) {
  TransportContext context;
  ZmqSocket router = std::move(*ZmqSocket::Create(context.raw(), ZMQ_ROUTER));
  ASSERT_TRUE(router.Bind("inproc://frames"));
  FrontierClientOptions options;
  options.endpoint = "inproc://frames";
  auto connection = WorkerConnection::Open(context, options);
  ASSERT_TRUE(connection);
  ZmqMessage message;
  ASSERT_EQ(connection->Send(&message), true);
  ASSERT_EQ(router.Receive(&message), true);
  const std::string routing_id(message.bytes());
  ASSERT_EQ(router.Receive(&message), true);
  for (const char* frame : {"one", "two"}) {
    ASSERT_EQ(router.Send(routing_id, true), ZmqSocket::Sent::kYes);
    ASSERT_EQ(router.Send(frame, true), ZmqSocket::Sent::kYes);
    ASSERT_EQ(router.Send("rest"), ZmqSocket::Sent::kYes);
  }
  ASSERT_EQ(router.Send(routing_id, true), ZmqSocket::Sent::kYes);
  ASSERT_EQ(router.Send("single"), ZmqSocket::Sent::kYes);
  for (const char* expected : {"", "", "single"}) {
    ASSERT_EQ(connection->Receive(&message), true);
    EXPECT_EQ(message.bytes(), expected);
  }
  EXPECT_EQ(connection->Receive(&message), false);
}

TEST(WorkerConnection, NonsenseAndTcpWithoutKeysAreRefused) {
  TransportContext context;
  FrontierClientOptions options;
  options.endpoint = "udp://127.0.0.1:1";
  EXPECT_EQ(WorkerConnection::Open(context, options).error().code, ErrorCode::kInvalidInput);
  options.endpoint = "tcp://127.0.0.1:1";
  EXPECT_EQ(WorkerConnection::Open(context, options).error().code, ErrorCode::kInvalidInput);
  options.curve_server_key = NewCurveKeyPair().public_key;
  EXPECT_EQ(WorkerConnection::Open(context, options).error().code, ErrorCode::kInvalidInput);
  options.curve_keys = NewCurveKeyPair();
  EXPECT_TRUE(WorkerConnection::Open(context, options));
}

}  // namespace
}  // namespace arsip::frontier
