#include "crawler/crawl_control.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "crawler/control_answer.h"
#include "crawler/discovery.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

// A frontier without workers, and its control.
class CrawlControlTest : public TinySiteTest {
 protected:
  void SetUp() override {
    TinySiteTest::SetUp();
    collection_ = TinyCollection();
    FrontierNodeOptions options = Options().frontier;
    options.server.endpoints = {"inproc://control"};
    options.judge = JudgeOf(*seeds::Scope::Create(collection_.scope));
    auto node = FrontierNode::Start(context_, clock_, options, SeedUrls(collection_), false);
    ASSERT_TRUE(node) << node.error().ToString();
    node_ = std::move(*node);
    auto control = CrawlControl::Open(Parts(), ControlSocketOptions());
    ASSERT_TRUE(control) << control.error().ToString();
    control_ = std::move(*control);
  }
  void TearDown() override {
    EXPECT_TRUE(node_ != nullptr && node_->Stop());
    control_.reset();
    node_.reset();
    TinySiteTest::TearDown();
  }

  CrawlControlParts Parts() {
    return {directory_,
            collection_.name,
            *node_,
            history_,
            clock_,
            [this](const CrawlEvent& event) { actions_.push_back(event); },
            [this](const seeds::Collection& changed, const seeds::Scope&) {
              rescoped_.push_back(changed.name);
            }};
  }
  Result<json> Ask(const json& request) {
    ARSIP_ASSIGN(const std::string answer,
                 AskControl(directory_, request.dump(), std::chrono::seconds(20)));
    return ReadAnswer(answer);
  }
  json Must(const json& request) {
    auto answer = Ask(request);
    EXPECT_TRUE(answer) << request << ": " << answer.error().ToString();
    return answer.value_or(json::object());
  }
  std::string SeedHref() const { return collection_.seeds[0].url.href(); }

  frontier::TransportContext context_;
  seeds::Collection collection_;
  ProgressHistory history_{clock_};
  std::vector<CrawlEvent> actions_;  // written by the frontier's thread before the answer is sent
  std::vector<std::string> rescoped_;
  std::unique_ptr<FrontierNode> node_;
  std::unique_ptr<CrawlControl> control_;
};

TEST_F(CrawlControlTest, AStatusCountsTheSeeds) {
  const json status = Must({{"verb", "status"}});
  EXPECT_EQ(status["state"], "running");
  EXPECT_EQ(status["urls"]["queued"], collection_.seeds.size());
  EXPECT_GT(status["disk"]["free_bytes"], 0);
  EXPECT_TRUE(actions_.empty()) << "looking changes nothing";
}

TEST_F(CrawlControlTest, WhatChangesTheCrawlIsLoggedWithItsUser) {
  Must({{"verb", "pause"}, {"reason", "complaint 17"}});
  EXPECT_TRUE(node_->Progress()->paused);
  EXPECT_EQ(Must({{"verb", "status"}})["pause_reason"], "complaint 17");
  Must({{"verb", "resume"}});
  EXPECT_FALSE(node_->Progress()->paused);
  ASSERT_EQ(actions_.size(), 2U);
  EXPECT_EQ(actions_[0].kind, CrawlEvent::Kind::kControl);
  EXPECT_EQ(actions_[0].url, "urn:arsip:control:pause");
  EXPECT_EQ(actions_[0].detail, "uid=" + std::to_string(::geteuid()) + " complaint 17");
  EXPECT_THAT(FormatCrawlLogLine(actions_[1]), HasSubstr("urn:arsip:control:resume"));
}

