#include "crawler/sandbox_broker.h"

#include <chrono>
#include <vector>

#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using Answered = SandboxResult::Status;

class SandboxBrokerTest : public SandboxTest {
 protected:
  SandboxBrokerTest() {
    options_.binary = RogueSandbox();
    options_.processes = 1;
    options_.max_payload_bytes = 64u << 10;
    options_.wall_clock_limit = std::chrono::seconds(20);
  }

  void MakeBroker() {
    auto broker = SandboxBroker::Create(*loop_, options_);
    ASSERT_TRUE(broker) << broker.error().ToString();
    broker_ = std::move(*broker);
  }
  // All at once; runs the loop until each has ended.
  std::vector<SandboxResult> Extract(const std::vector<std::string>& payloads,
                                     const extractors::ExtractionRequest& request = {}) {
    if (!broker_) MakeBroker();
    std::vector<SandboxResult> results(payloads.size());
    size_t ended = 0;
    for (size_t i = 0; i < payloads.size(); ++i) {
      Spawn(broker_->Extract(request, payloads[i]), [&, i](SandboxResult result) {
        results[i] = std::move(result);
        if (++ended == payloads.size()) loop_->Stop();
      });
    }
    const auto limit = loop_->After(std::chrono::seconds(20), [&] {
      ADD_FAILURE() << "items are pending: " << broker_->pending();
      broker_->CancelAll();
    });
    if (ended < payloads.size()) {
      EXPECT_TRUE(loop_->Run());
    }
    loop_->Cancel(limit);
    return results;
  }
  ErrorCode ErrorOfCreate() {
    auto broker = SandboxBroker::Create(*loop_, options_);
    EXPECT_FALSE(broker);
    if (broker) return ErrorCode::kInternal;
    message_ = broker.error().message;
    return broker.error().code;
  }

  SandboxBrokerOptions options_;
  std::unique_ptr<SandboxBroker> broker_;
  std::string message_;
};

TEST_F(SandboxBrokerTest, RealSandboxFindsTheLinksOfAPage) {
  options_.binary = RealSandbox();
  options_.allow_missing_layers = true;
  extractors::ExtractionRequest request;
  request.set_url("http://site.test/");
  request.set_content_type("text/html");
  const auto results = Extract({"<title>T</title><a href=/next>n</a>"}, request);
  ASSERT_EQ(results[0].status, Answered::kOk) << results[0].detail;
  EXPECT_EQ(results[0].extraction.title(), "T");
  ASSERT_EQ(results[0].extraction.links_size(), 1);
  EXPECT_EQ(results[0].extraction.links(0).reference(), "/next");
  EXPECT_NE(broker_->layers(), "");
  EXPECT_TRUE(broker_->versions().starts_with("extraction ")) << broker_->versions();
}

// Its table is made at the first ideograph, when no file can be opened any more.
TEST_F(SandboxBrokerTest, RealSandboxTellsChineseWritingsApartBehindItsWalls) {
  options_.binary = RealSandbox();
  options_.allow_missing_layers = true;
  extractors::ExtractionRequest request;
  request.set_url("http://site.test/");
  request.set_content_type("text/html; charset=utf-8");
  request.set_want_text(true);
  request.set_want_records(true);
  const auto results = Extract({"<p>\u8FD9\u4E9B\u4E66\u662F\u8C01\u7684</p>"}, request);
  ASSERT_EQ(results[0].status, Answered::kOk) << results[0].detail;
  ASSERT_GT(results[0].extraction.records_size(), 0);
  const extractors::Record& record = results[0].extraction.records(0);
  ASSERT_EQ(record.runs_size(), 1);
  EXPECT_EQ(record.runs(0).language(), "zh");
  EXPECT_EQ(record.runs(0).script(), "Hans");
}

