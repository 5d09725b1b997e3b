#include "frontier/frontier_service.h"

#include <gtest/gtest.h>

#include <map>

#include "scripted_frontier.h"

namespace arsip::frontier {
namespace {

using std::chrono::seconds;

class FrontierServiceTest : public testing::Test {
 protected:
  FrontierServiceTest() : service_(frontier_, clock_, Options()) {}
  static FrontierServerOptions Options() {
    FrontierServerOptions options;
    options.max_message_bytes = 1 << 20;
    return options;
  }

  static wire::ToFrontier Message(uint64_t credit_total = 0) {
    wire::ToFrontier message;
    message.set_version(kWireVersion);
    message.set_credit_total(credit_total);
    return message;
  }
  static wire::ToFrontier Hello(const std::string& worker, uint64_t sequence = 1,
                                uint64_t incarnation = 1, uint64_t credit_total = 0) {
    wire::ToFrontier message = Message(credit_total);
    message.mutable_hello()->set_worker(worker);
    message.mutable_hello()->set_sequence(sequence);
    message.mutable_hello()->set_incarnation(incarnation);
    return message;
  }
  static void AddDone(wire::ToFrontier* message, const LeaseId& lease,
                      std::span<const DiscoveredUrl> links = {}) {
    CompletionEncoder encoder;
    message->add_done(encoder.Encode(lease, Outcome(), links, 1 << 20)->bytes);
  }

  void Receive(const Peer& peer, const wire::ToFrontier& message) {
    ASSERT_TRUE(service_.Receive(peer, message.SerializeAsString()));
  }
  // One turn of a server, after what was received. What peers were told is in `told_`.
  void Turn() {
    ASSERT_TRUE(service_.Grant());
    ASSERT_TRUE(frontier_.Commit());
    Answer();
  }
  void Answer() {
    told_.clear();
    ASSERT_TRUE(service_.Answer([&](const Peer& peer, std::string_view bytes) {
      if (gone_.contains(peer.routing_id)) return false;
      FrontierMessageDecoder decoder;
      const auto message = decoder.Decode(bytes);
      EXPECT_TRUE(message);
      told_[peer.routing_id] = **message;
      return true;
    }));
  }
  // A worker that is welcome, has leases, and is done with nothing.
  std::vector<LeaseId> Connect(const Peer& peer, const std::string& name, uint64_t credit) {
    Receive(peer, Hello(name, 1, 1, credit));
    Turn();
    std::vector<LeaseId> leases;
    for (const Lease& lease : told_[peer.routing_id].granted) leases.push_back(lease.id);
    return leases;
  }

