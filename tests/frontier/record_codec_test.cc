#include "frontier/record_codec.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace arsip::frontier {
namespace {

UrlRecord SampleUrl() {
  UrlRecord url;
  url.key = KeyOf(*Url::Parse("https://a.example/channel/post?id=7"));
  url.state = UrlState::kFailed;
  url.refusal = Refusal::kNone;
  url.depth = 3;
  url.attempt = 2;
  url.status_code = 404;
  url.arrival = 1'000'000;
  url.retry_at = FrontierTime(std::chrono::microseconds(123));
  url.changed = UtcTime(std::chrono::seconds(1'800'000'000));
  url.href = "https://a.example/channel/post?id=7";
  url.via = "https://a.example/channel/";
  url.hop_path = "LLE";
  url.detail = "connection reset after 12 bytes";
  url.revisit.interval = std::chrono::hours(30);
  url.revisit.first_captured = FrontierTime(std::chrono::seconds(100));
  url.revisit.visited = FrontierTime(std::chrono::seconds(300));
  url.revisit.changed = FrontierTime(std::chrono::seconds(200));
  url.revisit.next = FrontierTime(std::chrono::seconds(400));
  url.revisit.visits = 70'000;
  url.revisit.unchanged = 3;
  url.revisit.bursts = 2;
  url.revisit.kind = PageKind::kMedia;
  url.revisit.reason = VisitReason::kNamed;
  url.revisit.presence = Presence::kGoneOnce;
  url.revisit.word = SiteWord::kChanged;
  url.deferred = true;
  url.place = 1'000'007;
  return url;
}

HostRecord SampleHost() {
  HostRecord host;
  host.number = 9;
  host.origin = "https://a.example:8443";
  host.queued = {1, 2, 300, 4, 500, 6};
  host.retrying = 4;
  host.served = true;
  host.dormant = true;
  host.fetch_time_ms = 812;
  host.busy_level = 3;
  host.unreachable_level = 6;
  host.blocked_until = FrontierTime(std::chrono::seconds(55));
  host.blocked_reason = "503, Retry-After 120s";
  host.robots = RobotsState::kUnreachable;
  host.robots_level = 2;
  host.robots_until = FrontierTime(std::chrono::seconds(66));
  host.crawl_delay_ms = 10'000;
  host.lastmod_lies = 3;
  host.lastmod_ignored_until = FrontierTime(std::chrono::seconds(77));
  for (int i = 0; i < 730; ++i) host.novelty.Count(i % 3 == 0);
  host.operator_block_until = kForever;
  host.operator_block_reason = "complaint";
  return host;
}

RobotsRecord SampleRobots() {
  RobotsRecord robots;
  robots.host = 9;
  robots.robots_txt_url = "https://www.a.example/robots.txt";
  robots.fetched_at = UtcTime(std::chrono::seconds(1'800'000'000));
  robots.rules.group = "arsip";
  robots.rules.truncated = true;
  robots.rules.rules = {{false, "/private*", 3}, {true, "/private/open$", 4}};
  return robots;
}

PartitionRecord SamplePartition() {
  PartitionRecord partition;
  partition.epoch = 4;
  partition.sequence = 77;
  partition.counts_from = 70;
  partition.owner = "host:123";
  partition.counters.queued = 5;
  partition.counters.captured = 6;
  partition.counters.failed = 7;
  partition.counters.refused = {0, 1, 2, 3, 4, 5};
  partition.counters.captured_bytes = 1 << 30;
  partition.counters.next_arrival = 99;
  partition.counters.time.now = FrontierTime(std::chrono::seconds(88));
  partition.counters.time.dates = {{std::chrono::seconds(-500), false},
                                   {std::chrono::microseconds(7), true}};
  partition.counters.rescoping = Rescoping::kGoesOn;
  partition.counters.rescoped_to = 5000;
  partition.counters.received_bytes = uint64_t{3} << 30;
  partition.counters.gate_terms = 0xabcdef;
  partition.counters.captures = 60;
  partition.counters.paused = true;
  partition.counters.pause_reason = "complaint";
  return partition;
}

TEST(RecordCodec, AUrlReadsBackAsItWas) {
  const UrlRecord url = SampleUrl();
  const auto decoded = DecodeUrl(url.key, EncodeUrl(url));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, url);
}

TEST(RecordCodec, AUrlThatWasNeverCapturedPaysOneByteForItsVisits) {
  UrlRecord url = SampleUrl();
  const size_t with_visits = EncodeUrl(url).size();
  url.revisit = {};
  EXPECT_EQ(DecodeUrl(url.key, EncodeUrl(url))->revisit, Revisit{});
  UrlRecord hinted = url;
  hinted.revisit.interval = std::chrono::hours(1);
  EXPECT_EQ(DecodeUrl(url.key, EncodeUrl(hinted))->revisit.interval, std::chrono::hours(1));
  EXPECT_LT(EncodeUrl(url).size(), with_visits - 30);
}

TEST(RecordCodec, UnknownWordsOfAVisitAreDamage) {
  UrlRecord url = SampleUrl();
  std::string bytes = EncodeUrl(url);
  for (size_t from_end = 1; from_end <= 4; ++from_end) {
    std::string damaged = bytes;
    damaged[damaged.size() - from_end] = 9;
    EXPECT_FALSE(DecodeUrl(url.key, damaged).has_value()) << from_end;
  }
}

TEST(RecordCodec, AViaOfTheSameHostCostsOnlyItsDifference) {
  UrlRecord near = SampleUrl();
  UrlRecord far = near;
  far.via = "http://other.example/channel";
  EXPECT_LT(EncodeUrl(near).size() + 20, EncodeUrl(far).size());
  EXPECT_EQ(DecodeUrl(far.key, EncodeUrl(far))->via, far.via);
  near.via = near.href + "#longer";
  EXPECT_EQ(DecodeUrl(near.key, EncodeUrl(near))->via, near.via);
}

TEST(RecordCodec, AnOverlongDetailIsCut) {
  UrlRecord url = SampleUrl();
  url.detail.assign(1000, 'x');
  EXPECT_EQ(DecodeUrl(url.key, EncodeUrl(url))->detail.size(), kMaxStoredDetail);
}

TEST(RecordCodec, AHostReadsBackAsItWas) {
  const HostRecord host = SampleHost();
  const auto decoded = DecodeHost(host.number, EncodeHost(host));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, host);
}

TEST(RecordCodec, RobotsRulesReadBackInOrder) {
  const RobotsRecord robots = SampleRobots();
  const auto decoded = DecodeRobots(robots.host, EncodeRobots(robots));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->robots_txt_url, robots.robots_txt_url);
  EXPECT_EQ(decoded->fetched_at, robots.fetched_at);
  EXPECT_EQ(decoded->rules.group, "arsip");
  EXPECT_TRUE(decoded->rules.truncated);
  ASSERT_EQ(decoded->rules.rules.size(), 2U);
  EXPECT_EQ(decoded->rules.rules[1].path_pattern, "/private/open$");
  EXPECT_EQ(decoded->rules.rules[1].line, 4U);
  EXPECT_TRUE(decoded->rules.rules[1].allow);
}

TEST(RecordCodec, ALeaseReadsBackAsItWas) {
  LeaseRecord lease{3, 12, SampleUrl().key, FrontierTime(std::chrono::seconds(7)), "worker-1"};
  const auto decoded = DecodeLease(3, 12, EncodeLease(lease));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, lease);
}

TEST(RecordCodec, APartitionReadsBackAsItWas) {
  const auto decoded = DecodePartition(EncodePartition(SamplePartition()));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, SamplePartition());
}