TEST_F(SandboxBrokerTest, CrashCostsOneRetryAndThenOnlyItsItem) {
  const auto results = Extract({"crash", "a", "b", "c"});
  EXPECT_EQ(results[0].status, Answered::kCrashed);
  EXPECT_EQ(results[0].detail, "crashed: signal 6");
  EXPECT_EQ(results[0].facts(), nullptr);
  const char* const titles[] = {"", "a", "b", "c"};
  for (size_t i = 1; i < 4; ++i) {
    ASSERT_EQ(results[i].status, Answered::kOk) << results[i].detail;
    EXPECT_EQ(results[i].extraction.title(), titles[i]);
  }
  EXPECT_EQ(broker_->counters().crashes, 2u);
  EXPECT_EQ(broker_->counters().violations, 0u);
  EXPECT_EQ(broker_->counters().retries, 1u);
  EXPECT_EQ(broker_->counters().given_up, 1u);
  EXPECT_EQ(broker_->counters().items, 3u);
  EXPECT_EQ(broker_->counters().processes_started, 3u);
}

TEST_F(SandboxBrokerTest, ItemThatCrashedOnceIsAnsweredByAFreshProcess) {
  const auto results = Extract({"crash-once " + directory_ + "/mark"});
  EXPECT_EQ(results[0].status, Answered::kOk) << results[0].detail;
  EXPECT_EQ(broker_->counters().retries, 1u);
  EXPECT_EQ(broker_->counters().given_up, 0u);
}

TEST_F(SandboxBrokerTest, ExitAndHangUpAreCrashes) {
  const auto results = Extract({"exit", "hang-up", "short-packet", "after"});
  EXPECT_EQ(results[0].detail, "crashed: exit 7");
  EXPECT_EQ(results[1].status, Answered::kCrashed);
  EXPECT_EQ(results[2].status, Answered::kCrashed);
  EXPECT_EQ(results[3].status, Answered::kOk);
  EXPECT_EQ(broker_->counters().crashes, 6u);
}

TEST_F(SandboxBrokerTest, WallClockEndsAnItemThatIsNotTriedAgain) {
  options_.wall_clock_limit = milliseconds(300);
  const auto results = Extract({"hang", "behind"});
  EXPECT_EQ(results[0].status, Answered::kTimedOut);
  EXPECT_EQ(results[0].detail, "timed out: no answer in 0.3s");
  EXPECT_EQ(results[1].status, Answered::kOk) << results[1].detail;
  EXPECT_EQ(broker_->counters().timeouts, 1u);
  EXPECT_EQ(broker_->counters().retries, 0u);
  EXPECT_EQ(broker_->counters().processes_started, 2u);
}

TEST_F(SandboxBrokerTest, PayloadThatWasGivenUpIsNotHandedOverAgain) {
  auto quarantine = Quarantine::Open("");
  ASSERT_TRUE(quarantine);
  options_.quarantine = *quarantine;
  EXPECT_EQ(Extract({"crash"})[0].status, Answered::kCrashed);
  const auto results = Extract({"crash", "a"});
  EXPECT_EQ(results[0].status, Answered::kQuarantined);
  EXPECT_EQ(results[0].detail, "quarantined: crashed: signal 6");
  EXPECT_EQ(results[1].status, Answered::kOk);
  EXPECT_EQ(broker_->counters().crashes, 2u);
  EXPECT_EQ(broker_->counters().quarantined, 1u);
  EXPECT_EQ(broker_->counters().refused_in_quarantine, 1u);
  // Another broker of the same archive knows it, too.
  MakeBroker();
  EXPECT_EQ(Extract({"crash"})[0].status, Answered::kQuarantined);
  EXPECT_EQ(broker_->counters().crashes, 0u);
}

TEST_F(SandboxBrokerTest, PayloadThatSleptIsNotPutIntoQuarantine) {
  options_.wall_clock_limit = milliseconds(300);
  EXPECT_EQ(Extract({"hang"})[0].status, Answered::kTimedOut);
  EXPECT_EQ(Extract({"hang"})[0].status, Answered::kTimedOut);
  EXPECT_EQ(broker_->counters().quarantined, 0u);
}