TEST_F(CrawlControlTest, ABlockedHostIsListedAndExplained) {
  const std::string host = std::string(collection_.seeds[0].url.authority());
  const json blocked = Must({{"verb", "block"}, {"host", host}, {"reason", "they asked"}});
  EXPECT_EQ(blocked["blocked"].size(), 2U);
  const json queues = Must({{"verb", "queues"}});
  EXPECT_EQ(queues["queues"][0]["reason"], "blocked by the operator: they asked");
  EXPECT_EQ(Must({{"verb", "explain"}, {"subject", SeedHref()}})["reason"],
            "blocked by the operator: they asked");
  EXPECT_EQ(Must({{"verb", "explain"}, {"subject", host}})["reason"],
            "blocked by the operator: they asked");
  Must({{"verb", "unblock"}, {"host", host}});
  const auto again = Ask({{"verb", "unblock"}, {"host", host}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kNotFound);
}

TEST_F(CrawlControlTest, ABudgetChangesOnlyWhatIsNamed) {
  Must({{"verb", "budget"}, {"max_pages", 5}});
  const json budget = Must({{"verb", "budget"}, {"max_bytes", 1000}});
  EXPECT_EQ(budget["max_pages"], 5);
  EXPECT_EQ(budget["max_bytes"], 1000);
  EXPECT_TRUE(Must({{"verb", "budget"}, {"max_pages", nullptr}})["max_pages"].is_null());
}

TEST_F(CrawlControlTest, IgnoreRulesAreAddedAndTakenBackOneByOne) {
  EXPECT_EQ(Must({{"verb", "ignore"}})["ignore_rules"], json::array());
  EXPECT_EQ(Must({{"verb", "ignore"}, {"add", {"/a/", "/b/", "/a/"}}})["ignore_rules"],
            (json{"/a/", "/b/"}));
  EXPECT_EQ(Must({{"verb", "ignore"}, {"remove", {"/a/"}}})["ignore_rules"], json{"/b/"});
  EXPECT_EQ(actions_.size(), 2U);
  const auto unknown = Ask({{"verb", "ignore"}, {"remove", {"/a/"}}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  const auto broken = Ask({{"verb", "ignore"}, {"add", {"c("}}});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(Must({{"verb", "ignore"}})["ignore_rules"], json{"/b/"});
}

TEST_F(CrawlControlTest, UrlsAreAnsweredOneByOne) {
  const json answer =
      Must({{"verb", "capture"}, {"urls", {SeedHref(), "http://elsewhere.example/"}}});
  EXPECT_EQ(answer["queued"], 1);
  EXPECT_EQ(answer["urls"][0]["what"], "moved ahead of its host's queue");
  EXPECT_EQ(answer["urls"][0]["state"], "queued");
  EXPECT_FALSE(answer["urls"][1]["queued"].get<bool>());
  EXPECT_THAT(answer["urls"][1]["what"].get<std::string>(), HasSubstr("refused (scope)"));
  EXPECT_EQ(Must({{"verb", "seed"}, {"urls", {SeedHref() + "?new"}}})["queued"], 1);
}

TEST_F(CrawlControlTest, ARescopeIsTakenFromACollectionOfTheSameName) {
  const std::string yaml =
      "collection: " + collection_.name +
      "\npurpose: test\nlegal_basis: own\ncontact: https://example.org/contact\n"
      "review_by: 2029-12-31\nrobots: obey\nscope:\n  hosts: [\"elsewhere.example\"]\n"
      "  max_pages: 77\nseeds:\n  - url: \"http://elsewhere.example/\"\n";
  Must({{"verb", "rescope"}, {"collection", yaml}});
  EXPECT_THAT(rescoped_, ElementsAre(collection_.name));
  EXPECT_EQ(Must({{"verb", "budget"}, {"max_bytes", nullptr}})["max_pages"], 77);
  EXPECT_EQ(Must({{"verb", "seed"}, {"urls", {"http://elsewhere.example/"}}})["queued"], 1);
  EXPECT_TRUE(Eventually([this] { return !Must({{"verb", "status"}})["rescoping"].get<bool>(); }));

  std::string other = yaml;
  other.replace(other.find(collection_.name), collection_.name.size(), "another");
  EXPECT_FALSE(Ask({{"verb", "rescope"}, {"collection", other}}));
  EXPECT_FALSE(Ask({{"verb", "rescope"}, {"collection", "no: collection"}}));
  EXPECT_EQ(rescoped_.size(), 1U);
}

TEST_F(CrawlControlTest, WhatIsNoRequestIsAnsweredAsAnError) {
  const auto answer = AskControl(directory_, "rm -rf /", std::chrono::seconds(20));
  ASSERT_TRUE(answer);
  const auto read = ReadAnswer(*answer);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput);
}

TEST_F(CrawlControlTest, AStoppedFrontierAnswersNobodyAndLetsThemGo) {
  EXPECT_TRUE(node_->Stop());
  std::thread asking([this] {
    const auto answer = AskControl(directory_, R"({"verb":"status"})", std::chrono::seconds(20));
    EXPECT_FALSE(answer);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  control_.reset();
  asking.join();
}

TEST_F(CrawlControlTest, ASecondControlOfTheSameArchiveIsRefused) {
  const auto second = OpenCrawlControl(Parts());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace arsip::crawler
