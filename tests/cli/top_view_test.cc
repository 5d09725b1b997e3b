#include "cli/top_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace arsip::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

json Queue(const std::string& host, const std::string& reason) {
  return {{"host", host},     {"ip_group", "192.0.2.1"}, {"queued", 1234},     {"retrying", 2},
          {"leased", 1},      {"fetch_seconds", 0.25},   {"delay_seconds", 3}, {"dormant", false},
          {"reason", reason}, {"wakes_in_seconds", 80.0}};
}

json Status() {
  return {{"collection", "news"},
          {"state", "running"},
          {"urls",
           {{"queued", 1234},
            {"leased", 3},
            {"captured", 12345},
            {"failed", 2},
            {"dormant", 0},
            {"refused", {{"scope", 12}, {"robots", 3}}}}},
          {"captured_bytes", 5'000'000},
          {"hosts", 12},
          {"workers", 2},
          {"budget", {{"max_pages", 20000}, {"max_bytes", nullptr}, {"reached", false}}},
          {"rates",
           {{"urls_per_second_10s", 10.24},
            {"urls_per_second_60s", 9.8},
            {"bytes_per_second_10s", 1e6},
            {"bytes_per_second_60s", 2e6}}},
          {"eta_seconds", 11100.0},
          {"disk", {{"free_bytes", 12'000'000'000}, {"total_bytes", 100'000'000'000}}},
          {"rescoping", false}};
}

TEST(TopViewTest, AStatusHasRatesStatesBudgetDiskAndEta) {
  const std::string text = StatusText(Status());
  EXPECT_THAT(text, HasSubstr("news: running"));
  EXPECT_THAT(text, HasSubstr("10.2 URLs/s in 10 s, 9.8 in 60 s"));
  EXPECT_THAT(text, HasSubstr("ETA 3h 05m"));
  EXPECT_THAT(text, HasSubstr("queued 1,234"));
  EXPECT_THAT(text, HasSubstr("captured 12,345"));
  EXPECT_THAT(text, HasSubstr("robots 3, scope 12"));
  EXPECT_THAT(text, HasSubstr("pages 20,000, bytes no limit"));
  EXPECT_THAT(text, HasSubstr("free of"));
}

TEST(TopViewTest, APauseSaysWhyAndAnUnknownEtaIsADash) {
  json status = Status();
  status["state"] = "paused";
  status["pause_reason"] = "complaint 17";
  status.erase("eta_seconds");
  EXPECT_THAT(StatusText(status), HasSubstr("news: paused (complaint 17)"));
  EXPECT_THAT(StatusText(status), HasSubstr("ETA -"));
}

TEST(TopViewTest, AQueueIsARow) {
  const std::string text =
      QueuesText({{"total", 40},
                  {"queues", {Queue("https://a.example", "host delay after the last response")}}});
  EXPECT_THAT(text, HasSubstr("https://a.example"));
  EXPECT_THAT(text, HasSubstr("1,234"));
  EXPECT_THAT(text, HasSubstr("0.2s"));
  EXPECT_THAT(text, HasSubstr("1m 20s  host delay after the last response"));
  EXPECT_THAT(text, HasSubstr("1 of 40 queues"));
}

TEST(TopViewTest, ReasonsAreCountedWithoutWhatIsOfOneHostAlone) {
  const json listing = {{"queues",
                         {Queue("a", "IP delay after the last response from 192.0.2.1"),
                          Queue("b", "IP delay after the last response from 192.0.2.2"),
                          Queue("c", "backs off: 429, Retry-After 120s"),
                          Queue("d", "a request to another host at 192.0.2.1 is in flight"),
                          Queue("e", "ready: waits for a worker")}}};
  EXPECT_THAT(
      WaitingReasons(listing),
      ElementsAre(Pair("IP delay after the last response", 2), Pair("a request to another host", 1),
                  Pair("backs off", 1), Pair("ready: waits for a worker", 1)));
}

TEST(TopViewTest, TheWholePictureHasBothTables) {
  const json listing = {{"total", 1}, {"queues", {Queue("https://a.example", "nothing")}}};
  const std::string text = TopText(Status(), listing, listing);
  EXPECT_THAT(text, HasSubstr("Most waiting"));
  EXPECT_THAT(text, HasSubstr("Slowest"));
  EXPECT_THAT(text, HasSubstr("queues   1: 1 nothing"));
}

TEST(TopViewTest, AServersWordsDoNotReachTheTerminalRaw) {
  const json listing = {{"total", 1}, {"queues", {Queue("\x1b]0;evil", "\x1b[2J")}}};
  EXPECT_THAT(TopText(Status(), listing, listing), Not(HasSubstr("\x1b")));
}

TEST(TopViewTest, AnAnswerWithNothingInItIsDrawnToo) {
  EXPECT_THAT(TopText(json::object(), json::object(), json::object()), HasSubstr("ETA -"));
}

}  // namespace
}  // namespace arsip::cli
