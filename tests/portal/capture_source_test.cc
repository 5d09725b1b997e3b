#include "portal/capture_source.h"

#include "portal_fixture.h"

namespace arsip::portal {
namespace {

using ::testing::ElementsAre;
using Kind = CaptureSource::Step::Kind;

class CaptureSourceTest : public testing::PortalFixture {
 protected:
  std::vector<std::string> Times(const CdxQuery& query) {
    std::vector<std::string> times;
    const auto source = OpenCaptures(View(), query);
    EXPECT_TRUE(source.has_value()) << source.error().ToString();
    while (source.has_value()) {
      const auto step = (*source)->Next();
      EXPECT_TRUE(step.has_value());
      if (step->kind == Kind::kEnd) break;
      if (step->kind == Kind::kCapture) times.push_back(FormatTimestamp14(step->capture.time));
    }
    return times;
  }
  static CdxQuery Of(const std::string& url, archive::Match match = archive::Match::kExact) {
    CdxQuery query;
    query.query.url = url;
    query.query.match = match;
    return query;
  }
};

TEST_F(CaptureSourceTest, ClosestGoesOutwardsFromItsMoment) {
  CdxQuery query = Of("https://host0.example/page/0");
  const std::vector<std::string> plain = Times(query);
  ASSERT_EQ(plain.size(), 2u);  // a day apart
  query.sort = CdxQuery::Sort::kClosest;
  query.closest = archive::testing::SampleDate() + std::chrono::hours(1);
  EXPECT_THAT(Times(query), ElementsAre(plain[0], plain[1]));
  query.closest += std::chrono::hours(20);
  EXPECT_THAT(Times(query), ElementsAre(plain[1], plain[0]));
  query.closest += std::chrono::hours(24 * 900);
  EXPECT_THAT(Times(query), ElementsAre(plain[1], plain[0]));
  query.closest = UtcTime{};
  EXPECT_THAT(Times(query), ElementsAre(plain[0], plain[1]));
  query.query.to = query.closest;
  EXPECT_THAT(Times(query), ElementsAre());
}

TEST_F(CaptureSourceTest, TheLastOnesComeInPlainOrder) {
  CdxQuery query = Of("host1.example", archive::Match::kHost);
  const std::vector<std::string> all = Times(query);
  ASSERT_EQ(all.size(), 10u);
  query.limit = 3;
  query.last_ones = true;
  EXPECT_THAT(Times(query), ElementsAre(all[7], all[8], all[9]));
  query.limit = 50;
  EXPECT_EQ(Times(query), all);
}

TEST_F(CaptureSourceTest, ReverseIsPlainTurnedRound) {
  CdxQuery query = Of("host1.example", archive::Match::kHost);
  std::vector<std::string> all = Times(query);
  std::ranges::reverse(all);
  query.sort = CdxQuery::Sort::kReverse;
  EXPECT_EQ(Times(query), all);
}

TEST_F(CaptureSourceTest, WhatARuleHidesIsPassedOverAndSaysWhichRule) {
  Deny("https://host1.example/page/1");
  const CdxQuery query = Of("https://host1.example/page/1");
  const auto source = *OpenCaptures(View(), query);
  const auto step = *source->Next();
  EXPECT_EQ(step.kind, Kind::kPassed);
  ASSERT_NE(step.denied_by, nullptr);
  EXPECT_EQ(step.denied_by->id, 1u);
  EXPECT_EQ(source->Next()->kind, Kind::kEnd);
}

TEST_F(CaptureSourceTest, PagesAreBoundedAndThereIsNoneBehindTheLast) {
  CdxQuery query = Of("host1.example", archive::Match::kHost);
  EXPECT_EQ(*CountRows(*View(), query, kMaxPagedRows), 10u);
  query.page = 0;
  EXPECT_EQ(Times(query).size(), 10u);
  query.page = 1;
  EXPECT_EQ(OpenCaptures(View(), query).error().code, ErrorCode::kInvalidInput);
  query.page = UINT64_MAX;
  EXPECT_EQ(OpenCaptures(View(), query).error().code, ErrorCode::kInvalidInput);
  query = Of("https://none.example/");
  query.page = 0;
  EXPECT_TRUE(Times(query).empty());
}

TEST_F(CaptureSourceTest, ResumingBeginsAfterThePoint) {
  CdxQuery query = Of("host1.example", archive::Match::kHost);
  const auto source = *OpenCaptures(View(), query);
  const archive::Capture first = source->Next()->capture;
  std::vector<std::string> rest = Times(query);
  rest.erase(rest.begin());
  query.resume = CdxQuery::ResumePoint{first.urlkey, first.time};
  EXPECT_EQ(Times(query), rest);
}

}  // namespace
}  // namespace arsip::portal
