#include "crawler/sandbox_worker.h"

#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/log.h"
#include "crawler/extraction_check.h"

namespace arsip::crawler {
namespace {

using extractors::AnswerPacket;
using extractors::AnswerStatus;
using extractors::HelloPacket;
using extractors::HelloStatus;

constexpr Duration kStartLimit = std::chrono::seconds(10);
constexpr Duration kFirstRestartDelay = std::chrono::milliseconds(100);
constexpr uint32_t kMostDoublings = 6;
// Slots that held more give their memory back.
constexpr uint64_t kKeptSlotBytes = 1u << 20;
// Answers after which a process's memory is looked at; a large payload's at once.
constexpr uint32_t kMeasureEvery = 64;

std::chrono::steady_clock::time_point Now() { return std::chrono::steady_clock::now(); }

}  // namespace

SandboxWorker::SandboxWorker(EventLoop& loop, SandboxWorkerOptions options, Owner& owner)
    : loop_(loop),
      options_(std::move(options)),
      owner_(owner),
      slots_(options_.process.layout.slots) {}

SandboxWorker::~SandboxWorker() {
  if (timer_armed_) loop_.Cancel(timer_);
  for (const auto& process : retired_) loop_.Unwatch(process->pid_fd());
  if (!process_) return;
  loop_.Unwatch(process_->channel_fd());
  loop_.Unwatch(process_->pid_fd());
}

Status SandboxWorker::Start() {
  ready_ = false;
  handed_ = 0;
  unmeasured_ = 0;
  cpu_since_ = {};
  condemned_ = false;
  hung_up_ = false;
  cause_detail_.clear();
  since_ = Now();
  ARSIP_ASSIGN(process_, SandboxProcess::Start(options_.process));
  owner_.Started();
  return Ok();
}

Status SandboxWorker::AwaitHello(SteadyTime deadline) {
  const std::string& binary = options_.process.binary;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Now()).count();
    pollfd waiting{process_->channel_fd(), POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0) {
      return Error{ErrorCode::kUnavailable, "the sandbox process does not come up", binary};
    }
    auto hello = process_->ReceiveHello();
    if (!hello) {
      process_->Kill();
      return Error{ErrorCode::kUnavailable,
                   "the sandbox process died at its start: " + process_->Reap().description,
                   binary};
    }
    if (!*hello) continue;
    ARSIP_TRY(Greeted(**hello));
    return Watch();
  }
}

Status SandboxWorker::Greeted(const HelloPacket& hello) {
  if (hello.status != HelloStatus::kReady) {
    return Error{ErrorCode::kPermission,
                 std::string(hello.Text()) +
                     "; docs/sandbox.md has what each needs, and sandbox.allow_missing_layers=true "
                     "runs without",
                 options_.process.binary};
  }
  layers_ = hello.Text();
  versions_ = hello.Versions();
  ready_ = true;
  greeted_ = true;
  failed_starts_ = 0;
  return Ok();
}

Status SandboxWorker::Watch() {
  ARSIP_TRY(loop_.Watch(process_->channel_fd(), EPOLLIN, [this](uint32_t) { OnReadable(); }));
  return loop_.Watch(process_->pid_fd(), EPOLLIN, [this](uint32_t) { OnDeath(); });
}

void SandboxWorker::Restart() {
  Status started = Start();
  if (started) started = Watch();
  if (started) return ArmTimer(kStartLimit);
  process_.reset();
  Fail(started.error().ToString());
}

void SandboxWorker::Fail(const std::string& reason) {
  ++failed_starts_;
  ArmTimer(kFirstRestartDelay * (1 << std::min(failed_starts_, kMostDoublings)));
  owner_.StartFailed(reason);
}

bool SandboxWorker::Hand(SandboxItem& item) {
  const auto free =
      std::find_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return !slot.used; });
  const auto slot = static_cast<uint32_t>(free - slots_.begin());
  const uint32_t sequence = next_sequence_++;
  if (!process_->Send(slot, sequence, item.request_bytes, item.payload)) {
    ready_ = false;  // its death is on its way to us
    return false;
  }
  *free = {true, &item, sequence, item.payload.size()};
  in_flight_.push_back(slot);
  ++handed_;
  if (in_flight_.size() == 1) {
    TurnToNext();
    ArmTimer(options_.wall_clock_limit);
  }
  return true;
}

void SandboxWorker::TurnToNext() {
  since_ = Now();
  cpu_since_ = process_->CpuTime();
}

void SandboxWorker::Abandon(const SandboxItem& item) {
  for (Slot& slot : slots_) {
    if (slot.item == &item) slot.item = nullptr;
  }
}

std::vector<SandboxItem*> SandboxWorker::AbandonAll() {
  std::vector<SandboxItem*> items;
  for (const uint32_t slot : in_flight_) {
    if (slots_[slot].item != nullptr) items.push_back(std::exchange(slots_[slot].item, nullptr));
  }
  return items;
}

void SandboxWorker::Kill() {
  if (process_) process_->Kill();
}

void SandboxWorker::OnReadable() {
  if (ready_) {
    ReceiveAnswers();
    RecycleWhenDue();
  } else {
    ReceiveHello();
  }
  owner_.EventsHandled();
}

void SandboxWorker::ReceiveHello() {
  auto hello = process_->ReceiveHello();
  if (hello && !*hello) return;
  if (hello) {
    const Status greeted = Greeted(**hello);
    if (greeted) return;
    cause_detail_ = greeted.error().message;
  }
  loop_.Unwatch(process_->channel_fd());
  process_->Kill();
}

