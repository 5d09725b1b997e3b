#include "crawler/control_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace arsip::crawler {
namespace {

TEST(ControlAnswerTest, AnErrorComesBackAsItWas) {
  const auto answer = ReadAnswer(ErrorAnswer({ErrorCode::kNoSpace, "the disk is full", "/srv"}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(answer.error().message, "/srv: the disk is full");
}

TEST(ControlAnswerTest, FieldsComeBackInOneLineOfAscii) {
  const std::string line = OkAnswer({{"host", "a\nb\xc3\xa9\xff"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  for (const char c : line) EXPECT_GE(c, 0x20);
  const auto answer = ReadAnswer(line);
  ASSERT_TRUE(answer);
  EXPECT_TRUE((*answer)["ok"].get<bool>());
}

TEST(ControlAnswerTest, WhatIsNoAnswerIsRefused) {
  for (const char* line : {"", "[]", "{}", R"({"ok":1})", R"({"ok":false})",
                           R"({"ok":false,"error":{"code":"made up","message":"x"}})",
                           R"({"ok":false,"error":{"code":7,"message":"x"}})"}) {
    const auto answer = ReadAnswer(line);
    ASSERT_FALSE(answer) << line;
    EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  }
}

TEST(ControlAnswerTest, AStatusHasWhatScriptsRelyOn) {
  CrawlStatus status;
  status.collection = "news";
  status.progress.queued = 7;
  status.progress.refused[frontier::Refusal::kRobots] = 2;
  status.progress.paused = true;
  status.progress.pause_reason = "why";
  status.budgets.max_pages = 100;
  status.rates.eta = std::chrono::seconds(90);
  status.disk = DiskSpace{5, 10};
  const nlohmann::json json = StatusJson(status);
  EXPECT_EQ(json["state"], "paused");
  EXPECT_EQ(json["pause_reason"], "why");
  EXPECT_EQ(json["urls"]["queued"], 7);
  EXPECT_EQ(json["urls"]["refused"]["robots"], 2);
  EXPECT_EQ(json["budget"]["max_pages"], 100);
  EXPECT_TRUE(json["budget"]["max_bytes"].is_null());
  EXPECT_EQ(json["eta_seconds"], 90.0);
  EXPECT_EQ(json["disk"]["free_bytes"], 5);
  status.progress.paused = false;
  EXPECT_EQ(StatusJson(status)["state"], "running");
}

TEST(ControlAnswerTest, AQueueSaysWhatItWaitsForAndUntilWhen) {
  frontier::QueueListing listing;
  listing.total = 9;
  listing.queues.resize(2);
  listing.queues[0].host = "https://a.example";
  listing.queues[0].reason = "host delay after the last response";
  listing.queues[0].wakes_in = std::chrono::milliseconds(1500);
  const nlohmann::json json = ListingJson(listing);
  EXPECT_EQ(json["total"], 9);
  EXPECT_EQ(json["queues"][0]["wakes_in_seconds"], 1.5);
  EXPECT_FALSE(json["queues"][1].contains("wakes_in_seconds"));
}

TEST(ControlAnswerTest, AnExplanationHasItsPath) {
  frontier::Explanation explanation;
  explanation.subject = "http://a.example/";
  explanation.state = frontier::UrlState::kQueued;
  explanation.path = {"http://b.example/"};
  const nlohmann::json json = ExplanationJson(explanation);
  EXPECT_EQ(json["state"], "queued");
  EXPECT_EQ(json["via"][0], "http://b.example/");
  EXPECT_FALSE(json.contains("wakes_in_seconds"));
}

TEST(ControlAnswerTest, ADirectoryHasADisk) {
  const auto disk = DiskSpaceOf("/");
  ASSERT_TRUE(disk);
  EXPECT_GT(disk->total_bytes, 0U);
  EXPECT_LE(disk->free_bytes, disk->total_bytes);
  EXPECT_FALSE(DiskSpaceOf("/no/such/directory"));
}

}  // namespace
}  // namespace arsip::crawler
