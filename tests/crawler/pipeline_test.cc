#include "crawler/pipeline.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "crawler/frontier_node.h"
#include "gmock/gmock.h"
#include "sandbox_fixture.h"
#include "small_disk.h"
#include "tiny_site.h"
#include "warc_bytes.h"

namespace arsip::crawler {
namespace {

using archive::RecordType;
using archive::testing::RawRecord;
using archive::testing::ReadRecords;
using frontier::Lease;
using testing::ElementsAre;

// One pipeline with real parts on the test's own loop; a lease at a time.
class PipelineTest : public TinySiteTest {
 protected:
  void SetUp() override {
    TinySiteTest::SetUp();
    options_ = Options();
    scope_ = *seeds::Scope::Create(TinyCollection().scope);
    guard_ = *AddressGuard::Create(options_.allowed_addresses);
    std::filesystem::create_directories(options_.worker.fetcher.spool_directory);
    auto loop = EventLoop::Create();
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
  }
  void TearDown() override {
    pipeline_.reset();
    port_.reset();
    node_.reset();
    archive_.reset();
    sandbox_.reset();
    fetcher_.reset();
    loop_.reset();
    TinySiteTest::TearDown();
  }

  void Build() {
    auto archive = archive::Archive::Open(directory_, options_.archive, clock_);
    auto fetcher = Fetcher::Create(*loop_, clock_, *guard_, options_.worker.fetcher);
    auto sandbox = SandboxBroker::Create(*loop_, options_.worker.sandbox);
    options_.frontier.server.endpoints = {"inproc://pipeline"};
    auto node =
        FrontierNode::Start(context_, clock_, options_.frontier, SeedUrls(TinyCollection()), false);
    ASSERT_TRUE(archive && fetcher && sandbox && node);
    archive_ = std::move(*archive);
    fetcher_ = std::move(*fetcher);
    sandbox_ = std::move(*sandbox);
    node_ = std::move(*node);
    frontier::FrontierClientOptions client;
    client.endpoint = "inproc://pipeline";
    client.worker = "test:1";
    FrontierPortEvents events;
    events.granted = [this](Lease lease) { Take(std::move(lease)); };
    events.failed = [](Error error) { ADD_FAILURE() << error.ToString(); };
    auto port = FrontierPort::Connect(*loop_, context_, clock_, client, std::move(events));
    ASSERT_TRUE(port) << port.error().ToString();
    port_ = std::move(*port);
    const PipelineParts parts{
        *loop_,    clock_, *fetcher_, Sandboxes{.pages = sandbox_.get()},
        *archive_, *port_, *scope_,   [this](const CrawlEvent& event) { OnEvent(event); }};
    pipeline_ = std::make_unique<Pipeline>(parts, options_.worker.pipeline);
  }
  // Processes `leases`, one after the other.
  void Process(size_t leases) {
    if (!pipeline_) Build();
    ASSERT_NE(pipeline_, nullptr);
    left_ = leases;
    port_->Credit(1);
    const auto limit = loop_->After(std::chrono::seconds(15), [this] {
      ADD_FAILURE() << left_ << " leases do not come or do not end";
      loop_->Stop();
    });
    ASSERT_TRUE(loop_->Run());
    loop_->Cancel(limit);
  }
  void Take(Lease lease) {
    Spawn(pipeline_->Process(std::move(lease)), [this](Status status) {
      EXPECT_TRUE(status) << status.error().ToString();
      if (--left_ == 0) return loop_->Stop();
      port_->Credit(1);
    });
  }
  // The frontier has acknowledged: the record must lie on disk already.
  void OnEvent(const CrawlEvent& event) {
    events_.push_back(event);
    if (event.location.filename.empty()) return;
    uint64_t bytes = 0;
    for (const std::string& path : FilesIn("warc")) bytes += std::filesystem::file_size(path);
    EXPECT_GE(bytes, event.location.offset + event.location.length) << event.url;
  }
  const CrawlEvent* EventOf(const std::string& path) const {
    const std::string url = site_->Url(path);
    const auto found = std::find_if(events_.begin(), events_.end(),
                                    [&url](const auto& event) { return event.url == url; });
    return found == events_.end() ? nullptr : &*found;
  }
  // Of the capture of `path`, in the order of the file; closes the archive.
  std::vector<std::string> RecordTypesOf(const std::string& path) {
    archive_.reset();
    std::vector<std::string> types;
    for (const std::string& file : FilesIn("warc")) {
      for (const RawRecord& record : ReadRecords(file)) {
        if (record.Get("WARC-Target-URI") == site_->Url(path)) {
          types.push_back(std::string(record.Get("WARC-Type")));
        }
      }
    }
    return types;
  }

