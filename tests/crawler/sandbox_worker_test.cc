#include "crawler/sandbox_worker.h"

#include <chrono>

#include "gmock/gmock.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class SandboxWorkerTest : public SandboxTest, private SandboxWorker::Owner {
 protected:
  void Start(milliseconds wall_clock = milliseconds(20'000), uint32_t recycle_after = 100) {
    const SandboxWorkerOptions options{RogueOptions(2), wall_clock, recycle_after};
    SandboxWorker::Owner& owner = *this;
    worker_ = std::make_unique<SandboxWorker>(*loop_, options, owner);
    ASSERT_TRUE(worker_->Start());
    ASSERT_FALSE(worker_->ready());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    ASSERT_TRUE(worker_->AwaitHello(deadline));
    ASSERT_TRUE(worker_->ready());
  }
  // Asked after every event; at most ten seconds.
  void RunUntil(const std::function<bool()>& done) {
    done_ = done;
    const auto limit = loop_->After(std::chrono::seconds(10), [this] {
      ADD_FAILURE() << "it does not happen";
      loop_->Stop();
    });
    ASSERT_TRUE(loop_->Run());
    loop_->Cancel(limit);
  }
  static SandboxItem Item(std::string_view payload) {
    SandboxItem item;
    item.payload = payload;
    return item;
  }

  std::unique_ptr<SandboxWorker> worker_;
  std::vector<std::string> titles_;
  std::vector<SandboxEnd> ends_;
  int started_ = 0;
  int recycled_ = 0;
  std::function<bool()> done_;

 private:
  void Answered(SandboxItem& /*item*/, extractors::Extraction extraction) override {
    titles_.push_back(extraction.title());
  }
  void Ended(SandboxEnd end) override { ends_.push_back(std::move(end)); }
  void Started() override { ++started_; }
  void Recycled() override { ++recycled_; }
  void StartFailed(const std::string& reason) override { ADD_FAILURE() << reason; }
  void EventsHandled() override {
    if (done_()) loop_->Stop();
  }
};

TEST_F(SandboxWorkerTest, ItemsAreAnsweredInOrderUntilTheSlotsAreFull) {
  Start();
  SandboxItem one = Item("one");
  SandboxItem two = Item("two");
  ASSERT_TRUE(worker_->Hand(one));
  EXPECT_TRUE(worker_->has_room());
  ASSERT_TRUE(worker_->Hand(two));
  EXPECT_FALSE(worker_->has_room());
  EXPECT_EQ(worker_->in_flight(), 2u);
  RunUntil([this] { return titles_.size() == 2; });
  EXPECT_THAT(titles_, ElementsAre("one", "two"));
  EXPECT_TRUE(worker_->has_room());
  EXPECT_EQ(worker_->layers(), "none");
}

TEST_F(SandboxWorkerTest, EndNamesTheItemItWasAt) {
  Start();
  SandboxItem crash = Item("crash");
  ASSERT_TRUE(worker_->Hand(crash));
  RunUntil([this] { return !ends_.empty(); });
  ASSERT_EQ(ends_.size(), 1u);
  EXPECT_EQ(ends_[0].cause, SandboxEnd::Cause::kCrashed);
  EXPECT_EQ(ends_[0].description, "signal 6");
  EXPECT_EQ(ends_[0].head, &crash);
  EXPECT_EQ(worker_->in_flight(), 0u);
}

TEST_F(SandboxWorkerTest, AbandonedItemIsNotAnswered) {
  Start();
  SandboxItem dropped = Item("dropped");
  SandboxItem kept = Item("kept");
  ASSERT_TRUE(worker_->Hand(dropped));
  ASSERT_TRUE(worker_->Hand(kept));
  worker_->Abandon(dropped);
  RunUntil([this] { return worker_->in_flight() == 0; });
  EXPECT_THAT(titles_, ElementsAre("kept"));
}

TEST_F(SandboxWorkerTest, AbandonAllReturnsWhatWasWaitedFor) {
  Start();
  SandboxItem one = Item("one");
  SandboxItem two = Item("two");
  ASSERT_TRUE(worker_->Hand(one));
  ASSERT_TRUE(worker_->Hand(two));
  worker_->Abandon(one);
  EXPECT_THAT(worker_->AbandonAll(), ElementsAre(&two));
  EXPECT_TRUE(worker_->AbandonAll().empty());
}

TEST_F(SandboxWorkerTest, WallClockIsTheCauseOfTheEndAndSparesWhatIsBehind) {
  Start(milliseconds(100));
  SandboxItem hang = Item("hang");
  SandboxItem behind = Item("behind");
  ASSERT_TRUE(worker_->Hand(hang));
  ASSERT_TRUE(worker_->Hand(behind));
  RunUntil([this] { return !ends_.empty(); });
  ASSERT_EQ(ends_.size(), 1u);
  EXPECT_EQ(ends_[0].cause, SandboxEnd::Cause::kTimedOut);
  EXPECT_EQ(ends_[0].head, &hang);
  EXPECT_THAT(ends_[0].behind, ElementsAre(&behind));
  EXPECT_EQ(started_, 2);
}

TEST_F(SandboxWorkerTest, ProcessThatHasDoneEnoughIsReplacedOnceItIsEmpty) {
  Start(milliseconds(20'000), 1);
  SandboxItem only = Item("only");
  ASSERT_TRUE(worker_->Hand(only));
  EXPECT_FALSE(worker_->has_room());
  RunUntil([this] { return recycled_ == 1; });
  EXPECT_THAT(titles_, ElementsAre("only"));
  EXPECT_EQ(started_, 2);
  EXPECT_TRUE(ends_.empty());
}

}  // namespace
}  // namespace arsip::crawler
