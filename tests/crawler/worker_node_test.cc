#include "crawler/worker_node.h"

#include <atomic>

#include "crawler/frontier_node.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

class WorkerNodeTest : public TinySiteTest {
 protected:
  void SetUp() override {
    TinySiteTest::SetUp();
    const std::string endpoint = "ipc://" + directory_ + "/run/frontier";
    FrontierNodeOptions options = Options().frontier;
    options.server.endpoints = {endpoint};
    auto node = FrontierNode::Start(context_, clock_, options, SeedUrls(TinyCollection()), false);
    ASSERT_TRUE(node) << node.error().ToString();
    frontier_ = std::move(*node);
    options_ = Options();
    options_.worker.frontier.endpoint = endpoint;
    options_.worker.frontier.worker = "test:1";
  }
  Result<std::unique_ptr<WorkerNode>> Start() {
    WorkerEvents events;
    events.on_event = [this](const CrawlEvent&) { ++events_; };
    return WorkerNode::Start(TinyCollection(), options_, clock_, std::move(events));
  }

  frontier::TransportContext context_;
  std::unique_ptr<FrontierNode> frontier_;
  CrawlOptions options_;
  std::atomic<size_t> events_{0};
};

TEST_F(WorkerNodeTest, WorksForAFrontierElsewhereAndSealsItsArchive) {
  auto node = Start();
  ASSERT_TRUE(node) << node.error().ToString();
  EXPECT_TRUE((*node)->running());
  EXPECT_TRUE(Eventually([this] { return events_ == TinySite::kPages + 1; }));
  EXPECT_TRUE((*node)->Stop());
  EXPECT_FALSE((*node)->running());
  EXPECT_EQ(frontier_->Progress()->captured, TinySite::kPages);
  EXPECT_EQ(Captures().size(), TinySite::kPages + 3);  // robots.txt, the collection, the log
  ASSERT_EQ(FilesIn("warc").size(), 1u);
  EXPECT_TRUE(FilesIn("warc")[0].ends_with(".warc.gz"));
}

TEST_F(WorkerNodeTest, ArchiveOfAnotherWorkerIsUnavailable) {
  auto first = Start();
  ASSERT_TRUE(first);
  auto second = Start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE((*first)->Stop());
}

TEST_F(WorkerNodeTest, RangeThatIsNoneIsInvalid) {
  options_.allowed_addresses = {"not a range"};
  auto node = Start();
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::crawler
