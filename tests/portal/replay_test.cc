#include "portal/replay.h"

#include <future>

#include "archive/record_payload.h"
#include "archive/thumbnail.h"
#include "portal_fixture.h"

namespace arsip::portal {
namespace {

class ReplayTest : public testing::PortalFixture {
 protected:
  std::string PayloadOf(const archive::Capture& capture) {
    std::string payload;
    archive::PayloadOptions options;
    options.decode = false;
    EXPECT_TRUE(archive::ReadPayload(path(), capture, options, [&](std::string_view bytes) {
                  payload.append(bytes);
                  return Ok();
                }).has_value());
    return payload;
  }
};

TEST_F(ReplayTest, GivesThePayloadAsStoredWithMementoFields) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  const std::string ts = FormatTimestamp14(capture.time);
  HttpResponse response = Answer(testing::Get("/news/" + ts + "id_/" + capture.url));
  EXPECT_EQ(response.status, 200);
  const std::string body = testing::ReadBody(response);
  EXPECT_EQ(body, PayloadOf(capture));
  EXPECT_EQ(response.length, body.size());
  EXPECT_EQ(response.Get("Content-Type"), "text/html");
  EXPECT_EQ(ParseWarcDate(FormatWarcDate(capture.time)).has_value(), true);
  EXPECT_NE(response.Get("Memento-Datetime"), "");
  const std::string link(response.Get("Link"));
  EXPECT_NE(link.find("<https://host1.example/page/4>; rel=\"original\""), std::string::npos);
  EXPECT_NE(
      link.find("<http://portal.example/news/https://host1.example/page/4>; rel=\"timegate\""),
      std::string::npos);
  EXPECT_EQ(response.Get("Content-Location"), "");
  EXPECT_EQ(response.Get("X-Archive-Orig-ETag"), "\"v1\"");
  EXPECT_TRUE(response.Get("Content-Security-Policy").starts_with("sandbox"));
}

TEST_F(ReplayTest, APartialTimeLeadsToTheNearestAndSaysWhich) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  const HttpResponse response = Answer(testing::Get("/news/2026id_/" + capture.url));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Get("Content-Location"),
            "http://portal.example/news/" + FormatTimestamp14(capture.time) + "id_/" + capture.url);
  EXPECT_EQ(Fetch("/news/id_/" + capture.url).first, 200);
}

TEST_F(ReplayTest, RevisitsGiveThePayloadOfTheirOriginal) {
  const archive::Capture identical = CaptureOf("https://host2.example/page/5");
  ASSERT_EQ(identical.type, archive::RecordType::kRevisit);
  const auto [status, body] =
      Fetch("/news/" + FormatTimestamp14(identical.time) + "id_/" + identical.url);
  EXPECT_EQ(status, 200);
  EXPECT_EQ(body, PayloadOf(CaptureOf("https://host2.example/page/2")));
  // "Not modified", a day later: the page, not a 304.
  const auto [later_status, later] = Fetch("/news/id_/https://host0.example/page/0");
  EXPECT_EQ(later_status, 200);
  EXPECT_EQ(later, PayloadOf(CaptureOf("https://host0.example/page/0")));
}

TEST_F(ReplayTest, ARedirectLeadsIntoTheArchive) {
  HttpResponse response = Answer(testing::Get("/news/id_/https://host0.example/"));
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(response.Get("X-Archive-Orig-Location"), "/page/0");
  const std::string location(response.Get("Location"));
  EXPECT_TRUE(location.starts_with("http://portal.example/news/2026")) << location;
  EXPECT_TRUE(location.ends_with("id_/https://host0.example/page/0")) << location;
}

TEST_F(ReplayTest, ARedirectToItselfIsPassedOverUnlessItIsNamed) {
  {
    archive::ArchiveOptions options;
    options.min_free_bytes = 0;
    const auto archive = *archive::Archive::Open(path(), options, clock_);
    const UtcTime later = archive::testing::SampleDate() + std::chrono::hours(48);
    ASSERT_TRUE(archive::testing::AppendAsync(
                    *archive, {archive::testing::RedirectTo("https://host1.example/page/4",
                                                            "http://host1.example/page/4", later)})
                    .get()
                    .has_value());
  }
  EXPECT_EQ(Fetch("/news/id_/http://host1.example/page/4").first, 200);
  const std::string ts = FormatTimestamp14(archive::testing::SampleDate() + std::chrono::hours(48));
  EXPECT_EQ(Fetch("/news/" + ts + "id_/http://host1.example/page/4").first, 301);
}