  const Peer a_{0, "a", ""};
  const Peer b_{0, "b", ""};
  ScriptedFrontier frontier_;
  ManualClock clock_;
  FrontierService service_;
  std::set<std::string> gone_;
  std::map<std::string, FrontierMessage> told_;
};

TEST_F(FrontierServiceTest, WorkerIsWelcomedAndGrantedItsCredit) {
  frontier_.QueueMany(5);
  Receive(a_, Hello("w", 7, 1, 3));
  Turn();
  ASSERT_TRUE(told_["a"].welcome);
  EXPECT_EQ(told_["a"].welcome->sequence, 7u);
  EXPECT_TRUE(told_["a"].welcome->fresh);
  EXPECT_EQ(told_["a"].granted.size(), 3u);
  EXPECT_FALSE(service_.wants_leases());
  EXPECT_EQ(service_.counters().workers, 1u);
}

TEST_F(FrontierServiceTest, StrangerIsAskedToSayHelloAndChangesNothing) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(b_, "other", 1);
  wire::ToFrontier message = Message(10);
  AddDone(&message, leases[0]);
  Receive(a_, message);
  Turn();
  EXPECT_TRUE(told_["a"].say_hello);
  EXPECT_TRUE(told_["a"].acknowledged.empty());
  EXPECT_EQ(frontier_.completes, 0);
}

TEST_F(FrontierServiceTest, CreditIsSharedInTurns) {
  Receive(a_, Hello("w1", 1, 1, 64));
  Receive(b_, Hello("w2", 1, 1, 64));
  frontier_.QueueMany(32);
  Turn();
  EXPECT_EQ(told_["a"].granted.size(), 16u);
  EXPECT_EQ(told_["b"].granted.size(), 16u);
  EXPECT_TRUE(service_.dry());
  EXPECT_TRUE(service_.wants_leases());
}

TEST_F(FrontierServiceTest, ScarceLeasesGoToEachInTurn) {
  Receive(a_, Hello("w1", 1, 1, 64));
  Receive(b_, Hello("w2", 1, 1, 64));
  std::map<std::string, size_t> granted;
  for (int turn = 0; turn < 10; ++turn) {
    frontier_.QueueMany(1);
    Turn();
    for (auto& [peer, message] : told_) granted[peer] += message.granted.size();
  }
  EXPECT_EQ(granted["a"], 5u);
  EXPECT_EQ(granted["b"], 5u);
}

TEST_F(FrontierServiceTest, RepeatedCreditAsksForNothingMore) {
  frontier_.QueueMany(10);
  Connect(a_, "w", 3);
  Receive(a_, Message(3));
  Receive(a_, Message(2));  // late
  Turn();
  EXPECT_TRUE(told_["a"].granted.empty());
  Receive(a_, Message(4));
  Turn();
  EXPECT_EQ(told_["a"].granted.size(), 1u);
}

TEST_F(FrontierServiceTest, CompletionIsAcknowledgedAndItsLinksAreTaken) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  DiscoveredUrl link;
  link.url = *Url::Parse("http://b.example/");
  wire::ToFrontier message = Message(1);
  AddDone(&message, leases[0], std::span(&link, 1));
  Receive(a_, message);
  EXPECT_TRUE(service_.answers_wait());
  Turn();
  ASSERT_EQ(told_["a"].acknowledged.size(), 1u);
  EXPECT_EQ(told_["a"].acknowledged[0].lease, leases[0]);
  EXPECT_EQ(told_["a"].acknowledged[0].verdict, CompletionVerdict::kAccepted);
  ASSERT_EQ(frontier_.discovered.size(), 1u);
  EXPECT_EQ(frontier_.discovered[0].url, link.url);
}

TEST_F(FrontierServiceTest, RepeatedCompletionIsAcknowledgedAgain) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  AddDone(&message, leases[0]);
  Receive(a_, message);
  Turn();
  Receive(a_, message);
  Turn();
  ASSERT_EQ(told_["a"].acknowledged.size(), 1u);
  EXPECT_EQ(told_["a"].acknowledged[0].verdict, CompletionVerdict::kRepeated);
  EXPECT_EQ(frontier_.completed.size(), 1u);
}

TEST_F(FrontierServiceTest, AnotherWorkersLeaseCannotBeCompleted) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "owner", 1);
  Connect(b_, "thief", 0);
  wire::ToFrontier message = Message();
  AddDone(&message, leases[0]);
  wire::Ended* ended = message.add_ended();
  EncodeLeaseId(leases[0], ended->mutable_lease());
  Receive(b_, message);
  Turn();
  ASSERT_EQ(told_["b"].acknowledged.size(), 1u);
  EXPECT_EQ(told_["b"].acknowledged[0].verdict, CompletionVerdict::kStale);
  EXPECT_EQ(frontier_.completes, 0);
  EXPECT_TRUE(frontier_.ended.empty());
  EXPECT_TRUE(frontier_.leased.contains(leases[0]));
  EXPECT_EQ(service_.counters().foreign_leases, 1u);
}

TEST_F(FrontierServiceTest, CompletionOfAnOldEpochChangesNothing) {
  frontier_.QueueMany(1);
  Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  AddDone(&message, {0, 0, 1});
  Receive(a_, message);
  Turn();
  ASSERT_EQ(told_["a"].acknowledged.size(), 1u);
  EXPECT_EQ(told_["a"].acknowledged[0].verdict, CompletionVerdict::kStale);
  EXPECT_TRUE(frontier_.completed.empty());
  EXPECT_EQ(frontier_.leased.size(), 1u);
}

