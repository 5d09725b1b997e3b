#include <gtest/gtest.h>

#include <atomic>

#include "frontier/wire.h"
#include "frontier/wire_completion.h"
#include "frontier/zmq_socket.h"
#include "scripted_frontier.h"
#include "transport_fixture.h"

namespace arsip::frontier {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The frontier's end, in the test's own thread: sees every message of a client, and answers as
// told. The client's clock stands still until it is advanced.
class FrontierClientTest : public testing::Test {
 protected:
  FrontierClientTest() : router_(std::move(*ZmqSocket::Create(context_.raw(), ZMQ_ROUTER))) {
    EXPECT_TRUE(router_.Set(ZMQ_LINGER, 0));
    EXPECT_TRUE(router_.Bind("inproc://frontier"));
    options_.endpoint = "inproc://frontier";
    options_.worker = "w";
  }
  void Connect() { worker_ = std::make_unique<TestWorker>(context_, clock_, options_); }
  FrontierClient& client() { return *worker_->client; }

  // What the client said since, each with the connection it came by.
  std::vector<wire::ToFrontier> Heard() {
    std::vector<wire::ToFrontier> messages;
    ZmqMessage frame;
    while (router_.Receive(&frame) == true) {
      peer_ = frame.bytes();
      EXPECT_EQ(router_.Receive(&frame), true);
      messages.emplace_back().ParseFromArray(frame.bytes().data(),
                                             static_cast<int>(frame.bytes().size()));
      EXPECT_FALSE(frame.more());
      EXPECT_EQ(messages.back().version(), kWireVersion);
    }
    return messages;
  }
  static wire::ToWorker Message() {
    wire::ToWorker message;
    message.set_version(kWireVersion);
    return message;
  }
  Status Tell(const wire::ToWorker& message) {
    EXPECT_EQ(router_.Send(peer_, true), ZmqSocket::Sent::kYes);
    EXPECT_EQ(router_.Send(message.SerializeAsString()), ZmqSocket::Sent::kYes);
    return client().OnReadable();
  }
  void Welcome(uint64_t sequence, bool fresh) {
    wire::ToWorker message = Message();
    message.mutable_welcome()->set_sequence(sequence);
    message.mutable_welcome()->set_fresh(fresh);
    ASSERT_TRUE(Tell(message));
  }
  void ConnectAndWelcome() {
    Connect();
    ASSERT_EQ(Heard().size(), 1u);
    Welcome(1, true);
  }
  void Grant(const LeaseId& id, Duration lasts = seconds(120)) {
    Lease lease;
    lease.id = id;
    lease.target.url = *Url::Parse("http://a.example/" + std::to_string(id.number));
    lease.lasts = lasts;
    wire::ToWorker message = Message();
    EncodeLease(lease, message.add_granted());
    ASSERT_TRUE(Tell(message));
  }
  void Acknowledge(const LeaseId& id) {
    wire::ToWorker message = Message();
    EncodeLeaseId(id, message.add_acknowledged()->mutable_lease());
    ASSERT_TRUE(Tell(message));
  }
  void Advance(Duration by) {
    clock_.Advance(by);
    ASSERT_TRUE(client().Tick());
  }
  static std::vector<LeaseId> LeasesDone(const std::vector<wire::ToFrontier>& messages) {
    std::vector<LeaseId> leases;
    CompletionDecoder decoder;
    for (const wire::ToFrontier& message : messages) {
      for (const std::string& done : message.done())
        leases.push_back((*decoder.Decode(done))->lease);
    }
    return leases;
  }

  ManualClock clock_;
  TransportContext context_;
  ZmqSocket router_;
  FrontierClientOptions options_;
  std::string peer_;
  std::unique_ptr<TestWorker> worker_;
};

constexpr LeaseId kOne{0, 1, 1};
constexpr LeaseId kTwo{0, 1, 2};

TEST_F(FrontierClientTest, HelloComesFirstAndAlone) {
  Connect();
  ASSERT_TRUE(client().Credit(5));
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  ASSERT_TRUE(client().OnReadable());
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].hello().worker(), "w");
  EXPECT_GT(heard[0].hello().incarnation(), 0u);
  EXPECT_EQ(heard[0].hello().sequence(), 1u);
  EXPECT_EQ(heard[0].done_size(), 0);
  Welcome(1, true);
  const auto then = Heard();
  ASSERT_EQ(then.size(), 1u);
  EXPECT_EQ(then[0].credit_total(), 5u);
  EXPECT_EQ(LeasesDone(then), (std::vector<LeaseId>{kOne}));
}