  CrawlOptions options_;
  frontier::TransportContext context_;
  std::optional<seeds::Scope> scope_;
  std::optional<AddressGuard> guard_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<Fetcher> fetcher_;
  std::unique_ptr<SandboxBroker> sandbox_;
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<FrontierNode> node_;
  std::unique_ptr<FrontierPort> port_;
  std::unique_ptr<Pipeline> pipeline_;
  size_t left_ = 0;
  std::vector<CrawlEvent> events_;
};

TEST_F(PipelineTest, RobotsTxtIsCapturedAndDecidesForItsHost) {
  Process(1);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_TRUE(events_[0].robots_txt);
  EXPECT_EQ(events_[0].status_code, 200);
  EXPECT_EQ(node_->Progress()->captured, 0u);
  EXPECT_THAT(RecordTypesOf("/robots.txt"), ElementsAre("response", "request", "metadata"));
}

TEST_F(PipelineTest, ResponseRequestAndMetadataAreDurableBeforeTheLeaseIsCompleted) {
  Process(2);
  const CrawlEvent* const event = EventOf("/");
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->kind, CrawlEvent::Kind::kCaptured);
  EXPECT_EQ(event->mime, "text/html");
  EXPECT_FALSE(event->location.filename.empty());
  const auto progress = node_->Progress();
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->captured, 1u);
  EXPECT_EQ(progress->queued, 4u) << "its links";
  EXPECT_THAT(RecordTypesOf("/"), ElementsAre("response", "request", "metadata"));
}

TEST_F(PipelineTest, IdenticalPayloadIsARevisitAndARedirectLeadsOn) {
  Process(2 + 4);  // robots.txt, "/", /a, /b, /moved, /target
  ASSERT_NE(EventOf("/a"), nullptr);
  ASSERT_NE(EventOf("/b"), nullptr);
  EXPECT_NE(EventOf("/a")->type, EventOf("/b")->type);
  ASSERT_NE(EventOf("/moved"), nullptr);
  EXPECT_EQ(EventOf("/moved")->status_code, 302);
  ASSERT_NE(EventOf("/target"), nullptr);
  EXPECT_EQ(EventOf("/target")->hop_path, "LR");
  EXPECT_EQ(EventOf("/target")->via, site_->Url("/moved"));
  EXPECT_EQ(node_->Progress()->captured, TinySite::kPages);
  const std::string revisit = EventOf("/b")->type == RecordType::kRevisit ? "/b" : "/a";
  EXPECT_THAT(RecordTypesOf(revisit), ElementsAre("revisit", "request", "metadata"));
}

TEST_F(PipelineTest, FullDiskGivesTheLeaseBack) {
  const archive::testing::SmallDisk disk("size=64k");
  ASSERT_TRUE(disk.mounted());
  archive::testing::WriteBytes(disk.path() + "/full", std::string(64u << 10, 'f'));
  options_.worker.fetcher.spool_directory = disk.path();
  options_.worker.fetcher.body_memory_bytes = 1;
  Process(1);
  EXPECT_TRUE(events_.empty());
  const auto progress = node_->Progress();
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->leased, 0u);
  EXPECT_EQ(progress->queued, 1u);
  EXPECT_EQ(progress->failed, 0u);
}

}  // namespace
}  // namespace arsip::crawler
