#include "archive/thumbnail.h"

#include <filesystem>

#include "archive/segment_list.h"
#include "crawled_archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using testing::AppendAsync;
using testing::CaptureOf;
using testing::ConversionOf;
using testing::JudgeAsync;
using testing::RevisitOf;
using testing::SampleDate;

constexpr std::string_view kImage = "the bytes of an image";
constexpr std::string_view kJpeg = "\xFF\xD8\xFF the thumbnail";

WarcRecord ThumbnailOf(std::string_view payload, const std::string& jpeg, RecordType type) {
  WarcRecord record = ConversionOf("https://e.org/a.png", jpeg, SampleDate());
  record.type = type;
  record.record_id = ThumbnailRecordId(ComputeSha256(payload));
  record.content_type = kThumbnailMediaType;
  return record;
}

class ThumbnailTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path(); }
  // Two captures of one image, the second a revisit.
  void WriteImages() {
    ArchiveOptions options;
    options.min_free_bytes = 0;
    archive_ = std::move(*Archive::Open(path(), options, clock_));
    ASSERT_TRUE(
        AppendAsync(*archive_, CaptureOf("https://e.org/a.png", std::string(kImage))).get());
    const auto verdict = JudgeAsync(*archive_, ComputeSha256(kImage)).get();
    ASSERT_EQ(verdict->kind, DedupVerdict::Kind::kRevisit);
    auto again = CaptureOf("https://e.org/b.png", std::string(kImage));
    again[0] = RevisitOf("https://e.org/b.png", *verdict);
    again[1] = testing::RequestFor(again[0]);
    again[2] = testing::MetadataFor(again[0]);
    ASSERT_TRUE(AppendAsync(*archive_, std::move(again)).get());
  }
  void AppendDerived(WarcRecord record) {
    std::promise<bool> durable;
    std::vector<WarcRecord> records;
    records.push_back(std::move(record));
    archive_->AppendDerived(std::move(records),
                            [&](const auto& location) { durable.set_value(location.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  }
  // Of every capture, in the order of URLs.
  std::vector<Result<std::string>> Thumbnails() {
    archive_.reset();
    const auto index = std::move(*CaptureIndex::Open(path() + "/index", true));
    std::vector<Capture> captures;
    EXPECT_TRUE(index->ForEachCapture({}, {}, [&](const Capture& capture) {
      captures.push_back(capture);
      return true;
    }));
    std::vector<Result<std::string>> thumbnails;
    for (const Capture& capture : captures) {
      thumbnails.push_back(ReadThumbnail(path(), *index, capture));
    }
    return thumbnails;
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<Archive> archive_;
};

TEST_F(ThumbnailTest, TheIdFollowsFromThePayloadAlone) {
  const std::string id = ThumbnailRecordId(ComputeSha256(kImage));
  EXPECT_THAT(
      id, ::testing::MatchesRegex(
              "<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>"));
  EXPECT_EQ(ThumbnailRecordId(ComputeSha256(kImage)), id);
  EXPECT_NE(ThumbnailRecordId(ComputeSha256("another")), id);
}

TEST_F(ThumbnailTest, IsFoundForACaptureAndForItsRevisit) {
  WriteImages();
  AppendDerived(ThumbnailOf(kImage, std::string(kJpeg), RecordType::kConversion));
  const auto thumbnails = Thumbnails();
  ASSERT_EQ(thumbnails.size(), 2u);
  for (const auto& thumbnail : thumbnails) {
    ASSERT_TRUE(thumbnail.has_value()) << thumbnail.error().ToString();
    EXPECT_EQ(*thumbnail, kJpeg);
  }
}

TEST_F(ThumbnailTest, NoneIsSaid) {
  WriteImages();
  AppendDerived(ThumbnailOf("another image", std::string(kJpeg), RecordType::kConversion));
  const auto thumbnails = Thumbnails();
  ASSERT_EQ(thumbnails.size(), 2u);
  EXPECT_EQ(thumbnails[0].error().code, ErrorCode::kNotFound);
}

TEST_F(ThumbnailTest, ARecordOfThatIdElsewhereIsNone) {
  WriteImages();
  std::vector<WarcRecord> records;
  records.push_back(ThumbnailOf(kImage, std::string(kJpeg), RecordType::kConversion));
  ASSERT_TRUE(AppendAsync(*archive_, std::move(records)).get());  // in DIR/warc
  EXPECT_EQ(Thumbnails()[0].error().code, ErrorCode::kNotFound);
}

TEST_F(ThumbnailTest, OneThatIsTooLongIsRefused) {
  WriteImages();
  AppendDerived(
      ThumbnailOf(kImage, std::string(kMaxStoredThumbnailBytes + 1, 'x'), RecordType::kConversion));
  EXPECT_EQ(Thumbnails()[0].error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::archive