const std::vector<HostCounts> kSampleCounts = {
    {0, {1, 2, 300'000, 4, 5, UINT32_MAX}}, {1, {}}, {70'000, {0, 0, 7}}};

TEST(RecordCodec, CountsReadBackAsTheyWere) {
  const auto decoded = DecodeCounts(EncodeCounts(kSampleCounts));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, kSampleCounts);
  EXPECT_TRUE(DecodeCounts(EncodeCounts({}))->empty());
}

TEST(RecordCodec, CountsThatAreShortOrLongOrOfHostsBeyondTheLastAreCorruption) {
  const std::string bytes = EncodeCounts(kSampleCounts);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    const auto decoded = DecodeCounts(std::string_view(bytes).substr(0, cut));
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption);
  }
  EXPECT_FALSE(DecodeCounts(bytes + "x").has_value());
  EXPECT_FALSE(DecodeCounts(EncodeCounts({{UINT32_MAX, {}}})).has_value());
}

TEST(RecordCodec, EveryTruncationIsCorruption) {
  const std::string url = EncodeUrl(SampleUrl());
  const std::string host = EncodeHost(SampleHost());
  const std::string robots = EncodeRobots(SampleRobots());
  const std::string partition = EncodePartition(SamplePartition());
  for (size_t cut = 0; cut < url.size(); ++cut) {
    EXPECT_FALSE(DecodeUrl(UrlKey{}, std::string_view(url).substr(0, cut)).has_value());
  }
  for (size_t cut = 0; cut < host.size(); ++cut) {
    EXPECT_FALSE(DecodeHost(1, std::string_view(host).substr(0, cut)).has_value());
  }
  for (size_t cut = 0; cut < robots.size(); ++cut) {
    EXPECT_FALSE(DecodeRobots(1, std::string_view(robots).substr(0, cut)).has_value());
  }
  for (size_t cut = 0; cut < partition.size(); ++cut) {
    const auto decoded = DecodePartition(std::string_view(partition).substr(0, cut));
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption);
  }
}

