#include "crawler/crawl_event.h"

#include <gtest/gtest.h>

#include <chrono>

namespace arsip::crawler {
namespace {

TEST(CrawlEventTest, AnUnknownFieldIsADash) {
  CrawlEvent event;
  event.url = "http://example.org/";
  event.began = UtcTime(std::chrono::seconds(1'767'225'600));
  event.detail = "connect: refused";
  EXPECT_EQ(FormatCrawlLogLine(event),
            "2026-01-01T00:00:00.000000Z 0 0 http://example.org/ - - - 0ms - - connect: refused");
}

TEST(CrawlEventTest, ACaptureNamesItsRecord) {
  CrawlEvent event;
  event.url = "http://example.org/a";
  event.status_code = 200;
  event.bytes = 12;
  event.mime = "text/html";
  event.hop_path = "LE";
  event.via = "http://example.org/";
  event.fetch_time = std::chrono::milliseconds(34);
  event.type = archive::RecordType::kRevisit;
  event.location = {"a.warc.gz", 567, 89};
  event.detail = "HTTP 200";
  const std::string line = FormatCrawlLogLine(event);
  EXPECT_NE(line.find(" 200 12 http://example.org/a LE http://example.org/ text/html 34ms revisit "
                      "a.warc.gz@567 HTTP 200"),
            std::string::npos)
      << line;
}

TEST(CrawlEventTest, AHostileDetailStaysOnItsLine) {
  CrawlEvent event;
  event.detail = "x\r\n2026 forged \x1b[2J";
  const std::string line = FormatCrawlLogLine(event);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(CrawlEventTest, EveryOutcomeHasItsKind) {
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kCaptured), CrawlEvent::Kind::kCaptured);
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kHostBusy), CrawlEvent::Kind::kRetry);
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kTransferFailed), CrawlEvent::Kind::kRetry);
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kHostUnreachable), CrawlEvent::Kind::kRetry);
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kRefused), CrawlEvent::Kind::kRefused);
  EXPECT_EQ(CrawlEvent::KindOf(frontier::OutcomeKind::kGivenBack), CrawlEvent::Kind::kGivenBack);
}

}  // namespace
}  // namespace arsip::crawler
