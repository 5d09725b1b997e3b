#include "cli/event_json.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace arsip::cli {
namespace {

TEST(EventJsonTest, ACaptureNamesItsRecord) {
  crawler::CrawlEvent event;
  event.url = "http://example.org/";
  event.status_code = 200;
  event.type = archive::RecordType::kRevisit;
  event.location = {"a.warc.gz", 12, 34};
  const nlohmann::json json = EventJson(event);
  EXPECT_EQ(json["event"], "captured");
  EXPECT_EQ(json["type"], "revisit");
  EXPECT_EQ(json["file"], "a.warc.gz");
  EXPECT_EQ(json["offset"], 12);
  EXPECT_EQ(json["length"], 34);
}

TEST(EventJsonTest, WhatWroteNothingNamesNoFile) {
  crawler::CrawlEvent event;
  event.kind = crawler::CrawlEvent::Kind::kRetry;
  const nlohmann::json json = EventJson(event);
  EXPECT_EQ(json["event"], "retry");
  EXPECT_FALSE(json.contains("file"));
}

TEST(EventJsonTest, AReportCountsByStatusAndReason) {
  crawler::CrawlReport report;
  report.by_status[404] = 3;
  report.refused["robots"] = 2;
  report.next_wake = std::chrono::milliseconds(1500);
  const nlohmann::json json = ReportJson(report);
  EXPECT_EQ(json["by_status"]["404"], 3);
  EXPECT_EQ(json["refused"]["robots"], 2);
  EXPECT_DOUBLE_EQ(json["next_wake_seconds"].get<double>(), 1.5);
}

}  // namespace
}  // namespace arsip::cli
