#include "portal/served_archive.h"

#include <filesystem>

#include "archive/rebuild.h"
#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class ServedArchiveTest : public testing::PortalFixture {
 protected:
  static size_t Count(const SharedView& view) {
    size_t count = 0;
    EXPECT_TRUE(view->index()
                    .ForEachCapture({}, {}, [&](const archive::Capture&) { return ++count > 0; })
                    .has_value());
    return count;
  }
};

TEST_F(ServedArchiveTest, ARuleHoldsFromTheNextViewOn) {
  const SharedView before = View();
  EXPECT_EQ(before->FirstDenying(), nullptr);
  Deny("host1.example", archive::AccessMatch::kHost);
  EXPECT_NE(View()->FirstDenying(), nullptr);
  EXPECT_EQ(before->FirstDenying(), nullptr);
  EXPECT_TRUE(View()->HoldsDenied(CaptureOf("https://host1.example/page/4").location.filename));
}

TEST_F(ServedArchiveTest, AnEmbargoEndsWithoutAChangeOfTheFile) {
  ManualClock clock(*ParseWarcDate("2026-11-28T00:00:00Z"));
  const auto served = *ServedArchive::Open(path(), clock);
  archive::AccessRule rule;
  rule.kind = archive::AccessKind::kEmbargo;
  rule.match = archive::AccessMatch::kAll;
  rule.until = clock.Utc() + std::chrono::hours(1);
  ASSERT_TRUE(archive::AddAccessRule(path(), rule).has_value());
  EXPECT_TRUE((*served->View())->HoldsDenied(Captures().front().location.filename));
  clock.Advance(std::chrono::hours(1));
  EXPECT_EQ((*served->View())->FirstDenying(), nullptr);
  EXPECT_FALSE((*served->View())->HoldsDenied(Captures().front().location.filename));
}

TEST_F(ServedArchiveTest, ACrawlGoesOnBesideItAndShowsWhenItHasEnded) {
  ManualClock clock;
  const auto served = *ServedArchive::Open(path(), clock);
  const SharedView before = *served->View();
  EXPECT_EQ(Count(before), 33u);
  archive::testing::WriteCrawl(path(), 3, 1'000'000);
  EXPECT_EQ(Count(*served->View()), 33u);  // not looked at yet
  clock.Advance(std::chrono::seconds(2));
  EXPECT_GT(Count(*served->View()), 33u);
  EXPECT_EQ(Count(before), 33u);
}

TEST_F(ServedArchiveTest, RulesOutliveTheIndex) {
  Deny("host1.example", archive::AccessMatch::kHost);
  std::filesystem::remove_all(path() + "/index");
  archive::ReadProblems problems;
  ASSERT_TRUE(archive::RebuildIndex(path(), problems, {}).has_value());
  EXPECT_TRUE(View()->HoldsDenied(CaptureOf("https://host1.example/page/4").location.filename));
}

TEST_F(ServedArchiveTest, WithoutAnIndexThereIsNothingToServe) {
  std::filesystem::remove_all(path() + "/index");
  EXPECT_EQ(ServedArchive::Open(path(), clock_).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::portal
