// SandboxWorker: the place of one sandbox process and of its successors. Hands it items, hears its
// answers, watches the wall clock over it, replaces it when it has died or has done enough. What an
// end means for an item is for the broker to decide. Lives on its loop's thread.
#ifndef ARSIP_CRAWLER_SANDBOX_WORKER_H_
#define ARSIP_CRAWLER_SANDBOX_WORKER_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/sandbox_process.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

// One extraction that somebody waits for.
struct SandboxItem {
  extractors::ExtractionRequest request;
  std::string request_bytes;  // the same, serialised
  std::string_view payload;
  uint32_t attempts = 0;  // processes that ended over it
};

// A process has ended while it held items.
struct SandboxEnd {
  enum class Cause { kCrashed, kTimedOut, kInvalidAnswer };
  Cause cause = Cause::kCrashed;
  std::string description;  // "signal 11"
  bool violation = false;
  Duration wall_time{};  // since it turned to the item
  Duration cpu_time{};   // spent on the item
  uint64_t peak_resident_bytes = 0;
  SandboxItem* head = nullptr;       // it was at this one; null when nobody waits for it any more
  std::vector<SandboxItem*> behind;  // it had not turned to these yet
};

struct SandboxWorkerOptions {
  SandboxProcessOptions process;
  Duration wall_clock_limit{};
  uint32_t recycle_after = 0;
  uint64_t recycle_above_bytes = 0;
};

class SandboxWorker {
 public:
  // Nothing of the worker may be called from within, but for EventsHandled.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void Answered(SandboxItem& item, extractors::Extraction extraction) = 0;
    virtual void Ended(SandboxEnd end) = 0;
    virtual void Started() = 0;
    virtual void Recycled() = 0;
    virtual void StartFailed(const std::string& reason) = 0;
    // The last call of an event: the worker is in order again and may be handed items.
    virtual void EventsHandled() = 0;
  };

  // `loop` and `owner` outlive the worker.
  SandboxWorker(EventLoop& loop, SandboxWorkerOptions options, Owner& owner);
  // Kills and reaps.
  ~SandboxWorker();
  SandboxWorker(const SandboxWorker&) = delete;
  SandboxWorker& operator=(const SandboxWorker&) = delete;

  // The first process; AwaitHello then waits until its walls are up. The caller retries neither.
  Status Start();
  Status AwaitHello(std::chrono::steady_clock::time_point deadline);
  // Instead of both: the first process, as its successors are started. Tells the owner.
  void StartInBackground() { Restart(); }

  bool ready() const { return ready_; }
  bool has_room() const {
    return ready_ && in_flight_.size() < slots_.size() && handed_ < options_.recycle_after;
  }
  size_t in_flight() const { return in_flight_.size(); }
  // Processes in a row that died before their first word.
  uint32_t failed_starts() const { return failed_starts_; }
  // A process was up once.
  bool greeted() const { return greeted_; }
  // The walls of the process, and what its answers depend on, from its greeting.
  const std::string& layers() const { return layers_; }
  const std::string& versions() const { return versions_; }

  // False when the process has just gone: the item is still the caller's. REQUIRES: has_room().
  bool Hand(SandboxItem& item);
  // Nobody waits for this item any more; its answer will be dropped.
  void Abandon(const SandboxItem& item);
  // Abandons all and returns those that were waited for.
  std::vector<SandboxItem*> AbandonAll();
  // First half of the destructor, so that many workers end at once.
  void Kill();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Slot {
    bool used = false;
    SandboxItem* item = nullptr;
    uint32_t sequence = 0;
    uint64_t bytes = 0;
  };

  Status Greeted(const extractors::HelloPacket& hello);
  Status Watch();
  void Restart();
  void Fail(const std::string& reason);
  void OnReadable();
  void ReceiveHello();
  void ReceiveAnswers();
  bool OnAnswer(const extractors::AnswerPacket& packet);
  Result<extractors::Extraction> Open(const extractors::AnswerPacket& packet,
                                      const SandboxItem* item);
  bool IsSwollen();
  void RecycleWhenDue();
  void TurnToNext();
  void ArmTimer(Duration delay);
  void OnTimer();
  void Condemn(SandboxEnd::Cause cause, std::string detail);
  void OnDeath();

  EventLoop& loop_;
  const SandboxWorkerOptions options_;
  Owner& owner_;
  std::unique_ptr<SandboxProcess> process_;
  std::vector<std::unique_ptr<SandboxProcess>> retired_;  // killed, not reaped yet
  bool ready_ = false;
  bool greeted_ = false;
  std::string layers_;
  std::string versions_;
  std::vector<Slot> slots_;
  std::deque<uint32_t> in_flight_;  // slots, in the order in which the process takes them
  uint32_t next_sequence_ = 0;
  uint32_t handed_ = 0;      // to this process
  uint32_t unmeasured_ = 0;  // answers since its memory was last looked at
  bool hung_up_ = false;     // or broke the channel's rules: not heard any more
  SteadyTime since_;         // when it turned to the first in flight, or was started
  Duration cpu_since_{};     // its processor time then
  bool condemned_ = false;   // killed by us: the end below is the cause
  SandboxEnd::Cause cause_ = SandboxEnd::Cause::kCrashed;
  std::string cause_detail_;
  uint32_t failed_starts_ = 0;
  bool timer_armed_ = false;
  EventLoop::TimerId timer_ = 0;
  SteadyTime timer_due_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_SANDBOX_WORKER_H_