TEST_F(FrontierClientTest, WhatIsSaidInOneTurnLeavesInOneMessage) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Credit(1));
  ASSERT_TRUE(client().Credit(2));
  for (const LeaseId& lease : {kOne, kTwo}) {
    ASSERT_TRUE(client().ResponseEnded({lease, milliseconds(3)}));
    ASSERT_TRUE(client().Complete(lease, Outcome(), {}));
  }
  EXPECT_TRUE(Heard().empty());
  ASSERT_TRUE(client().OnReadable());
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].credit_total(), 3u);
  EXPECT_EQ(heard[0].ended_size(), 2);
  EXPECT_EQ(heard[0].ended(0).fetch_time(), 3'000'000u);
  EXPECT_EQ(heard[0].done_size(), 2);
  ASSERT_TRUE(client().OnReadable());
  EXPECT_TRUE(Heard().empty()) << "said once";
}

TEST_F(FrontierClientTest, EventsTellWhatArrived) {
  ConnectAndWelcome();
  Grant(kOne);
  ASSERT_EQ(worker_->granted.size(), 1u);
  EXPECT_EQ(worker_->granted[0].id, kOne);
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  EXPECT_EQ(client().unacknowledged(), 1u);
  wire::ToWorker message = Message();
  wire::Ack* ack = message.add_acknowledged();
  EncodeLeaseId(kOne, ack->mutable_lease());
  ack->set_verdict(2);
  message.mutable_progress()->set_queued(9);
  ASSERT_TRUE(Tell(message));
  ASSERT_EQ(worker_->acknowledged.size(), 1u);
  EXPECT_EQ(worker_->acknowledged[0].second, CompletionVerdict::kStale);
  EXPECT_EQ(worker_->last_progress.queued, 9u);
  EXPECT_EQ(client().unacknowledged(), 0u);
  ASSERT_TRUE(Tell(message));
  EXPECT_EQ(worker_->acknowledged.size(), 1u) << "acknowledged once";
}

TEST_F(FrontierClientTest, EventsMayCallTheClient) {
  FrontierClientEvents events;
  std::unique_ptr<FrontierClient> client;
  events.granted = [&](const std::vector<Lease>& leases) {
    for (const Lease& lease : leases) {
      EXPECT_TRUE(client->Complete(lease.id, Outcome(), {}));
      EXPECT_TRUE(client->Credit(1));
    }
  };
  client = std::move(*FrontierClient::Connect(context_, clock_, options_, std::move(events)));
  ASSERT_EQ(Heard().size(), 1u);
  wire::ToWorker message = Message();
  message.mutable_welcome()->set_sequence(1);
  message.mutable_welcome()->set_fresh(true);
  Lease lease;
  lease.id = kOne;
  lease.target.url = *Url::Parse("http://a.example/");
  EncodeLease(lease, message.add_granted());
  ASSERT_EQ(router_.Send(peer_, true), ZmqSocket::Sent::kYes);
  ASSERT_EQ(router_.Send(message.SerializeAsString()), ZmqSocket::Sent::kYes);
  ASSERT_TRUE(client->OnReadable());
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(LeasesDone(heard), (std::vector<LeaseId>{kOne}));
  EXPECT_EQ(heard[0].credit_total(), 1u);
}

TEST_F(FrontierClientTest, LateAcknowledgementMeansTheDoneIsSentAgain) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  ASSERT_TRUE(client().OnReadable());
  EXPECT_EQ(LeasesDone(Heard()).size(), 1u);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(Tell(Message()));  // it speaks, but not of the DONE
    Advance(seconds(3));
    EXPECT_TRUE(LeasesDone(Heard()).empty());
  }
  ASSERT_TRUE(Tell(Message()));
  Advance(seconds(1));
  EXPECT_EQ(LeasesDone(Heard()), (std::vector<LeaseId>{kOne}));
}