TEST_F(FrontierServiceTest, CompletionThatTheStoreCannotTakeIsNotAcknowledged) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  AddDone(&message, leases[0]);
  frontier_.complete_error = Error{ErrorCode::kNoSpace, "disk full", ""};
  Receive(a_, message);
  Turn();
  EXPECT_TRUE(told_["a"].acknowledged.empty());
  EXPECT_EQ(service_.counters().deferred, 1u);
  frontier_.complete_error.reset();
  Receive(a_, message);
  Turn();
  ASSERT_EQ(told_["a"].acknowledged.size(), 1u);
  EXPECT_EQ(told_["a"].acknowledged[0].verdict, CompletionVerdict::kAccepted);
}

TEST_F(FrontierServiceTest, BrokenFrontierEndsTheService) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  AddDone(&message, leases[0]);
  frontier_.complete_error = Error{ErrorCode::kCorruption, "a record is not what was written", ""};
  const Status status = service_.Receive(a_, message.SerializeAsString());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCorruption);
}

TEST_F(FrontierServiceTest, EndOfAResponseIsPassedOn) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  wire::Ended* ended = message.add_ended();
  EncodeLeaseId(leases[0], ended->mutable_lease());
  ended->set_fetch_time(1'000'000);
  Receive(a_, message);
  ASSERT_EQ(frontier_.ended.size(), 1u);
  EXPECT_EQ(frontier_.ended[0].lease, leases[0]);
  EXPECT_EQ(frontier_.ended[0].fetch_time, std::chrono::milliseconds(1));
}

TEST_F(FrontierServiceTest, RenewalOfWhatIsLostIsAnsweredLost) {
  frontier_.QueueMany(2);
  const std::vector<LeaseId> leases = Connect(a_, "w", 2);
  frontier_.leased.erase(leases[0]);
  wire::ToFrontier message = Message(2);
  for (const LeaseId& lease : leases) EncodeLeaseId(lease, message.add_renew());
  Receive(a_, message);
  Turn();
  EXPECT_EQ(told_["a"].lost, (std::vector<LeaseId>{leases[0]}));
  EXPECT_EQ(frontier_.renewed, leases);
}

TEST_F(FrontierServiceTest, RestartedWorkerLosesItsOldLeases) {
  frontier_.QueueMany(2);
  Connect(a_, "w", 2);
  Receive(b_, Hello("w", 1, 2, 0));
  EXPECT_EQ(frontier_.abandoned, (std::vector<std::string>{"w"}));
  EXPECT_TRUE(frontier_.leased.empty());
  Turn();
  EXPECT_TRUE(told_["b"].welcome->fresh);
  EXPECT_EQ(service_.counters().workers, 1u);
}

TEST_F(FrontierServiceTest, OlderWorkerOfTheSameNameIsRefused) {
  frontier_.QueueMany(1);
  Receive(a_, Hello("w", 1, 2, 1));
  Turn();
  Receive(b_, Hello("w", 1, 1, 1));
  Turn();
  EXPECT_EQ(told_["b"].refused, "a newer worker has the same name");
  EXPECT_TRUE(frontier_.abandoned.empty());
  EXPECT_EQ(frontier_.leased.size(), 1u);
  EXPECT_EQ(service_.counters().refused_workers, 1u);
}

TEST_F(FrontierServiceTest, LateHelloChangesNothing) {
  frontier_.QueueMany(4);
  Receive(a_, Hello("w", 5, 1, 2));
  Turn();
  // The same HELLO, and an older one, by the same connection and by another.
  for (const Peer& peer : {a_, b_}) {
    for (const uint64_t sequence : {5, 4}) Receive(peer, Hello("w", sequence, 1, 2));
  }
  Turn();
  EXPECT_FALSE(told_["a"].welcome);
  EXPECT_FALSE(told_["b"].welcome);
  EXPECT_EQ(frontier_.leased.size(), 2u);
  EXPECT_TRUE(frontier_.abandoned.empty());
  EXPECT_TRUE(frontier_.given_back.empty());
  Receive(a_, Message(3));
  Turn();
  EXPECT_EQ(told_["a"].granted.size(), 1u) << "the connection is the first one still";
}

