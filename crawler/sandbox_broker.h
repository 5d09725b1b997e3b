// SandboxBroker: hands hostile bytes to `arsip-sandbox` processes and brings back one bounded
// answer.
//
// Every payload is parsed in a process without network, disk or identity (docs/sandbox.md).
// Payloads travel through shared memory, one small packet each way; a process may hold a few queued
// payloads and takes them in order. A crash is data: it costs its own item one retry in a fresh
// process and then the item's derived facts, never the capture. Items queued behind a crash are
// handed out again unharmed. An item that hits the wall clock is not retried: the second try would
// cost the same seconds again. A payload that was given up goes into quarantine, by its digest,
// unless the machine was too busy to work on it. Nothing in an answer is trusted: sizes, counts and
// UTF-8 are checked here, URLs by whoever uses them. Lives on its loop's thread. Processes die with
// that thread, with the broker, and with its process.
#ifndef ARSIP_CRAWLER_SANDBOX_BROKER_H_
#define ARSIP_CRAWLER_SANDBOX_BROKER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/quarantine.h"
#include "crawler/task.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

struct SandboxBrokerOptions {
  // Path of `arsip-sandbox`. Default: beside the running executable.
  std::string binary;
  // Of the program, beside those of its channel. Default: none.
  std::vector<std::string> arguments;
  // Default: one for each core.
  uint32_t processes = 0;
  // Of one item, from the moment its process turns to it. Default: 10s.
  Duration wall_clock_limit = std::chrono::seconds(10);
  // A process is replaced after so many items. Default: 5,000.
  uint32_t recycle_after = 5'000;
  // So is one whose own memory has grown beyond; 0: never. Default: 300 MiB.
  uint64_t recycle_above_bytes = 300u << 20;
  // Payloads handed to a process before it has answered. Default: 4.
  uint32_t batch = 4;
  // Items waiting for a process; more are refused with kQueueFull. Default: 4,096.
  size_t max_queue = 4'096;
  // Longer payloads are cut, and marked as cut. Default: 32 MiB.
  uint64_t max_payload_bytes = 32u << 20;
  // Run although the kernel lacks a wall (namespaces, Landlock). Recorded in layers(). Default:
  // false.
  bool allow_missing_layers = false;
  // Whether Create starts the processes, so that whatever keeps them from starting is known at
  // once. False: the first item does, and waits for them; Create only looks for the binary.
  // Default: true.
  bool start_at_once = true;
  // What no process is to see again, shared by all brokers of an archive. Default: null, one of the
  // broker's own, in memory.
  std::shared_ptr<Quarantine> quarantine;
};

struct SandboxResult {
  enum class Status {
    kOk,
    kCrashed,           // twice, in two processes
    kTimedOut,          // the wall clock
    kRefusedOversized,  // the request itself is too long to be handed over
    kInvalidAnswer,     // twice; the process was ended each time
    kQuarantined,       // it ended a process before, and nothing has changed since
    kQueueFull,         // retry later
    kCancelled,         // by CancelAll()
    kNothing,           // there was no payload
  };
  Status status = Status::kOk;
  extractors::Extraction extraction;  // empty unless kOk
  std::string detail;                 // for the record: "crashed: signal 11"; empty when kOk
  // Of an image, from another process: sandboxes.h. Its state says why it has no hash.
  std::optional<extractors::ImageHash> image_hash = {};

  // The answer, null when there is none.
  const extractors::Extraction* facts() const {
    return status == Status::kOk ? &extraction : nullptr;
  }
  // The result of not asking.
  static SandboxResult Nothing() { return {Status::kNothing, {}, {}, {}}; }
};

struct SandboxCounters {
  uint64_t items = 0;  // answered with kOk
  uint64_t crashes = 0;
  uint64_t violations =
      0;  // the part of `crashes` that the system-call filter ended: look at these
  uint64_t timeouts = 0;
  uint64_t invalid_answers = 0;
  uint64_t retries = 0;
  uint64_t given_up = 0;
  uint64_t quarantined = 0;  // payloads put into quarantine
  uint64_t refused_in_quarantine = 0;
  uint64_t cut_payloads = 0;
  uint64_t processes_started = 0;
  uint64_t recycled = 0;

  SandboxCounters& operator+=(const SandboxCounters& other);
};

class SandboxBroker {
 public:
  // Starts the processes and waits, at most ten seconds, until each has raised its walls. `loop`
  // outlives the broker. Errors: kNotFound (no such binary), kPermission (a wall is missing; the
  // message names it), kUnavailable (no process came up). Without start_at_once only kNotFound;
  // the others are logged then, and end items with kCrashed.
  static Result<std::unique_ptr<SandboxBroker>> Create(EventLoop& loop,
                                                       const SandboxBrokerOptions& options);
  // Ends and reaps every process. REQUIRES: no Extract is pending (see CancelAll).
  virtual ~SandboxBroker() = default;

  // `payload` must stay alive and unchanged until the task ends.
  virtual Task<SandboxResult> Extract(extractors::ExtractionRequest request,
                                      std::string_view payload) = 0;
  // Ends everything that is pending with kCancelled.
  virtual void CancelAll() = 0;
  // Queued or being worked on.
  virtual size_t pending() const = 0;
  // Thread-safe.
  virtual SandboxCounters counters() const = 0;
  // The walls that are up in every process, "no_new_privs user net ... seccomp"; empty until the
  // first is up.
  virtual std::string layers() const = 0;
  // What the answers depend on (extractors/extractor_versions.h). Likewise.
  virtual std::string versions() const = 0;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_SANDBOX_BROKER_H_