TEST_F(FrontierClientTest, SilentFrontierIsNotBuriedInRepetitions) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  Advance(seconds(1));
  Heard();
  for (int i = 0; i < 60; ++i) Advance(seconds(1));
  const auto heard = Heard();
  EXPECT_TRUE(LeasesDone(heard).empty());
  const auto hellos = std::count_if(heard.begin(), heard.end(),
                                    [](const auto& message) { return message.has_hello(); });
  EXPECT_GE(hellos, 10);
  EXPECT_LE(hellos, 13);
}

TEST_F(FrontierClientTest, UnknownConnectionSaysHelloAgainAndSendsAgain) {
  ConnectAndWelcome();
  Grant(kTwo);
  ASSERT_TRUE(client().Credit(7));
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  ASSERT_TRUE(client().OnReadable());
  Heard();
  clock_.Advance(seconds(1));
  wire::ToWorker say_hello = Message();
  say_hello.set_say_hello(true);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Tell(say_hello));  // one for each message it dropped
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 1u) << "one HELLO answers all";
  EXPECT_EQ(heard[0].hello().sequence(), 2u);
  EXPECT_EQ(heard[0].hello().leases_received(), 1u);
  EXPECT_EQ(heard[0].hello().held_size(), 2) << "the held lease and the unacknowledged one";
  EXPECT_EQ(heard[0].credit_total(), 7u);
  EXPECT_EQ(heard[0].done_size(), 0);
  Welcome(2, true);
  EXPECT_EQ(LeasesDone(Heard()), (std::vector<LeaseId>{kOne}));
}

TEST_F(FrontierClientTest, WelcomeOnTheSameConnectionRepeatsNothing) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  Advance(seconds(6));  // silence: a HELLO to see who is there
  const auto heard = Heard();
  EXPECT_EQ(LeasesDone(heard).size(), 1u);
  Welcome(2, false);
  EXPECT_TRUE(Heard().empty());
}

TEST_F(FrontierClientTest, LeasesAreRenewedBeforeAThirdHasPassed) {
  ConnectAndWelcome();
  Grant(kOne);
  Grant(kTwo);
  Heard();
  ASSERT_TRUE(client().Complete(kTwo, Outcome(), {}));
  std::vector<LeaseId> renewed;
  for (int i = 0; i < 39; ++i) {
    ASSERT_TRUE(Tell(Message()));
    Advance(seconds(1));
    for (const auto& message : Heard()) {
      for (const auto& lease : message.renew()) renewed.push_back(DecodeLeaseId(lease));
    }
  }
  EXPECT_EQ(renewed, (std::vector<LeaseId>{kOne})) << "what is done is not renewed";
}

TEST_F(FrontierClientTest, LostLeasesAreToldUnlessTheyAreDone) {
  ConnectAndWelcome();
  Grant(kOne);
  Grant(kTwo);
  ASSERT_TRUE(client().Complete(kTwo, Outcome(), {}));
  wire::ToWorker message = Message();
  for (const LeaseId& lease : {kOne, kTwo, kOne}) EncodeLeaseId(lease, message.add_lost());
  ASSERT_TRUE(Tell(message));
  EXPECT_EQ(worker_->lost, (std::vector<LeaseId>{kOne}));
  EXPECT_EQ(client().unacknowledged(), 1u);
}

TEST_F(FrontierClientTest, WorkerThatIsCutOffGivesItsLeasesUp) {
  ConnectAndWelcome();
  Grant(kOne);
  for (int i = 0; i < 104; ++i) Advance(seconds(1));
  EXPECT_TRUE(worker_->lost.empty());
  Advance(seconds(1));  // an eighth of 120 s before it is another's
  EXPECT_EQ(worker_->lost, (std::vector<LeaseId>{kOne}));
}

TEST_F(FrontierClientTest, IdleWorkerShowsThatItLives) {
  ConnectAndWelcome();
  Heard();
  Advance(seconds(1));
  EXPECT_TRUE(Heard().empty());
  Advance(seconds(1));
  EXPECT_EQ(Heard().size(), 1u);
}

TEST_F(FrontierClientTest, CompletingTwiceSendsOnce) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  ASSERT_TRUE(client().OnReadable());
  EXPECT_EQ(LeasesDone(Heard()).size(), 1u);
  Acknowledge(kOne);
  EXPECT_EQ(worker_->acknowledged.size(), 1u);
}