TEST(RecordCodec, AHostOfVersion1IsReadWithDefaults) {
  HostRecord host = SampleHost();
  host.queued = {1, 2, 3};
  host.novelty = {};
  host.operator_block_until = {};
  host.operator_block_reason.clear();
  host.lastmod_lies = 0;
  host.lastmod_ignored_until = {};
  std::string bytes = EncodeHost(host);
  bytes[0] = 1;
  bytes.resize(bytes.size() - 10);  // places in lanes 3 to 5, novelty, the block, two of lastmod
  const auto decoded = DecodeHost(host.number, bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, host);
}

TEST(RecordCodec, AUrlAndAPartitionOfVersion1AreReadWithDefaults) {
  UrlRecord url = SampleUrl();
  url.deferred = false;
  url.place = 0;
  url.revisit = {};
  std::string bytes = EncodeUrl(url);
  bytes[0] = 1;
  bytes.resize(bytes.size() - 3);
  const auto decoded = DecodeUrl(url.key, bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, url);

  PartitionRecord partition = SamplePartition();
  partition.counters.paused = false;
  partition.counters.pause_reason.clear();
  partition.counters.rescoping = Rescoping::kNever;
  partition.counters.rescoped_to = 0;
  partition.counters.time.dates.clear();
  partition.counters.received_bytes = 0;
  partition.counters.gate_terms = 0;
  bytes = EncodePartition(partition);
  EXPECT_EQ(bytes[0], 5);
  bytes[0] = 4;
  bytes.pop_back();
  partition.counts_from = partition.sequence + 1;
  EXPECT_EQ(*DecodePartition(bytes), partition) << "it has no counts";
  partition.counters.received_bytes = partition.counters.captured_bytes;
  bytes[0] = 3;
  bytes.resize(bytes.size() - 2);  // bytes received, the gate's terms
  EXPECT_EQ(*DecodePartition(bytes), partition);
  bytes[0] = 2;
  bytes.resize(bytes.size() - 3);  // rescoping, how far, no dates
  EXPECT_EQ(*DecodePartition(bytes), partition);
  bytes[0] = 1;
  bytes.resize(bytes.size() - 3);
  partition.counters.captures = partition.counters.captured;
  EXPECT_EQ(*DecodePartition(bytes), partition);
}

TEST(RecordCodec, IgnoreRulesReadBackInOrder) {
  const std::vector<std::string> rules = {"/b/", "/a/"};
  EXPECT_EQ(*DecodeIgnoreRules(EncodeIgnoreRules(rules)), rules);
  EXPECT_FALSE(DecodeIgnoreRules(EncodeIgnoreRules(rules) + "x").has_value());
}

TEST(RecordCodec, ALaterVersionIsRefused) {
  std::string bytes = EncodeUrl(SampleUrl());
  bytes[0] = kRecordVersion + 1;
  EXPECT_FALSE(DecodeUrl(UrlKey{}, bytes).has_value());
}

TEST(RecordCodec, AStateThatIsNeverStoredIsRefused) {
  std::string bytes = EncodeUrl(SampleUrl());
  bytes[1] = static_cast<char>(UrlState::kLeased);
  EXPECT_FALSE(DecodeUrl(UrlKey{}, bytes).has_value());
}

TEST(RecordCodec, BytesAfterTheRecordAreCorruption) {
  EXPECT_FALSE(DecodeHost(9, EncodeHost(SampleHost()) + "x").has_value());
}

}  // namespace
}  // namespace arsip::frontier