TEST_F(SandboxBrokerTest, PayloadThatUsedItsTimeUpGoesIntoQuarantine) {
  options_.wall_clock_limit = milliseconds(300);
  // On a busy machine it may not get half of the processor at once.
  for (int i = 0; i < 20 && broker_ == nullptr; ++i) {
    Extract({"spin"});
    if (broker_->counters().quarantined == 0) broker_.reset();
  }
  ASSERT_NE(broker_, nullptr) << "never half of a processor";
  EXPECT_EQ(Extract({"spin"})[0].status, Answered::kQuarantined);
}

TEST_F(SandboxBrokerTest, ProcessThatHasGrownIsReplaced) {
  options_.recycle_above_bytes = 64u << 20;
  options_.batch = 1;
  std::vector<std::string> payloads(100, "x");
  EXPECT_EQ(Extract(payloads)[0].status, Answered::kOk);
  EXPECT_EQ(broker_->counters().recycled, 0u);
  payloads[0] = "swell";
  for (const SandboxResult& result : Extract(payloads)) EXPECT_EQ(result.status, Answered::kOk);
  EXPECT_EQ(broker_->counters().recycled, 1u);
}

TEST_F(SandboxBrokerTest, AnswersBeyondTheirLimitsAreRefused) {
  extractors::ExtractionRequest request;
  request.set_max_links(100);
  for (const char* deed : {"oversized", "garbage", "wrong-slot", "too-many-links"}) {
    const auto results = Extract({deed, "behind"}, request);
    EXPECT_EQ(results[0].status, Answered::kInvalidAnswer) << deed;
    EXPECT_EQ(results[0].facts(), nullptr);
    EXPECT_EQ(results[1].status, Answered::kOk) << deed;
  }
  EXPECT_EQ(broker_->counters().invalid_answers, 8u);
  EXPECT_EQ(broker_->counters().given_up, 4u);
}

TEST_F(SandboxBrokerTest, CancelAllEndsWhatIsPendingAndTheNextItemIsAnswered) {
  options_.batch = 1;
  options_.wall_clock_limit = milliseconds(400);
  MakeBroker();
  loop_->After(milliseconds(50), [this] { broker_->CancelAll(); });
  const auto cancelled = Extract({"hang", "queued"});
  EXPECT_EQ(cancelled[0].status, Answered::kCancelled);
  EXPECT_EQ(cancelled[1].status, Answered::kCancelled);
  EXPECT_EQ(Extract({"next"})[0].status, Answered::kOk);
}

TEST_F(SandboxBrokerTest, ProcessIsReplacedAfterItsShareOfItems) {
  options_.recycle_after = 2;
  for (const SandboxResult& result : Extract({"1", "2", "3", "4", "5"})) {
    EXPECT_EQ(result.status, Answered::kOk) << result.detail;
  }
  EXPECT_EQ(broker_->counters().recycled, 2u);
  EXPECT_EQ(broker_->counters().processes_started, 3u);
  EXPECT_EQ(broker_->counters().crashes, 0u);
}

TEST_F(SandboxBrokerTest, CutPayloadIsCounted) {
  options_.max_payload_bytes = 10;
  const auto results = Extract({"0123456789abcdef", "short"});
  EXPECT_EQ(results[0].extraction.title(), "0123456789");
  EXPECT_EQ(results[1].extraction.title(), "short");
  EXPECT_EQ(broker_->counters().cut_payloads, 1u);
}

TEST_F(SandboxBrokerTest, FullQueueRefusesAtOnce) {
  options_.batch = 1;
  options_.max_queue = 1;
  options_.wall_clock_limit = milliseconds(300);
  const auto results = Extract({"hang", "queued", "too many"});
  EXPECT_EQ(results[0].status, Answered::kTimedOut);
  EXPECT_EQ(results[1].status, Answered::kOk);
  EXPECT_EQ(results[2].status, Answered::kQueueFull);
}

