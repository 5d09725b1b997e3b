#include "crawler/frontier_node.h"

#include "tiny_site.h"

namespace arsip::crawler {
namespace {

class FrontierNodeTest : public TinySiteTest {
 protected:
  Result<std::unique_ptr<FrontierNode>> Start(bool recrawl = false) {
    FrontierNodeOptions options = Options().frontier;
    options.server.endpoints = {"inproc://node"};
    return FrontierNode::Start(context_, clock_, options, SeedUrls(TinyCollection()), recrawl);
  }

  frontier::TransportContext context_;
};

TEST_F(FrontierNodeTest, SeedsAreQueuedOnceHoweverOftenItStarts) {
  for (int run = 0; run < 2; ++run) {
    auto node = Start();
    ASSERT_TRUE(node) << node.error().ToString();
    EXPECT_TRUE((*node)->running());
    auto progress = (*node)->Progress();
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->queued, 1u);
    EXPECT_EQ(progress->hosts, 1u);
    EXPECT_TRUE((*node)->Stop());
  }
}

TEST_F(FrontierNodeTest, StoreOfAnotherNodeIsUnavailable) {
  auto first = Start();
  ASSERT_TRUE(first);
  auto second = Start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST_F(FrontierNodeTest, StoppedNodeHasNoProgressAndStopsOnce) {
  auto node = Start();
  ASSERT_TRUE(node);
  EXPECT_TRUE((*node)->Stop());
  EXPECT_TRUE((*node)->Stop());
  EXPECT_FALSE((*node)->running());
  auto progress = (*node)->Progress();
  ASSERT_FALSE(progress);
  EXPECT_EQ(progress.error().code, ErrorCode::kUnavailable);
}

TEST_F(FrontierNodeTest, NodeWithoutAnEndpointIsInvalid) {
  auto node = FrontierNode::Start(context_, clock_, Options().frontier, {}, false);
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace arsip::crawler
