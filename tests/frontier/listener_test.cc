#include "frontier/listener.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server_fixture.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

constexpr size_t kIndex = 3;

class ListenerTest : public testing::TestWithParam<Place::Kind> {
 protected:
  ListenerTest() {
    auto authenticator = ZapAuthenticator::Start(context_.raw(), {place_.worker_keys().public_key});
    EXPECT_TRUE(authenticator);
    if (authenticator) authenticator_ = std::move(*authenticator);
    auto listener = Bind(place_.Server().endpoints[0]);
    EXPECT_TRUE(listener) << listener.error().ToString();
    if (!listener) return;
    listener_.emplace(std::move(*listener));
    place_.Bound(listener_->endpoint());
  }
  bool tcp() const { return GetParam() == Place::Kind::kTcp; }
  Result<Listener> Bind(const std::string& endpoint) {
    ARSIP_ASSIGN(const Endpoint parsed, ParseEndpoint(endpoint));
    return Listener::Bind(context_, parsed, kIndex, place_.Server(), authenticator_.get());
  }
  RawPeer Connect() { return RawPeer(context_, place_.Worker("w"), tcp()); }
  // What arrives next; kNothing when nothing does.
  Listener::Received Receive() {
    auto received = Listener::Received::kNothing;
    EXPECT_TRUE(Eventually([&] {
      auto result = listener_->Receive(&peer_, &message_);
      EXPECT_TRUE(result);
      received = result.value_or(Listener::Received::kNothing);
      return received != Listener::Received::kNothing;
    }));
    return received;
  }

  Place place_{GetParam()};
  TransportContext context_;
  std::unique_ptr<ZapAuthenticator> authenticator_;
  std::optional<Listener> listener_;
  Peer peer_;
  ZmqMessage message_;
};

INSTANTIATE_TEST_SUITE_P(Endpoints, ListenerTest,
                         testing::Values(Place::Kind::kInproc, Place::Kind::kIpc,
                                         Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(ListenerTest, AMessageNamesItsSenderWhoCanBeAnswered) {
  RawPeer peer = Connect();
  peer.Send("hello");
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  EXPECT_EQ(message_.bytes(), "hello");
  EXPECT_EQ(peer_.listener, kIndex);
  EXPECT_NE(peer_.routing_id, "");
  EXPECT_EQ(peer_.user_key, tcp() ? place_.worker_keys().public_key : "");
  EXPECT_FALSE(peer.HearsAnything(0));
  EXPECT_EQ(listener_->Send(peer_, "answer"), true);
  EXPECT_TRUE(peer.HearsAnything(20'000));
}

TEST_P(ListenerTest, NothingIsReceivedWhereNothingWaits) {
  EXPECT_EQ(listener_->Receive(&peer_, &message_), Listener::Received::kNothing);
  RawPeer peer = Connect();
  peer.Send("one");
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  EXPECT_EQ(listener_->Receive(&peer_, &message_), Listener::Received::kNothing);
}

TEST_P(ListenerTest, SeveralFramesAreMalformedAndTakenWhole) {
  RawPeer peer = Connect();
  peer.Send("one", true);
  peer.Send("two", true);
  peer.Send("three");
  peer.Send("single");
  EXPECT_EQ(Receive(), Listener::Received::kMalformed);
  EXPECT_NE(peer_.routing_id, "") << "so that the fault can be counted against it";
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  EXPECT_EQ(message_.bytes(), "single");
}

TEST_P(ListenerTest, PeersAreToldApart) {
  RawPeer first = Connect();
  RawPeer second = Connect();
  first.Send("first");
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  const Peer one = peer_;
  second.Send("second");
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  EXPECT_NE(peer_.id(), one.id());
  EXPECT_EQ(listener_->Send(one, "for the first"), true);
  EXPECT_TRUE(first.HearsAnything(20'000));
  EXPECT_FALSE(second.HearsAnything(50));
}

TEST_P(ListenerTest, APeerThatIsGoneOrWasNeverThereIsNotAnswered) {
  EXPECT_EQ(listener_->Send(Peer{kIndex, "nobody", ""}, "answer"), false);
  {
    RawPeer peer = Connect();
    peer.Send("goodbye");
    ASSERT_EQ(Receive(), Listener::Received::kMessage);
  }
  const Peer gone = peer_;
  EXPECT_TRUE(Eventually([&] { return listener_->Send(gone, "answer") == false; }));
}

TEST_P(ListenerTest, ATakenEndpointIsRefused) {
  EXPECT_EQ(Bind(listener_->endpoint()).error().code, ErrorCode::kUnavailable);
}

class TcpListenerTest : public ListenerTest {};
INSTANTIATE_TEST_SUITE_P(Endpoints, TcpListenerTest, testing::Values(Place::Kind::kTcp),
                         testing::PrintToStringParamName());

TEST_P(TcpListenerTest, TheFreePortThatWasTakenIsNamed) {
  const std::string& endpoint = listener_->endpoint();
  EXPECT_TRUE(endpoint.starts_with("tcp://")) << endpoint;
  EXPECT_GT(std::atoi(endpoint.substr(endpoint.rfind(':') + 1).c_str()), 0) << endpoint;
}

TEST_P(TcpListenerTest, AKeyThatIsTakenOffTheListIsNotHeardAnyMore) {
  RawPeer peer = Connect();
  peer.Send("welcome");
  ASSERT_EQ(Receive(), Listener::Received::kMessage);
  ASSERT_TRUE(authenticator_->Allow({NewCurveKeyPair().public_key}));
  peer.Send("no longer");
  EXPECT_EQ(Receive(), Listener::Received::kUnauthenticated);
}

TEST_P(TcpListenerTest, EveryAddressAndNamesAreRefused) {
  for (const char* endpoint : {"tcp://*:0", "tcp://localhost:0"}) {
    EXPECT_EQ(Bind(endpoint).error().code, ErrorCode::kInvalidInput) << endpoint;
  }
}

}  // namespace
}  // namespace arsip::frontier