void SandboxWorker::ReceiveAnswers() {
  while (true) {
    auto packet = process_->ReceiveAnswer();
    if (!packet) {  // it hung up: it is dead, or should be
      hung_up_ = true;
      loop_.Unwatch(process_->channel_fd());
      process_->Kill();
      return;
    }
    if (!*packet || !OnAnswer(**packet)) return;
  }
}

bool SandboxWorker::OnAnswer(const AnswerPacket& packet) {
  const bool in_order = !in_flight_.empty() && packet.slot == in_flight_.front() &&
                        packet.sequence == slots_[packet.slot].sequence;
  if (!in_order) {
    Condemn(SandboxEnd::Cause::kInvalidAnswer, "an answer nobody asked for");
    return false;
  }
  SandboxItem* const item = slots_[packet.slot].item;
  Result<extractors::Extraction> extraction = Open(packet, item);
  if (!extraction) {
    Condemn(SandboxEnd::Cause::kInvalidAnswer, extraction.error().message);
    return false;
  }
  const bool large = slots_[packet.slot].bytes > kKeptSlotBytes;
  if (large) process_->ReleaseSlot(packet.slot);
  unmeasured_ += large ? kMeasureEvery : 1;
  slots_[packet.slot] = Slot();
  in_flight_.pop_front();
  TurnToNext();
  if (item != nullptr) owner_.Answered(*item, std::move(*extraction));
  return true;
}

Result<extractors::Extraction> SandboxWorker::Open(const AnswerPacket& packet,
                                                   const SandboxItem* item) {
  if (packet.status != AnswerStatus::kAnswered) {
    return Error{ErrorCode::kInvalidInput,
                 "status " + std::to_string(static_cast<uint32_t>(packet.status)), "answer"};
  }
  ARSIP_ASSIGN(const std::string_view bytes, process_->TakeAnswer(packet));
  if (item == nullptr) return extractors::Extraction();
  return CheckedExtraction(item->request, bytes);
}

bool SandboxWorker::IsSwollen() {
  if (unmeasured_ < kMeasureEvery || options_.recycle_above_bytes == 0) return false;
  unmeasured_ = 0;
  return process_->PrivateBytes() > options_.recycle_above_bytes;
}

void SandboxWorker::RecycleWhenDue() {
  if (!ready_) return;
  if (IsSwollen()) handed_ = std::max(handed_, options_.recycle_after);  // it is handed no more
  if (handed_ < options_.recycle_after || !in_flight_.empty()) return;
  loop_.Unwatch(process_->channel_fd());
  process_->Kill();  // it holds nothing that anybody wants
  const int pid_fd = process_->pid_fd();
  const Status watched = loop_.Watch(pid_fd, EPOLLIN, [this, pid_fd](uint32_t) {
    loop_.Unwatch(pid_fd);
    std::erase_if(retired_, [pid_fd](const auto& process) { return process->pid_fd() == pid_fd; });
  });
  if (watched) {
    retired_.push_back(std::move(process_));
  } else {
    process_.reset();  // waits for it
  }
  owner_.Recycled();
  Restart();
}

// One timer for a worker, moved only when it would come too late: cheaper than one for each item.
void SandboxWorker::ArmTimer(Duration delay) {
  const SteadyTime due = Now() + delay;
  if (timer_armed_ && timer_due_ <= due) return;
  if (timer_armed_) loop_.Cancel(timer_);
  timer_armed_ = true;
  timer_due_ = due;
  timer_ = loop_.After(delay, [this] {
    timer_armed_ = false;
    OnTimer();
  });
}

void SandboxWorker::OnTimer() {
  if (!process_) {
    Restart();
    return owner_.EventsHandled();
  }
  if (condemned_ || (ready_ && in_flight_.empty())) return;
  const Duration limit = ready_ ? options_.wall_clock_limit : kStartLimit;
  const Duration passed = Now() - since_;
  if (passed < limit) return ArmTimer(limit - passed);
  Condemn(SandboxEnd::Cause::kTimedOut, "no answer in " + FormatDuration(limit));
}

void SandboxWorker::Condemn(SandboxEnd::Cause cause, std::string detail) {
  ready_ = false;
  condemned_ = true;
  cause_ = cause;
  cause_detail_ = std::move(detail);
  loop_.Unwatch(process_->channel_fd());
  process_->Kill();
}

void SandboxWorker::OnDeath() {
  if (ready_ && !hung_up_) ReceiveAnswers();  // what it had finished before it died
  loop_.Unwatch(process_->channel_fd());
  loop_.Unwatch(process_->pid_fd());
  const ProcessEnd ended = process_->Reap();
  const Duration lived = Now() - since_;
  const bool came_up = handed_ > 0 || ready_;
  process_.reset();
  ready_ = false;
  SandboxEnd end;
  end.cause = condemned_ ? cause_ : SandboxEnd::Cause::kCrashed;
  end.description = condemned_ ? cause_detail_ : ended.description;
  end.violation = ended.violation;
  end.wall_time = lived;
  end.cpu_time = std::max(ended.cpu_time - cpu_since_, Duration::zero());
  end.peak_resident_bytes = ended.peak_resident_bytes;
  const bool held_items = !in_flight_.empty();
  for (const uint32_t slot : in_flight_) {
    SandboxItem* const item = slots_[slot].item;
    if (slot == in_flight_.front()) {
      end.head = item;
    } else if (item != nullptr) {
      end.behind.push_back(item);
    }
  }
  in_flight_.clear();
  std::fill(slots_.begin(), slots_.end(), Slot());
  if (held_items) owner_.Ended(std::move(end));
  if (came_up) {
    Restart();
  } else {
    Fail(cause_detail_.empty() ? ended.description : cause_detail_);
  }
  owner_.EventsHandled();
}

}  // namespace arsip::crawler