TEST_F(ReplayTest, WhatIsHiddenIsRefusedAndWhatIsNotThereIsNot) {
  const archive::Capture original = CaptureOf("https://host2.example/page/2");
  Deny(original.url, archive::AccessMatch::kExact, archive::AccessKind::kTakedown);
  const auto [status, body] = Fetch("/news/2026id_/" + original.url);
  EXPECT_EQ(status, 451);
  EXPECT_NE(body.find("takedown"), std::string::npos);
  // Its bytes do not come out by a revisit's name either.
  EXPECT_EQ(Fetch("/news/2026id_/https://host2.example/page/5").first, 451);
  EXPECT_EQ(Fetch("/news/2026id_/https://host2.example/none").first, 404);
}

TEST_F(ReplayTest, ANamedCaptureThatIsHiddenIsNotReplacedByAnother) {
  archive::AccessRule rule;
  rule.target = "https://host0.example/page/0";
  rule.from = archive::testing::SampleDate() + std::chrono::hours(1);
  ASSERT_TRUE(archive::AddAccessRule(path(), rule).has_value());
  const std::string later =
      FormatTimestamp14(archive::testing::SampleDate() + std::chrono::hours(24));
  EXPECT_EQ(Fetch("/news/" + later + "id_/" + rule.target).first, 403);
  EXPECT_EQ(Fetch("/news/2027id_/" + rule.target).first, 200);  // the older one, and it says so
}

TEST_F(ReplayTest, ADamagedPayloadGivesNoByte) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  std::string bytes = FileBytes(capture.location.filename);
  bytes[capture.location.offset + capture.location.length / 2] ^= 0x55;
  archive::testing::WriteBytes(path() + "/warc/" + capture.location.filename, bytes);
  EXPECT_EQ(Fetch("/news/2026id_/" + capture.url).first, 500);
}

TEST_F(ReplayTest, TheTimeGateLeadsToTheNearest) {
  const std::string url = "https://host0.example/page/0";
  HttpResponse latest = Answer(testing::Get("/news/" + url));
  EXPECT_EQ(latest.status, 302);
  EXPECT_NE(std::string(latest.Get("Vary")).find("accept-datetime"), std::string::npos);
  HttpResponse first =
      Answer(testing::Get("/news/" + url, {{"Accept-Datetime", "Thu, 01 Jan 2026 00:00:00 GMT"}}));
  EXPECT_EQ(first.status, 302);
  EXPECT_NE(first.Get("Location"), latest.Get("Location"));
  EXPECT_EQ(Fetch("/news/" + url, {{"Accept-Datetime", "yesterday"}}).first, 400);
  EXPECT_EQ(Fetch("/news/https://none.example/").first, 404);
  Deny(url);
  EXPECT_EQ(Fetch("/news/" + url).first, 403);
}

TEST_F(ReplayTest, AThumbnailIsGivenUnderItsOwnPathAndHiddenWithItsCapture) {
  const archive::Capture capture = CaptureOf("https://host1.example/page/4");
  const std::string record_id = RecordIdOf(capture);
  const std::string jpeg = "\xFF\xD8\xFF a thumbnail";
  const std::string id = archive::ThumbnailRecordId(ComputeSha256(PayloadOf(capture)));
  {
    served_.reset();
    archive::ArchiveOptions options;
    options.min_free_bytes = 0;
    const auto archive = *archive::Archive::Open(path(), options, clock_);
    archive::WarcRecord record =
        archive::testing::ConversionOf(capture.url, jpeg, capture.time, record_id);
    record.record_id = id;
    std::promise<bool> durable;
    std::vector<archive::WarcRecord> records;
    records.push_back(std::move(record));
    archive->AppendDerived(std::move(records),
                           [&](const auto& at) { durable.set_value(at.has_value()); });
    ASSERT_TRUE(durable.get_future().get());
  }
  HttpResponse response = Answer(testing::Get("/news/thumbnail/2026id_/" + capture.url));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Get("Content-Type"), "image/jpeg");
  EXPECT_EQ(testing::ReadBody(response), jpeg);
  EXPECT_NE(response.Get("Memento-Datetime"), "");
  EXPECT_TRUE(response.Get("Content-Security-Policy").starts_with("sandbox"));
  EXPECT_EQ(Fetch("/news/thumbnail/id_/https://host0.example/page/0").first, 404);
  EXPECT_EQ(Fetch("/news/thumbnail/nothing").first, 404);
  Deny(capture.url);
  EXPECT_EQ(Fetch("/news/thumbnail/2026id_/" + capture.url).first, 403);
}

TEST_F(ReplayTest, NoArchivedScriptBecomesAServiceWorker) {
  EXPECT_EQ(
      Fetch("/news/2026id_/https://host1.example/page/4", {{"Service-Worker", "script"}}).first,
      403);
}

}  // namespace
}  // namespace arsip::portal
