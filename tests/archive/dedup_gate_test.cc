#include "archive/dedup_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace arsip::archive {
namespace {

using ::testing::ElementsAre;

class DedupGateTest : public ::testing::Test {
 protected:
  DedupGate::Done Record(const std::string& name) {
    return [this, name](Result<DedupVerdict> verdict) {
      if (!verdict.has_value()) {
        answers_.push_back(name + ":error");
      } else {
        answers_.push_back(name +
                           (verdict->kind == DedupVerdict::Kind::kNew ? ":new" : ":revisit"));
      }
    };
  }

  const Sha256 payload_ = ComputeSha256(std::string_view("payload"));
  const Sha256 other_ = ComputeSha256(std::string_view("other"));
  std::set<Sha256> durable_;
  bool index_fails_ = false;
  std::vector<std::string> answers_;
  DedupGate gate_{[this](const Sha256& payload) -> Result<std::optional<DedupVerdict>> {
    if (index_fails_) return Error{ErrorCode::kIo, "read", "index"};
    if (!durable_.contains(payload)) return std::optional<DedupVerdict>();
    DedupVerdict verdict;
    verdict.kind = DedupVerdict::Kind::kRevisit;
    return std::optional<DedupVerdict>(verdict);
  }};
};

TEST_F(DedupGateTest, FirstIsNewAndDurableIsARevisit) {
  gate_.Judge(payload_, Record("a"));
  durable_.insert(other_);
  gate_.Judge(other_, Record("b"));
  EXPECT_THAT(answers_, ElementsAre("a:new", "b:revisit"));
  EXPECT_EQ(gate_.reserved(), 1u);
}

TEST_F(DedupGateTest, EqualPayloadsWaitForThePendingOneAndRevisitIt) {
  for (const char* name : {"a", "b", "c"}) gate_.Judge(payload_, Record(name));
  gate_.Judge(other_, Record("other"));
  EXPECT_THAT(answers_, ElementsAre("a:new", "other:new"));
  durable_.insert(payload_);
  gate_.Release(payload_);
  EXPECT_THAT(answers_, ElementsAre("a:new", "other:new", "b:revisit", "c:revisit"));
  EXPECT_EQ(gate_.reserved(), 1u);
}

TEST_F(DedupGateTest, AForgottenReservationGoesToTheNextInLine) {
  for (const char* name : {"a", "b", "c"}) gate_.Judge(payload_, Record(name));
  gate_.Release(payload_);  // nothing became durable
  EXPECT_THAT(answers_, ElementsAre("a:new", "b:new"));
  durable_.insert(payload_);
  gate_.Release(payload_);
  EXPECT_THAT(answers_, ElementsAre("a:new", "b:new", "c:revisit"));
  EXPECT_EQ(gate_.reserved(), 0u);
}

TEST_F(DedupGateTest, EmptyPayloadsAreAlwaysNewAndNeverReserved) {
  const Sha256 empty = ComputeSha256(std::string_view());
  durable_.insert(empty);
  gate_.Judge(empty, Record("a"));
  gate_.Judge(empty, Record("b"));
  EXPECT_THAT(answers_, ElementsAre("a:new", "b:new"));
  EXPECT_EQ(gate_.reserved(), 0u);
}

TEST_F(DedupGateTest, ReleaseWithoutReservationIsNothing) {
  gate_.Release(payload_);
  EXPECT_THAT(answers_, ElementsAre());
}

TEST_F(DedupGateTest, AnIndexErrorIsPassedOnAndReservesNothing) {
  index_fails_ = true;
  gate_.Judge(payload_, Record("a"));
  EXPECT_THAT(answers_, ElementsAre("a:error"));
  EXPECT_EQ(gate_.reserved(), 0u);
}

TEST_F(DedupGateTest, ClosingAnswersAllWhoWait) {
  gate_.Judge(payload_, Record("a"));
  gate_.Judge(payload_, Record("b"));
  gate_.Close(Error{ErrorCode::kUnavailable, "closed", ""});
  gate_.Judge(other_, Record("c"));
  EXPECT_THAT(answers_, ElementsAre("a:new", "b:error", "c:error"));
}

TEST_F(DedupGateTest, ACallbackMayJudgeAndReleaseAgain) {
  gate_.Judge(payload_, Record("a"));
  gate_.Judge(payload_, [this](const Result<DedupVerdict>& verdict) {
    ASSERT_TRUE(verdict.has_value());
    gate_.Release(payload_);
    gate_.Judge(other_, Record("nested"));
  });
  gate_.Judge(payload_, Record("c"));
  gate_.Release(payload_);
  EXPECT_THAT(answers_, ElementsAre("a:new", "nested:new", "c:new"));
}

}  // namespace
}  // namespace arsip::archive