TEST_F(FrontierServiceTest, ReconnectedWorkerKeepsWhatItHoldsAndTheRestGoesBack) {
  frontier_.QueueMany(5);
  const std::vector<LeaseId> leases = Connect(a_, "w", 5);
  // Two of five grants arrived before the connection broke.
  wire::ToFrontier hello = Hello("w", 2, 1, 5);
  hello.mutable_hello()->set_leases_received(2);
  EncodeLeaseId(leases[0], hello.mutable_hello()->add_held());
  EncodeLeaseId(leases[1], hello.mutable_hello()->add_held());
  Receive(b_, hello);
  EXPECT_EQ(frontier_.given_back, (std::vector<LeaseId>{leases[2], leases[3], leases[4]}));
  Turn();
  EXPECT_TRUE(told_["b"].welcome->fresh);
  EXPECT_EQ(told_["b"].granted.size(), 3u) << "the credit of what was lost is open again";
  EXPECT_TRUE(told_["b"].lost.empty());
  EXPECT_FALSE(told_.contains("a"));
}

TEST_F(FrontierServiceTest, HelloOnALivingConnectionGivesNothingBack) {
  frontier_.QueueMany(2);
  Connect(a_, "w", 2);
  Receive(a_, Hello("w", 2, 1, 2));  // sent before the GRANT arrived
  Turn();
  EXPECT_FALSE(told_["a"].welcome->fresh);
  EXPECT_TRUE(frontier_.given_back.empty());
  EXPECT_EQ(frontier_.leased.size(), 2u);
}

TEST_F(FrontierServiceTest, LeasesThatAnEarlierFrontierGaveAreLost) {
  wire::ToFrontier hello = Hello("w", 1, 1, 0);
  EncodeLeaseId({0, 0, 9}, hello.mutable_hello()->add_held());
  Receive(a_, hello);
  Turn();
  EXPECT_EQ(told_["a"].lost, (std::vector<LeaseId>{{0, 0, 9}}));
}

TEST_F(FrontierServiceTest, GrantThatCannotBeSentGoesBack) {
  frontier_.QueueMany(2);
  gone_ = {"a"};
  Receive(a_, Hello("w", 1, 1, 2));
  Turn();
  EXPECT_EQ(frontier_.given_back.size(), 2u);
  EXPECT_TRUE(frontier_.dirty()) << "for the next batch";
  EXPECT_EQ(service_.counters().undeliverable, 1u);
  EXPECT_FALSE(service_.wants_leases()) << "until it is heard again";
  gone_.clear();
  Receive(a_, Message(2));
  Turn();
  EXPECT_EQ(told_["a"].granted.size(), 2u);
}

TEST_F(FrontierServiceTest, SilentWorkersLeasesGoBack) {
  frontier_.QueueMany(2);
  Connect(a_, "silent", 1);
  Connect(b_, "lively", 1);
  clock_.Advance(seconds(40));
  Receive(b_, Message(1));
  clock_.Advance(seconds(20));
  service_.ExpireSilentWorkers();
  EXPECT_EQ(frontier_.abandoned, (std::vector<std::string>{"silent"}));
  EXPECT_EQ(service_.counters().workers_timed_out, 1u);
  Receive(a_, Message(1));
  Turn();
  EXPECT_TRUE(told_["a"].say_hello);
}

TEST_F(FrontierServiceTest, SilenceThatWasOursIsForgiven) {
  Connect(a_, "w", 0);
  clock_.Advance(seconds(600));
  service_.ForgiveSilence();
  service_.ExpireSilentWorkers();
  EXPECT_TRUE(frontier_.abandoned.empty());
}

TEST_F(FrontierServiceTest, GoodbyeGivesLeasesBackAtOnce) {
  frontier_.QueueMany(2);
  const std::vector<LeaseId> leases = Connect(a_, "w", 2);
  wire::ToFrontier message = Message(2);
  AddDone(&message, leases[0]);
  message.set_goodbye(true);
  Receive(a_, message);
  EXPECT_TRUE(frontier_.completed.contains(leases[0]));
  EXPECT_TRUE(frontier_.leased.empty());
  EXPECT_EQ(service_.counters().workers, 0u);
  Turn();
  EXPECT_TRUE(told_.empty());
}