TEST_F(SandboxBrokerTest, RequestThatIsTooLongIsRefused) {
  extractors::ExtractionRequest request;
  request.set_url(std::string(600u << 10, 'u'));
  EXPECT_EQ(Extract({"x"}, request)[0].status, Answered::kRefusedOversized);
}

TEST_F(SandboxBrokerTest, MissingBinaryIsNotFound) {
  options_.binary = directory_ + "/no-such-sandbox";
  EXPECT_EQ(ErrorOfCreate(), ErrorCode::kNotFound);
}

TEST_F(SandboxBrokerTest, MissingWallIsPermissionAndIsNamed) {
  options_.binary = RogueNamed("refusing_sandbox");
  EXPECT_EQ(ErrorOfCreate(), ErrorCode::kPermission);
  EXPECT_NE(message_.find("landlock"), std::string::npos) << message_;
}

TEST_F(SandboxBrokerTest, ProcessThatDiesAtItsStartIsUnavailable) {
  options_.binary = RogueNamed("stillborn_sandbox");
  EXPECT_EQ(ErrorOfCreate(), ErrorCode::kUnavailable);
  EXPECT_NE(message_.find("exit 9"), std::string::npos) << message_;
}

class LateSandboxBrokerTest : public SandboxBrokerTest {
 protected:
  LateSandboxBrokerTest() { options_.start_at_once = false; }
};

TEST_F(LateSandboxBrokerTest, ProcessStartsWithTheFirstItem) {
  MakeBroker();
  EXPECT_EQ(broker_->counters().processes_started, 0u);
  const auto results = Extract({"a", "b", "c", "d", "e", "f"});
  for (const SandboxResult& result : results) EXPECT_EQ(result.status, Answered::kOk);
  EXPECT_EQ(broker_->counters().processes_started, 1u);
}

TEST_F(LateSandboxBrokerTest, QuarantineHoldsForTheItemThatStartsTheProcess) {
  auto quarantine = Quarantine::Open("");
  ASSERT_TRUE(quarantine);
  options_.quarantine = *quarantine;
  EXPECT_EQ(Extract({"crash"})[0].status, Answered::kCrashed);
  MakeBroker();
  const auto results = Extract({"crash", "a", "crash"});
  EXPECT_EQ(results[0].status, Answered::kQuarantined);
  EXPECT_EQ(results[1].status, Answered::kOk);
  EXPECT_EQ(results[2].status, Answered::kQuarantined);
  EXPECT_EQ(broker_->counters().crashes, 0u);
  EXPECT_EQ(broker_->counters().refused_in_quarantine, 2u);
}

TEST_F(LateSandboxBrokerTest, MissingBinaryIsNotFoundBeforeAnyItem) {
  options_.binary = "/nonexistent/arsip-sandbox";
  EXPECT_EQ(ErrorOfCreate(), ErrorCode::kNotFound);
}

TEST_F(LateSandboxBrokerTest, ItemsEndWhenNoProcessComesUp) {
  options_.binary = RogueNamed("refusing_sandbox");
  const auto results = Extract({"a", "b"});
  for (const SandboxResult& result : results) {
    EXPECT_EQ(result.status, Answered::kCrashed);
    EXPECT_NE(result.detail.find("landlock"), std::string::npos) << result.detail;
  }
}

TEST_F(LateSandboxBrokerTest, CancelledBeforeItsProcessIsUp) {
  MakeBroker();
  SandboxResult result;
  Spawn(broker_->Extract({}, "a"), [&](SandboxResult answer) { result = std::move(answer); });
  broker_->CancelAll();
  EXPECT_EQ(result.status, Answered::kCancelled);
  EXPECT_EQ(Extract({"b"})[0].status, Answered::kOk);
}

}  // namespace
}  // namespace arsip::crawler
