#include "archive/record_at.h"

#include <string>

#include "archive/query.h"
#include "crawled_archive.h"
#include "warc_bytes.h"
#include "warc_samples.h"

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
  capture.payload_sha1[0] ^= 1;
  EXPECT_EQ(CheckPayload(path(), capture, capture.location).error().code, ErrorCode::kCorruption);
}

// Whatever the index and SHA-1 say: of records of ours SHA-256 decides, of the payload or, of what
// older versions wrote, of the block.
TEST(CheckPayloadTest, Sha256DecidesInFilesOfOurs) {
  using testing::Gzip;
  using testing::HandMade;
  using testing::HandMadeResponse;
  const std::string other = FormatDigest(ComputeSha256("other"));
  HandMade good = HandMadeResponse(1, "https://example.org/", "one");
  HandMade payload = good;
  payload.Add("X-Arsip-Payload-Digest", other);
  HandMade block = good;
  block.Set("WARC-Block-Digest", other);
  Capture capture;
  capture.payload_sha1 = ComputeSha1("one");
  for (const std::string folder : {"warc", "imported"}) {
    const bool ours = folder == "warc";
    const testing::TemporaryDirectory directory;
    std::filesystem::create_directories(directory.path() + "/" + folder);
    const auto check = [&](const HandMade& record) {
      testing::WriteBytes(directory.path() + "/" + folder + "/x.warc.gz", Gzip(record.Bytes()));
      return CheckPayload(directory.path(), capture, {"x.warc.gz", 0, 0}).has_value();
    };
    EXPECT_TRUE(check(good));
    EXPECT_EQ(check(payload), !ours) << "others may say what they like";
    EXPECT_EQ(check(block), !ours);
    HandMade said = good;
    EXPECT_TRUE(check(said.Set("WARC-Payload-Digest", FormatDigest(ComputeSha256("one")))));
    EXPECT_FALSE(check(said.Set("WARC-Payload-Digest", other)));
  }
}

}  // namespace
}  // namespace arsip::archive