TEST_F(FrontierClientTest, TooManyUnacknowledgedAreRefused) {
  options_.max_unacknowledged = 1;
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  const Status full = client().Complete(kTwo, Outcome(), {});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kUnavailable);
  Acknowledge(kOne);
  EXPECT_TRUE(client().Complete(kTwo, Outcome(), {}));
}

TEST_F(FrontierClientTest, TooManyUnacknowledgedBytesAreRefused) {
  options_.max_unacknowledged_bytes = 1000;
  ConnectAndWelcome();
  Outcome outcome;
  outcome.detail = std::string(900, 'x');
  ASSERT_TRUE(client().Complete(kOne, outcome, {}));
  EXPECT_EQ(client().Complete(kTwo, outcome, {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(FrontierClientTest, LinksBeyondAMessageAreCutAndCounted) {
  options_.max_message_bytes = 1 << 20;
  ConnectAndWelcome();
  std::vector<DiscoveredUrl> links(6000);
  for (size_t i = 0; i < links.size(); ++i) {
    links[i].url =
        *Url::Parse("http://a.example/" + std::to_string(i) + "?" + std::string(4000, 'x'));
  }
  ASSERT_TRUE(client().ResponseEnded({kOne, milliseconds(1)}));
  ASSERT_TRUE(client().Complete(kOne, Outcome(), links));
  ASSERT_TRUE(client().OnReadable());
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 2u) << "a DONE that fills a message leaves alone";
  CompletionDecoder decoder;
  const Completion& completion = **decoder.Decode(heard[1].done(0));
  EXPECT_EQ(completion.links_cut, client().links_cut());
  EXPECT_EQ(completion.discovered.size() + completion.links_cut, links.size());
  EXPECT_GT(completion.discovered.size(), 250u);
  EXPECT_LE(heard[1].ByteSizeLong(), 1u << 20);
}

TEST_F(FrontierClientTest, RefusedWorkerIsTold) {
  ConnectAndWelcome();
  wire::ToWorker message = Message();
  message.set_refused("a newer worker has the same name");
  const Status status = Tell(message);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kPermission);
  EXPECT_EQ(status.error().where, "w");
  EXPECT_FALSE(client().Tick()) << "and again";
  EXPECT_FALSE(client().Credit(1));
}

TEST_F(FrontierClientTest, GarbageFromTheFrontierIsIgnored) {
  ConnectAndWelcome();
  for (const std::string bytes : {"", "\xFF\xFF", "\x08\x02"}) {
    ASSERT_EQ(router_.Send(peer_, true), ZmqSocket::Sent::kYes);
    ASSERT_EQ(router_.Send(bytes), ZmqSocket::Sent::kYes);
    EXPECT_TRUE(client().OnReadable());
  }
  ASSERT_EQ(router_.Send(peer_, true), ZmqSocket::Sent::kYes);
  ASSERT_EQ(router_.Send("two", true), ZmqSocket::Sent::kYes);
  ASSERT_EQ(router_.Send("frames"), ZmqSocket::Sent::kYes);
  EXPECT_TRUE(client().OnReadable());
  Grant(kOne);
  EXPECT_EQ(worker_->granted.size(), 1u);
}

TEST_F(FrontierClientTest, EndSaysGoodbye) {
  ConnectAndWelcome();
  ASSERT_TRUE(client().Complete(kOne, Outcome(), {}));
  worker_.reset();
  const auto heard = Heard();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(LeasesDone(heard).size(), 1u);
  EXPECT_TRUE(heard[1].goodbye());
}

TEST_F(FrontierClientTest, NonsenseIsRefused) {
  const auto code = [&] {
    auto client = FrontierClient::Connect(context_, clock_, options_, {});
    return client ? ErrorCode::kInternal : client.error().code;
  };
  options_.worker = "two words";
  EXPECT_EQ(code(), ErrorCode::kInvalidInput);
  options_.worker = "w";
  options_.endpoint = "http://a.example/";
  EXPECT_EQ(code(), ErrorCode::kInvalidInput);
  options_.endpoint = "tcp://127.0.0.1:7000";
  EXPECT_EQ(code(), ErrorCode::kInvalidInput) << "tcp without keys";
  options_.endpoint = "inproc://frontier";
  options_.max_message_bytes = 10;
  EXPECT_EQ(code(), ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::frontier
