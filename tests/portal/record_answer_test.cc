#include "portal/record_answer.h"

#include "archive/record_payload.h"
#include "portal/base64.h"
#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class RecordAnswerTest : public testing::PortalFixture {
 protected:
  std::string UuidOf(const archive::Capture& capture) { return RecordIdOf(capture).substr(10, 36); }
};

TEST_F(RecordAnswerTest, IsTheRecordAsStoredWithItsDigest) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  std::string expected;
  ASSERT_TRUE(archive::CopyRecord(path(), capture.location, [&](std::string_view bytes) {
                expected.append(bytes);
                return Ok();
              }).has_value());
  HttpResponse response = Answer(testing::Get("/news/record/" + UuidOf(capture)));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.length, expected.size());
  EXPECT_EQ(testing::ReadBody(response), expected);
  EXPECT_EQ(response.Get("Repr-Digest"),
            "sha-256=:" + Base64Encode(ComputeSha256(std::string_view(expected))) + ":");
  EXPECT_EQ(Fetch("/news/record/urn:uuid:" + UuidOf(capture)).second, expected);
  EXPECT_EQ(Fetch("/news/record/%3Curn:uuid:" + UuidOf(capture) + "%3E").second, expected);
}

TEST_F(RecordAnswerTest, ConcurrentRecordsFollow) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  HttpResponse response = Answer(testing::Get("/news/record/" + UuidOf(capture) + "?concurrent=1"));
  const uint64_t length = *response.length;
  const std::string body = testing::ReadBody(response);
  EXPECT_EQ(body.size(), length);
  const auto response_at = body.find("WARC-Type: response");
  const auto request_at = body.find("WARC-Type: request");
  const auto metadata_at = body.find("WARC-Type: metadata");
  EXPECT_LT(response_at, request_at);
  EXPECT_LT(request_at, metadata_at);
  EXPECT_NE(metadata_at, std::string::npos);
  EXPECT_EQ(body.find("WARC-Type: request", request_at + 1), std::string::npos);
}

TEST_F(RecordAnswerTest, HiddenRecordsAreRefusedEvenDerivedOnes) {
  Deny("https://host0.example/page/0", archive::AccessMatch::kExact,
       archive::AccessKind::kTakedown);
  EXPECT_EQ(Fetch("/news/record/" + UuidOf(CaptureOf("https://host0.example/page/0"))).first, 451);
  const auto name = archive::testing::NamesIn(path() + "/derived").front();
  const auto bytes = archive::testing::ReadBytes(path() + "/derived/" + name);
  const auto members = archive::testing::ReadMembers(bytes);
  const std::string id =
      archive::testing::SplitRecord(members.whole.back().bytes).Get("WARC-Record-ID");
  EXPECT_EQ(Fetch("/news/record/" + id.substr(10, 36)).first, 451);
}

TEST_F(RecordAnswerTest, AnUnknownIdIsNotFound) {
  EXPECT_EQ(Fetch("/news/record/00000000-0000-0000-0000-000000000000").first, 404);
  EXPECT_EQ(Fetch("/news/record/").first, 404);
  EXPECT_EQ(Fetch("/news/record/..%2F..%2Fetc").first, 404);
}

}  // namespace
}  // namespace arsip::portal
