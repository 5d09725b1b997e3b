#include "archive/record_at.h"

#include "archive/query.h"
#include "crawled_archive.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

class RecordAtTest : public ::testing::Test {
 protected:
  void SetUp() override { testing::WriteCrawl(path(), 4, 1'000'000); }
  Capture Find(const std::string& url) {
    const auto reader = *CaptureReader::Open(path());
    Capture found;
    EXPECT_TRUE(reader
                    ->ForEach({.url = url},
                              [&](const Capture& capture) {
                                found = capture;
                                return true;
                              })
                    .has_value());
    return found;
  }
  const std::string& path() const { return directory_.path(); }
  testing::TemporaryDirectory directory_;
};

TEST_F(RecordAtTest, StandsAtTheRecordThatTheLocationNames) {
  const Capture capture = Find("https://host1.example/page/1");
  const auto at = OpenRecordAt(path(), capture.location);
  ASSERT_TRUE(at.has_value()) << at.error().ToString();
  EXPECT_EQ(at->reader->header().target_uri(), capture.url);
  EXPECT_EQ(at->reader->header().time(), capture.time);
  RecordLocation wrong = capture.location;
  wrong.offset += 1;
  EXPECT_EQ(OpenRecordAt(path(), wrong).error().code, ErrorCode::kCorruption);
  wrong.filename = "x.warc.gz";
  EXPECT_EQ(OpenRecordAt(path(), wrong).error().code, ErrorCode::kNotFound);
}

TEST_F(RecordAtTest, ThePayloadOfARevisitLiesInItsOriginal) {
  const Capture revisit = Find("https://host0.example/page/0");
  ASSERT_EQ(revisit.type, RecordType::kRevisit);
  const auto location = PayloadLocationOf(revisit);
  ASSERT_TRUE(location.has_value());
  EXPECT_NE(location->offset, revisit.location.offset);
  EXPECT_EQ(*CheckPayload(path(), revisit, *location), 200u);
  EXPECT_EQ(*OwnHttpHead(path(), revisit), "");
  Capture lost = revisit;
  lost.original.reset();
  EXPECT_EQ(PayloadLocationOf(lost).error().code, ErrorCode::kNotFound);
}

TEST_F(RecordAtTest, APayloadThatIsNotWhatTheIndexKnowsIsCorruption) {
  Capture capture = Find("https://host1.example/page/1");
  capture.payload_sha256[0] ^= 1;
  EXPECT_EQ(CheckPayload(path(), capture, capture.location).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace arsip::archive