TEST_F(FrontierServiceTest, ProgressReachesEveryWorker) {
  Connect(a_, "w1", 0);
  Connect(b_, "w2", 0);
  frontier_.QueueMany(3);
  service_.ReportProgress();
  Answer();
  ASSERT_TRUE(told_["a"].progress);
  EXPECT_EQ(told_["a"].progress->queued, 3u);
  ASSERT_TRUE(told_["b"].progress);
}

TEST_F(FrontierServiceTest, AnotherVersionIsDroppedCountedAndTold) {
  wire::ToFrontier hello = Hello("w");
  hello.set_version(kWireVersion + 1);
  Receive(a_, hello);
  Turn();
  EXPECT_EQ(told_["a"].refused, "protocol version 2, expected 1");
  EXPECT_EQ(service_.counters().malformed, 1u);
  EXPECT_EQ(service_.counters().workers, 0u);
}

TEST_F(FrontierServiceTest, PeerIsIgnoredAfterAHundredFaults) {
  frontier_.QueueMany(1);
  Connect(a_, "w", 0);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(service_.Receive(a_, "\xFF garbage"));
  EXPECT_EQ(service_.counters().malformed, 100u);
  Receive(a_, Message(1));
  EXPECT_EQ(service_.counters().ignored, 1u);
  EXPECT_FALSE(service_.wants_leases());
  Connect(b_, "other", 1);
  EXPECT_EQ(told_["b"].granted.size(), 1u) << "others are served";
}

TEST_F(FrontierServiceTest, FaultsOfAKeyFollowItToItsNextConnection) {
  const Peer first{1, "c", "key"};
  const Peer second{1, "d", "key"};
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(service_.Receive(first, "garbage"));
  Receive(second, Hello("w"));
  EXPECT_EQ(service_.counters().ignored, 1u);
  EXPECT_EQ(service_.counters().workers, 0u);
}

TEST_F(FrontierServiceTest, NameOfAnotherKeysWorkerIsRefused) {
  frontier_.QueueMany(1);
  Receive({1, "c", "key1"}, Hello("w", 1, 1, 1));
  Turn();
  Receive({1, "d", "key2"}, Hello("w", 1, 2, 1));
  Turn();
  EXPECT_EQ(told_["d"].refused, "the worker's name is taken by another key");
  EXPECT_TRUE(frontier_.abandoned.empty());
  EXPECT_EQ(frontier_.leased.size(), 1u);
}

TEST_F(FrontierServiceTest, OneConnectionSpeaksForOneWorker) {
  Connect(a_, "w", 0);
  Receive(a_, Hello("x"));
  EXPECT_EQ(service_.counters().workers, 1u);
  EXPECT_EQ(service_.counters().malformed, 1u);
}

TEST_F(FrontierServiceTest, OverlongMessageIsDroppedUnread) {
  ASSERT_TRUE(service_.Receive(a_, std::string((1 << 20) + 1, 'x')));
  EXPECT_EQ(service_.counters().malformed, 1u);
  EXPECT_FALSE(service_.answers_wait());
}

TEST_F(FrontierServiceTest, MalformedDoneIsCountedAndTheOthersAreTaken) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::ToFrontier message = Message(1);
  message.add_done("\xFF");
  AddDone(&message, leases[0]);
  Receive(a_, message);
  EXPECT_EQ(service_.counters().malformed, 1u);
  EXPECT_TRUE(frontier_.completed.contains(leases[0]));
}

TEST_F(FrontierServiceTest, CutAndDroppedLinksAreCounted) {
  frontier_.QueueMany(1);
  const std::vector<LeaseId> leases = Connect(a_, "w", 1);
  wire::Done done;
  EncodeLeaseId(leases[0], done.mutable_lease());
  done.mutable_links()->add_contexts()->set_hop('L');
  done.mutable_links()->set_urls("mailto:a@b.example\n");
  done.mutable_links()->add_context_of(0);
  done.set_links_cut(5);
  wire::ToFrontier message = Message(1);
  message.add_done(done.SerializeAsString());
  Receive(a_, message);
  EXPECT_EQ(service_.counters().links_cut, 5u);
  EXPECT_EQ(service_.counters().links_dropped, 1u);
}

}  // namespace
}  // namespace arsip::frontier
