#include "crawler/worker.h"

#include <future>

#include "crawler/frontier_node.h"
#include "tiny_site.h"

namespace arsip::crawler {
namespace {

class WorkerTest : public TinySiteTest {
 protected:
  void SetUp() override {
    TinySiteTest::SetUp();
    FrontierNodeOptions options = Options().frontier;
    options.server.endpoints = {"inproc://worker"};
    auto node = FrontierNode::Start(context_, clock_, options, SeedUrls(TinyCollection()), false);
    ASSERT_TRUE(node) << node.error().ToString();
    node_ = std::move(*node);
    auto archive = archive::Archive::Open(directory_, Options().archive, clock_);
    ASSERT_TRUE(archive) << archive.error().ToString();
    archive_ = std::move(*archive);
    guard_ = *AddressGuard::Create({"127.0.0.0/8"});
    scope_ = *seeds::Scope::Create(TinyCollection().scope);
    options_ = Options().worker;
    options_.frontier.endpoint = "inproc://worker";
    options_.frontier.worker = "test:1";
  }
  Result<std::unique_ptr<Worker>> Create() {
    WorkerEvents events;
    events.on_event = [this](const CrawlEvent& event) { urls_.push_back(event.url); };
    return Worker::Create(*archive_, *guard_, *scope_, context_, clock_, options_,
                          std::move(events));
  }
  // Creates and runs a worker on a thread of its own until `done`.
  Status RunUntil(const std::function<bool(const frontier::FrontierProgress&)>& done) {
    std::promise<Worker*> created;
    auto ending = std::async(std::launch::async, [&]() -> Status {
      auto worker = Create();
      created.set_value(worker ? worker->get() : nullptr);
      if (!worker) return worker.error();
      return (*worker)->Run();
    });
    Worker* const worker = created.get_future().get();
    if (worker == nullptr) return ending.get();
    EXPECT_TRUE(Eventually([&] {
      auto progress = node_->Progress();
      return progress && done(*progress);
    }));
    worker->Stop();
    return ending.get();
  }

  frontier::TransportContext context_;
  std::unique_ptr<FrontierNode> node_;
  std::unique_ptr<archive::Archive> archive_;
  std::optional<AddressGuard> guard_;
  std::optional<seeds::Scope> scope_;
  WorkerOptions options_;
  std::vector<std::string> urls_;  // of events; of the worker's thread
};

TEST_F(WorkerTest, TakesLeasesUntilTheSiteIsCaptured) {
  options_.max_in_flight = 1;  // credit comes back with every lease that ends
  EXPECT_TRUE(RunUntil([](const auto& progress) { return progress.captured == TinySite::kPages; }));
  archive_.reset();
  EXPECT_EQ(Captures().size(), TinySite::kPages + 1);
  EXPECT_GE(urls_.size(), TinySite::kPages);
}

TEST_F(WorkerTest, StopCutsTransfersAndGivesTheirLeasesBack) {
  site_->Close();
  const auto began = clock_.Monotonic();
  EXPECT_TRUE(RunUntil([this](const auto& progress) {
    return progress.leased > 0 && progress.captured == 1 && site_->Paths().size() >= 3;
  }));
  EXPECT_LT(clock_.Monotonic() - began, std::chrono::seconds(15));
  EXPECT_TRUE(Eventually([this] { return node_->Progress()->leased == 0; }));
  EXPECT_EQ(node_->Progress()->captured, 1u);
  EXPECT_GE(node_->Progress()->queued, 3u);
  EXPECT_EQ(node_->Progress()->failed, 0u);
}

TEST_F(WorkerTest, MissingSandboxKeepsTheWorkerFromStarting) {
  options_.sandbox.binary = directory_ + "/none";
  auto worker = Create();
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace arsip::crawler
