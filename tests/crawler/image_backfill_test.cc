#include "crawler/image_backfill.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "archive_fixture.h"
#include "crawler/sandboxes.h"

namespace arsip::crawler {
namespace {

using archive::Capture;
using archive::RecordType;
using archive::testing::AppendAsync;
using archive::testing::CaptureOf;
using archive::testing::JudgeAsync;
using archive::testing::RevisitOf;
using ::testing::SizeIs;

constexpr const char* kUrl = "https://example.org/a.png";

class ImageBackfillTest : public archive::testing::ArchiveFixture {
 protected:
  void SetUp() override {
    Start(Options());
    ASSERT_TRUE(JudgeAsync(*archive_, payload_).get().has_value());
    ASSERT_TRUE(AppendAsync(*archive_, CaptureOf(kUrl, "picture")).get().has_value());
    std::vector<archive::WarcRecord> revisit;
    revisit.push_back(
        RevisitOf("https://example.org/b.png", *JudgeAsync(*archive_, payload_).get()));
    ASSERT_TRUE(AppendAsync(*archive_, std::move(revisit)).get().has_value());
  }
  Capture Of(RecordType type) {
    Capture found;
    EXPECT_TRUE(index_->ForEachCapture({}, {}, [&](const Capture& capture) {
      if (capture.type == type) found = capture;
      return true;
    }));
    return found;
  }
  void KeepDerived(archive::WarcRecord record) {
    std::vector<archive::WarcRecord> records;
    records.push_back(std::move(record));
    std::promise<bool> durable;
    archive_->AppendDerived(std::move(records), [&durable](const auto& location) {
      durable.set_value(location.has_value());
    });
    ASSERT_TRUE(durable.get_future().get());
  }
  static SandboxResult Hashed() {
    SandboxResult result = SandboxResult::Nothing();
    extractors::ImageHash& hash = result.image_hash.emplace();
    hash.set_pdq(std::string(32, '\x35'));
    hash.set_quality(90);
    for (char form = 0; form < 8; ++form) hash.add_dihedral(std::string(32, '\x35' + form));
    hash.set_media_type("image/png");
    return result;
  }

  const Sha256 payload_ = ComputeSha256(std::string_view("picture"));
};

TEST_F(ImageBackfillTest, AnArchiveWithoutHashesGetsThemOnce) {
  ImageBackfill backfill(path(), *index_);
  const Capture response = Of(RecordType::kResponse);
  EXPECT_TRUE(*backfill.LacksHash(response));
  EXPECT_TRUE(*backfill.LacksAny(response));
  EXPECT_THAT(*backfill.RecordsOf(response, SandboxResult::Nothing(), 7), SizeIs(0));
  auto records = backfill.RecordsOf(response, Hashed(), 7);
  ASSERT_TRUE(records.has_value());
  ASSERT_THAT(*records, SizeIs(1));
  KeepDerived(std::move(records->front()));
  EXPECT_FALSE(*backfill.LacksHash(response));
  EXPECT_TRUE(*backfill.LacksAny(response)) << "there is no thumbnail";
  EXPECT_THAT(*backfill.RecordsOf(response, Hashed(), 7), SizeIs(0));
  const auto row = archive::ImageSearch(path(), *index_).Find(payload_);
  ASSERT_TRUE(row.has_value() && row->has_value());
  EXPECT_EQ((*row)->first, response.time);
  EXPECT_EQ((*row)->fact.rule, ImageHashRule());
  EXPECT_TRUE((*row)->fact.turned.has_value());
  EXPECT_TRUE((*row)->is_exemplar());
}

TEST_F(ImageBackfillTest, ARevisitIsToldOnceItsOriginalHasAHash) {
  ImageBackfill backfill(path(), *index_);
  const Capture revisit = Of(RecordType::kRevisit);
  EXPECT_FALSE(backfill.SightingOf(revisit)->has_value());
  KeepDerived(std::move(backfill.RecordsOf(Of(RecordType::kResponse), Hashed(), 7)->front()));
  auto sighting = backfill.SightingOf(revisit);
  ASSERT_TRUE(sighting.has_value() && sighting->has_value());
  KeepDerived(std::move(**sighting));
  EXPECT_FALSE(backfill.SightingOf(revisit)->has_value());
  EXPECT_TRUE(
      *archive::ImageSearch(path(), *index_).IsSighting(payload_, {revisit.time, revisit.url}));
}

TEST_F(ImageBackfillTest, APartOfAnImageGetsNone) {
  Capture cut = Of(RecordType::kResponse);
  cut.truncated = true;
  EXPECT_FALSE(*ImageBackfill(path(), *index_).LacksHash(cut));
}

}  // namespace
}  // namespace arsip::crawler
