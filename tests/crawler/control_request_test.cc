#include "crawler/control_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arsip::crawler {
namespace {

using testing::HasSubstr;
using Verb = ControlRequest::Verb;

ControlRequest Parsed(std::string_view line) {
  auto request = ParseControlRequest(line);
  EXPECT_TRUE(request) << line << ": " << request.error().ToString();
  return request.value_or(ControlRequest{});
}

TEST(ControlRequestTest, EachVerbReadsItsValues) {
  EXPECT_EQ(Parsed(R"({"verb":"status"})").verb, Verb::kStatus);
  EXPECT_EQ(Parsed(R"({"verb":"pause","reason":"why"})").reason, "why");
  const ControlRequest block = Parsed(R"({"verb":"block","host":"a.example","for":"7d"})");
  EXPECT_EQ(block.host, "a.example");
  EXPECT_EQ(block.lasts, std::chrono::hours(7 * 24));
  EXPECT_EQ(Parsed(R"({"verb":"block","host":"a.example","for":""})").lasts, std::nullopt);
  const ControlRequest budget = Parsed(R"({"verb":"budget","max_pages":7,"max_bytes":null})");
  EXPECT_EQ(budget.max_pages->limit, 7U);
  ASSERT_TRUE(budget.max_bytes.has_value());
  EXPECT_EQ(budget.max_bytes->limit, std::nullopt);
  const ControlRequest capture = Parsed(R"({"verb":"capture","urls":["http://a.example/x"]})");
  ASSERT_EQ(capture.urls.size(), 1U);
  EXPECT_EQ(capture.urls[0].href(), "http://a.example/x");
  const ControlRequest queues = Parsed(R"({"verb":"queues","order":"slowest","limit":3})");
  EXPECT_EQ(queues.order, frontier::QueueOrder::kSlowest);
  EXPECT_EQ(queues.limit, 3U);
  EXPECT_EQ(Parsed(R"({"verb":"rescope","collection":"x: y"})").collection, "x: y");
  EXPECT_EQ(Parsed(R"({"verb":"explain","subject":"a.example"})").subject, "a.example");
  EXPECT_EQ(Parsed(R"({"verb":"ignore","add":["/a/","/b/"]})").add.size(), 2U);
  EXPECT_EQ(Parsed(R"({"verb":"ignore","remove":["/a/"]})").remove[0], "/a/");
}

TEST(ControlRequestTest, OnlyWhatChangesTheCrawlIsLogged) {
  EXPECT_FALSE(Parsed(R"({"verb":"status"})").changes());
  EXPECT_FALSE(Parsed(R"({"verb":"queues"})").changes());
  EXPECT_FALSE(Parsed(R"({"verb":"explain","subject":"x"})").changes());
  EXPECT_FALSE(Parsed(R"({"verb":"ignore"})").changes());
  EXPECT_TRUE(Parsed(R"({"verb":"ignore","add":["/a/"]})").changes());
  EXPECT_TRUE(Parsed(R"({"verb":"resume"})").changes());
  EXPECT_TRUE(Parsed(R"({"verb":"reload-hash-lists"})").changes());
  EXPECT_STREQ(ControlVerbName(Verb::kRescope), "rescope");
}

TEST(ControlRequestTest, WhatIsNoRequestIsRefusedAndNamed) {
  const std::pair<const char*, const char*> kBad[] = {
      {"", "JSON object"},
      {"[1]", "JSON object"},
      {"{\"verb\":\"status\"", "JSON object"},
      {R"({"verb":1})", "'verb'"},
      {R"({"reason":"x"})", "'verb' is missing"},
      {R"({"verb":"reboot"})", "no verb 'reboot'"},
      {R"({"verb":"pause","host":"x"})", "no 'host'"},
      {R"({"verb":"block"})", "'host' is missing"},
      {R"({"verb":"block","host":"a.example","for":"soon"})", "soon"},
      {R"({"verb":"block","host":"a.example","for":"0s"})", "more than nothing"},
      {R"({"verb":"budget"})", "max_pages"},
      {R"({"verb":"ignore","add":"/a/"})", "list of patterns"},
      {R"({"verb":"ignore","add":[""]})", "list of patterns"},
      {R"({"verb":"budget","max_pages":-1})", "a number"},
      {R"({"verb":"budget","max_pages":1e300})", "a number"},
      {R"({"verb":"seed","urls":[]})", "list of URLs"},
      {R"({"verb":"seed","urls":["mailto:x@a.example"]})", "mailto"},
      {R"({"verb":"queues","limit":100000})", "1 to 1000"},
      {R"({"verb":"queues","order":"fastest"})", "waiting or slowest"},
  };
  for (const auto& [line, why] : kBad) {
    const auto request = ParseControlRequest(line);
    ASSERT_FALSE(request) << line;
    EXPECT_EQ(request.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(request.error().ToString(), HasSubstr(why)) << line;
  }
}

TEST(ControlRequestTest, NestingAndSizeDoNotHurt) {
  EXPECT_FALSE(ParseControlRequest(std::string(1'000'000, '[')));
  std::string many = R"({"verb":"seed","urls":[)";
  for (int i = 0; i < 1001; ++i)
    many += (i == 0 ? "" : ",") + std::string(R"("http://a.example/")");
  EXPECT_FALSE(ParseControlRequest(many + "]}"));
}

}  // namespace
}  // namespace arsip::crawler
