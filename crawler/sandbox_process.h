// SandboxProcess: one arsip-sandbox process and the memory shared with it. The broker decides what
// it gets and when it dies; this class knows how.
#ifndef ARSIP_CRAWLER_SANDBOX_PROCESS_H_
#define ARSIP_CRAWLER_SANDBOX_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "extractors/extraction.pb.h"
#include "extractors/sandbox_channel.h"

namespace arsip::crawler {

struct SandboxProcessOptions {
  std::string binary;
  extractors::ChannelLayout layout;
  bool allow_missing_layers = false;
  std::vector<std::string> arguments;  // of the program itself
};

// How a process ended, in words: "signal 31 (forbidden system call)", "exit 1". `violation`: by the
// system-call filter.
struct ProcessEnd {
  std::string description;
  bool violation = false;
  Duration cpu_time{};               // of its whole life
  uint64_t peak_resident_bytes = 0;  // shared memory included
};

// Owned by one thread, which must outlive the process: the kernel kills the process with that
// thread.
class SandboxProcess {
 public:
  // The process runs when this returns, but has not raised its walls yet: its first packet says so.
  static Result<std::unique_ptr<SandboxProcess>> Start(const SandboxProcessOptions& options);
  // Kills and reaps, if that has not happened yet.
  ~SandboxProcess();
  SandboxProcess(const SandboxProcess&) = delete;
  SandboxProcess& operator=(const SandboxProcess&) = delete;

  // Readable when a packet waits or the process has hung up.
  int channel_fd() const { return channel_fd_; }
  // Readable when the process has ended.
  int pid_fd() const { return pid_fd_; }
  pid_t pid() const { return pid_; }

  // Nullopt when none waits. kIo when the process has hung up or what it sent is no such packet.
  Result<std::optional<extractors::HelloPacket>> ReceiveHello();
  Result<std::optional<extractors::AnswerPacket>> ReceiveAnswer();

  // Copies both into the slot and sends the request. A payload that does not fit is cut. REQUIRES:
  // the slot is free, and `request_bytes` leaves room for some payload. kIo when the process is
  // gone.
  Status Send(uint32_t slot, uint32_t sequence, std::string_view request_bytes,
              std::string_view payload);
  // Copies the answer out before anything looks at it: the other side could change it meanwhile.
  // kInvalidInput when the packet's numbers are impossible. Valid until the next call.
  Result<std::string_view> TakeAnswer(const extractors::AnswerPacket& packet);
  // The memory of a slot that held much goes back to the system.
  void ReleaseSlot(uint32_t slot) const;

  // Processor time so far; zero once it has ended.
  Duration CpuTime() const;
  // Memory that is its own, not the channel's. Zero when nobody says.
  uint64_t PrivateBytes() const;

  void Kill() const;
  // REQUIRES: pid_fd() is readable, or Kill() was called (then it waits a moment).
  ProcessEnd Reap();

 private:
  SandboxProcess() = default;

  template <class Packet>
  Result<std::optional<Packet>> Receive();

  extractors::ChannelLayout layout_;
  extractors::SharedRegion input_;
  extractors::SharedRegion output_;
  int channel_fd_ = -1;
  int pid_fd_ = -1;
  pid_t pid_ = -1;
  bool reaped_ = false;
  std::string answer_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_SANDBOX_PROCESS_H_
