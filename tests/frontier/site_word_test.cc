#include "frontier/site_word.h"

#include <gtest/gtest.h>

namespace arsip::frontier {
namespace {

using std::chrono::hours;

constexpr UtcTime kCaptured(hours(500'010));
constexpr UtcTime kNow = kCaptured + hours(48);
constexpr FrontierTime kBegin(hours(500'000));

TEST(SiteWord, ALaterTimeMeansChangedAnEarlierOneDoesNot) {
  EXPECT_EQ(WordOf({kCaptured + hours(1)}, kCaptured, kNow), SiteWord::kChanged);
  EXPECT_EQ(WordOf({kCaptured - hours(1)}, kCaptured, kNow), SiteWord::kUnchanged);
  EXPECT_EQ(WordOf({kCaptured}, kCaptured, kNow), SiteWord::kUnchanged);
  EXPECT_EQ(WordOf({kNow + hours(25)}, kCaptured, kNow), SiteWord::kNone) << "not yet";
}

TEST(SiteWord, TheDayOfTheCaptureSaysNothing) {
  const UtcTime day = kCaptured - hours(18);
  EXPECT_EQ(WordOf({day, true}, kCaptured, kNow), SiteWord::kNone);
  EXPECT_EQ(WordOf({day + hours(24), true}, kCaptured, kNow), SiteWord::kChanged);
  EXPECT_EQ(WordOf({day - hours(24), true}, kCaptured, kNow), SiteWord::kUnchanged);
}

TEST(SiteWord, AHostThatIsWrongFourTimesHasNoSayForThirtyDays) {
  HostRecord host;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(JudgeWord(host, SiteWord::kChanged, false, kBegin));
  EXPECT_TRUE(IsHeeded(host, kBegin));
  JudgeWord(host, SiteWord::kUnchanged, true, kBegin);
  EXPECT_FALSE(IsHeeded(host, kBegin + hours(24 * 30) - Duration(1)));
  EXPECT_TRUE(IsHeeded(host, kBegin + hours(24 * 30)));
  JudgeWord(host, SiteWord::kChanged, false, kBegin + hours(24 * 31));
  JudgeWord(host, SiteWord::kChanged, false, kBegin + hours(24 * 31));
  EXPECT_FALSE(IsHeeded(host, kBegin + hours(24 * 32))) << "it begins anew half trusted";
}

TEST(SiteWord, TheTruthMakesUpForALie) {
  HostRecord host;
  for (int i = 0; i < 20; ++i) {
    JudgeWord(host, SiteWord::kChanged, false, kBegin);
    JudgeWord(host, SiteWord::kChanged, true, kBegin);
  }
  EXPECT_EQ(host.lastmod_lies, 0);
  EXPECT_FALSE(JudgeWord(host, SiteWord::kChanged, true, kBegin)) << "nothing to store";
  EXPECT_FALSE(JudgeWord(host, SiteWord::kNone, true, kBegin));
}

class AfterWordTest : public testing::Test {
 protected:
  AfterWordTest() {
    planned_.interval = hours(24);
    planned_.first_captured = planned_.visited = kBegin;
    planned_.next = kBegin + hours(24);
  }
  const RevisitOptions options_;
  Revisit planned_;
};

TEST_F(AfterWordTest, ChangedMakesItDueNow) {
  const Revisit after = AfterWord(options_, planned_, SiteWord::kChanged, kBegin + hours(2));
  EXPECT_EQ(after.next, kBegin + hours(2));
  EXPECT_EQ(after.reason, VisitReason::kNamed);
}

TEST_F(AfterWordTest, UnchangedPutsItOffUpToFourIntervals) {
  EXPECT_EQ(AfterWord(options_, planned_, SiteWord::kUnchanged, kBegin + hours(2)), planned_)
      << "not yet worth a write";
  Revisit after = planned_;
  for (int hour = 0; hour < 24 * 30; ++hour) {
    after = AfterWord(options_, after, SiteWord::kUnchanged, kBegin + hours(hour));
    ASSERT_LE(after.next, kBegin + hours(96));
  }
  EXPECT_EQ(after.next, kBegin + hours(96));
}

TEST_F(AfterWordTest, EvidenceIsNotPutOff) {
  planned_.reason = VisitReason::kBurst;
  EXPECT_EQ(AfterWord(options_, planned_, SiteWord::kUnchanged, kBegin + hours(23)), planned_);
  EXPECT_EQ(AfterWord(options_, planned_, SiteWord::kNone, kBegin + hours(23)), planned_);
}

}  // namespace
}  // namespace arsip::frontier
