#include "frontier/wire.h"

#include <gtest/gtest.h>

#include "base/url_key.h"

namespace arsip::frontier {
namespace {

Lease SomeLease() {
  Lease lease;
  lease.id = {3, 7, 4'000'000'000'000};
  lease.target.url = *Url::Parse("https://a.example/b?c=d");
  lease.target.key = KeyOf(lease.target.url);
  lease.target.via = "https://a.example/";
  lease.target.hop_path = "LLE";
  lease.target.depth = 2;
  lease.purpose = LeasePurpose::kRobotsTxt;
  lease.attempt = 3;
  lease.lasts = std::chrono::seconds(120);
  lease.addresses = {"192.0.2.1", "2001:db8::1"};
  lease.robots.overridden = true;
  lease.robots.allowed = false;
  lease.robots.line = 12;
  lease.robots.robots_txt_url = "https://a.example/robots.txt";
  lease.robots.fetched_at = UtcTime(std::chrono::microseconds(1'767'225'600'123'456));
  return lease;
}

wire::ToFrontier SomeToFrontier() {
  wire::ToFrontier message;
  message.set_version(kWireVersion);
  wire::Hello* hello = message.mutable_hello();
  hello->set_worker("host:1:0");
  hello->set_incarnation(11);
  hello->set_sequence(2);
  hello->set_leases_received(5);
  EncodeLeaseId({0, 1, 9}, hello->add_held());
  message.set_credit_total(64);
  wire::Ended* ended = message.add_ended();
  EncodeLeaseId({0, 1, 2}, ended->mutable_lease());
  ended->set_fetch_time(1'500'000);
  EncodeLeaseId({0, 1, 3}, message.add_renew());
  message.add_done("opaque here");
  return message;
}

template <class Decoder>
std::string RefusalOf(const std::string& bytes) {
  Decoder decoder;
  const auto decoded = decoder.Decode(bytes);
  if (decoded) return "accepted";
  EXPECT_EQ(decoded.error().code, ErrorCode::kInvalidInput);
  return decoded.error().message;
}

TEST(WireTest, WorkerMessageSurvives) {
  WorkerMessageDecoder decoder;
  const std::string bytes = SomeToFrontier().SerializeAsString();
  const auto message = decoder.Decode(bytes);
  ASSERT_TRUE(message) << message.error().message;
  ASSERT_TRUE((*message)->hello);
  const WorkerHello& hello = *(*message)->hello;
  EXPECT_EQ(hello.worker, "host:1:0");
  EXPECT_EQ(hello.incarnation, 11u);
  EXPECT_EQ(hello.sequence, 2u);
  EXPECT_EQ(hello.leases_received, 5u);
  EXPECT_EQ(hello.held, (std::vector<LeaseId>{{0, 1, 9}}));
  EXPECT_EQ((*message)->credit_total, 64u);
  ASSERT_EQ((*message)->ended.size(), 1u);
  EXPECT_EQ((*message)->ended[0].lease, (LeaseId{0, 1, 2}));
  EXPECT_EQ((*message)->ended[0].fetch_time, std::chrono::microseconds(1500));
  EXPECT_EQ((*message)->renew, (std::vector<LeaseId>{{0, 1, 3}}));
  EXPECT_EQ((*message)->done, (std::vector<std::string_view>{"opaque here"}));
  EXPECT_FALSE((*message)->goodbye);
}

TEST(WireTest, DecoderKeepsNothingOfTheMessageBefore) {
  WorkerMessageDecoder decoder;
  ASSERT_TRUE(decoder.Decode(SomeToFrontier().SerializeAsString()));
  wire::ToFrontier empty;
  empty.set_version(kWireVersion);
  const auto message = decoder.Decode(empty.SerializeAsString());
  ASSERT_TRUE(message);
  EXPECT_FALSE((*message)->hello);
  EXPECT_TRUE((*message)->done.empty() && (*message)->ended.empty() && (*message)->renew.empty());
}

TEST(WireTest, LeaseSurvives) {
  wire::Lease encoded;
  EncodeLease(SomeLease(), &encoded);
  const Result<Lease> lease = DecodeLease(encoded);
  ASSERT_TRUE(lease) << lease.error().message;
  const Lease expected = SomeLease();
  EXPECT_EQ(lease->id, expected.id);
  EXPECT_EQ(lease->target.url, expected.target.url);
  EXPECT_EQ(lease->target.key, expected.target.key);
  EXPECT_EQ(lease->target.via, expected.target.via);
  EXPECT_EQ(lease->target.hop_path, expected.target.hop_path);
  EXPECT_EQ(lease->target.depth, expected.target.depth);
  EXPECT_EQ(lease->purpose, expected.purpose);
  EXPECT_EQ(lease->attempt, expected.attempt);
  EXPECT_EQ(lease->lasts, expected.lasts);
  EXPECT_EQ(lease->addresses, expected.addresses);
  EXPECT_EQ(lease->robots.overridden, expected.robots.overridden);
  EXPECT_EQ(lease->robots.allowed, expected.robots.allowed);
  EXPECT_EQ(lease->robots.line, expected.robots.line);
  EXPECT_EQ(lease->robots.robots_txt_url, expected.robots.robots_txt_url);
  EXPECT_EQ(lease->robots.fetched_at, expected.robots.fetched_at);
}

TEST(WireTest, ProgressSurvives) {
  FrontierProgress progress;
  progress.queued = 1;
  progress.leased = 2;
  progress.captured = 3;
  progress.failed = 4;
  progress.dormant = 5;
  progress.refused = {{Refusal::kScope, 6}, {Refusal::kRobots, 7}};
  progress.captured_bytes = 8;
  progress.received_bytes = 80;
  progress.hosts = 9;
  progress.unheard_words = 10;
  progress.budget_reached = true;
  progress.next_wake = std::chrono::milliseconds(10);
  wire::Progress encoded;
  EncodeProgress(progress, &encoded);
  const Result<FrontierProgress> decoded = DecodeProgress(encoded);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->queued, 1u);
  EXPECT_EQ(decoded->leased, 2u);
  EXPECT_EQ(decoded->captured, 3u);
  EXPECT_EQ(decoded->failed, 4u);
  EXPECT_EQ(decoded->dormant, 5u);
  EXPECT_EQ(decoded->refused, progress.refused);
  EXPECT_EQ(decoded->captured_bytes, 8u);
  EXPECT_EQ(decoded->received_bytes, 80u);
  EXPECT_EQ(decoded->hosts, 9u);
  EXPECT_EQ(decoded->unheard_words, 10u);
  EXPECT_TRUE(decoded->budget_reached);
  EXPECT_EQ(decoded->next_wake, progress.next_wake);
}

TEST(WireTest, FrontierMessageSurvives) {
  wire::ToWorker encoded;
  encoded.set_version(kWireVersion);
  encoded.set_say_hello(true);
  encoded.mutable_welcome()->set_sequence(4);
  encoded.mutable_welcome()->set_fresh(true);
  EncodeLease(SomeLease(), encoded.add_granted());
  wire::Ack* ack = encoded.add_acknowledged();
  EncodeLeaseId({0, 1, 5}, ack->mutable_lease());
  ack->set_verdict(1);
  EncodeLeaseId({0, 1, 6}, encoded.add_lost());
  FrontierMessageDecoder decoder;
  const auto message = decoder.Decode(encoded.SerializeAsString());
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_TRUE((*message)->say_hello);
  ASSERT_TRUE((*message)->welcome);
  EXPECT_EQ((*message)->welcome->sequence, 4u);
  EXPECT_TRUE((*message)->welcome->fresh);
  ASSERT_EQ((*message)->granted.size(), 1u);
  EXPECT_EQ((*message)->granted[0].id, SomeLease().id);
  ASSERT_EQ((*message)->acknowledged.size(), 1u);
  EXPECT_EQ((*message)->acknowledged[0].lease, (LeaseId{0, 1, 5}));
  EXPECT_EQ((*message)->acknowledged[0].verdict, CompletionVerdict::kRepeated);
  EXPECT_EQ((*message)->lost, (std::vector<LeaseId>{{0, 1, 6}}));
  EXPECT_FALSE((*message)->progress);
}

TEST(WireTest, AnotherVersionIsRefusedAndNamed) {
  wire::ToFrontier message = SomeToFrontier();
  message.set_version(kWireVersion + 1);
  WorkerMessageDecoder decoder;
  const auto decoded = decoder.Decode(message.SerializeAsString());
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().message, "protocol version 2, expected 1");
  EXPECT_EQ(decoder.version(), kWireVersion + 1);
}

TEST(WireTest, GarbageIsRefused) {
  for (const std::string& bytes : {std::string(), std::string("GET / HTTP/1.1\r\n\r\n"),
                                   std::string(1000, '\xFF'), std::string(1000, '\0')}) {
    EXPECT_NE(RefusalOf<WorkerMessageDecoder>(bytes), "accepted");
    EXPECT_NE(RefusalOf<FrontierMessageDecoder>(bytes), "accepted");
  }
}

TEST(WireTest, AnyCutMessageIsRefusedOrShorter) {
  const std::string bytes = SomeToFrontier().SerializeAsString();
  WorkerMessageDecoder decoder;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decoder.Decode(bytes.substr(0, size));
    if (!decoded) continue;
    // Cut between two fields: the last field is missing.
    EXPECT_TRUE((*decoded)->done.empty());
  }
}

TEST(WireTest, DeepNestingIsRefused) {
  // 10,000 groups in each other, behind a valid version.
  const std::string bytes = std::string("\x08\x01") + std::string(10'000, '\x7B');
  EXPECT_NE(RefusalOf<WorkerMessageDecoder>(bytes), "accepted");
}

TEST(WireTest, SmallFieldsThatWouldFillMemoryAreRefused) {
  std::string bytes = "\x08\x01";
  for (int i = 0; i < 300'000; ++i) bytes += std::string("\x2A\x00", 2);  // an empty RENEW entry
  EXPECT_EQ(RefusalOf<WorkerMessageDecoder>(bytes), "not a message of the frontier's protocol");
}

TEST(WireTest, WorkerNamesAreChecked) {
  EXPECT_TRUE(CheckWorkerName("host.example:123:0"));
  EXPECT_FALSE(CheckWorkerName(""));
  EXPECT_FALSE(CheckWorkerName("two words"));
  EXPECT_FALSE(CheckWorkerName("esc\x1B[2J"));
  EXPECT_FALSE(CheckWorkerName(std::string(256, 'a')));
}

TEST(WireTest, TooManyLeasesAreRefused) {
  wire::ToFrontier message = SomeToFrontier();
  for (int i = 0; i < kMaxLeasesPerMessage; ++i) EncodeLeaseId({0, 1, 3}, message.add_renew());
  EXPECT_EQ(RefusalOf<WorkerMessageDecoder>(message.SerializeAsString()),
            "too many leases in one message");
}

TEST(WireTest, ImpossibleTimesAreRefused) {
  wire::ToFrontier message = SomeToFrontier();
  message.mutable_ended(0)->set_fetch_time(UINT64_MAX);
  EXPECT_EQ(RefusalOf<WorkerMessageDecoder>(message.SerializeAsString()),
            "fetch time is longer than a year");
}

class WireLeaseTest : public testing::Test {
 protected:
  WireLeaseTest() { EncodeLease(SomeLease(), &lease_); }
  wire::Lease lease_;
};

TEST_F(WireLeaseTest, WhatIsNoUrlIsRefused) {
  lease_.set_url("javascript:alert(1)");
  EXPECT_FALSE(DecodeLease(lease_));
}

TEST_F(WireLeaseTest, ViaWithControlsIsRefused) {
  lease_.set_via("http://a.example/\x1B[2J");
  EXPECT_FALSE(DecodeLease(lease_));
}

TEST_F(WireLeaseTest, UnknownHopIsRefused) {
  lease_.set_hop_path("LQ");
  EXPECT_FALSE(DecodeLease(lease_));
}

TEST_F(WireLeaseTest, UnknownPurposeIsRefused) {
  lease_.set_purpose(2);
  EXPECT_FALSE(DecodeLease(lease_));
}

TEST_F(WireLeaseTest, DepthBeyondItsTypeIsRefused) {
  lease_.set_depth(65'536);
  EXPECT_FALSE(DecodeLease(lease_));
}

TEST_F(WireLeaseTest, TooManyAddressesAreRefused) {
  while (lease_.addresses_size() <= kMaxLeaseAddresses) lease_.add_addresses("192.0.2.1");
  EXPECT_FALSE(DecodeLease(lease_));
}

}  // namespace
}  // namespace arsip::frontier
