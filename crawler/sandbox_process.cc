#include "crawler/sandbox_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

namespace arsip::crawler {
namespace {

using extractors::AnswerPacket;
using extractors::HelloPacket;
using extractors::RequestPacket;
using extractors::SharedRegion;

// Slots that held less keep their pages for the next payload.
constexpr uint64_t kKeptSlotBytes = 1u << 20;
// Above the descriptors that the child's are copied onto, so that no copy hits another's source.
constexpr int kSourceFdFloor = 16;

class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() {
    if (fd_ >= 0) ::close(fd_);
  }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// posix_spawn's list of what to do between fork and exec.
class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  // A copy under `target`. The source stays open here.
  Status CopyOnto(int source, int target) {
    copies_[count_] = ::fcntl(source, F_DUPFD_CLOEXEC, kSourceFdFloor);
    if (copies_[count_] < 0) return ErrnoError(errno, "copy a descriptor", "arsip-sandbox");
    if (::posix_spawn_file_actions_adddup2(&actions_, copies_[count_++], target) != 0) {
      return ErrnoError(ENOMEM, "prepare a process", "arsip-sandbox");
    }
    return Ok();
  }
  void CloseCopies() {
    while (count_ > 0) ::close(copies_[--count_]);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
  std::array<int, 4> copies_{};
  size_t count_ = 0;
};

// The signals of the parent are not the child's: it starts with none blocked and none ignored.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // A session of its own: Ctrl-C at the terminal is for arsip, which then finishes what is under
    // way.
    ::posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID));
  }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

Result<pid_t> Spawn(const SandboxProcessOptions& options, const FileActions& actions) {
  const std::string layout = options.layout.ToString();
  std::vector<const char*> arguments = {options.binary.c_str(), "--channel", layout.c_str()};
  if (options.allow_missing_layers) arguments.push_back("--allow-missing-layers");
  for (const std::string& argument : options.arguments) arguments.push_back(argument.c_str());
  arguments.push_back(nullptr);
  // Nothing of ours is the sandbox's business, but that its libraries start no threads.
  std::string one_thread = "OMP_THREAD_LIMIT=1";
  std::array<char*, 2> environment = {one_thread.data(), nullptr};
  const SpawnAttributes attributes;
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, options.binary.c_str(), actions.get(), attributes.get(),
                                  const_cast<char* const*>(arguments.data()), environment.data());
  if (error != 0) return ErrnoError(error, "start the sandbox process", options.binary);
  return pid;
}

Duration TimeOf(const timeval& time) {
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                              std::chrono::microseconds(time.tv_usec));
}

}  // namespace

Result<std::unique_ptr<SandboxProcess>> SandboxProcess::Start(
    const SandboxProcessOptions& options) {
  std::unique_ptr<SandboxProcess> process(new SandboxProcess());
  process->layout_ = options.layout;
  ARSIP_ASSIGN(process->input_, SharedRegion::Create("arsip-input", options.layout.input_bytes()));
  ARSIP_ASSIGN(process->output_,
               SharedRegion::Create("arsip-output", options.layout.output_bytes()));
  ARSIP_ASSIGN(const int input_fd, process->input_.OpenReadOnly());
  const OwnedFd read_only_input(input_fd);

  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return ErrnoError(errno, "create a channel", "arsip-sandbox");
  }
  process->channel_fd_ = ends[0];
  const OwnedFd theirs(ends[1]);

  FileActions actions;
  Status prepared = actions.CopyOnto(theirs.get(), extractors::kChannelFd);
  if (prepared) prepared = actions.CopyOnto(read_only_input.get(), extractors::kInputFd);
  if (prepared) prepared = actions.CopyOnto(process->output_.fd(), extractors::kOutputFd);
  Result<pid_t> pid = prepared ? Spawn(options, actions) : Result<pid_t>(prepared.error());
  actions.CloseCopies();
  if (!pid) return pid.error();
  process->pid_ = *pid;
  // Not glibc 2.36's pidfd_open: its header does not say that it is C.
  process->pid_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
  if (process->pid_fd_ < 0) return ErrnoError(errno, "watch the sandbox process", "pidfd_open");
  return process;
}

SandboxProcess::~SandboxProcess() {
  if (pid_ > 0 && !reaped_) {
    Kill();
    Reap();
  }
  if (pid_fd_ >= 0) ::close(pid_fd_);
  if (channel_fd_ >= 0) ::close(channel_fd_);
}

template <class Packet>
Result<std::optional<Packet>> SandboxProcess::Receive() {
  Packet packet;
  const ssize_t got = ::recv(channel_fd_, &packet, sizeof packet, MSG_DONTWAIT | MSG_TRUNC);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::optional<Packet>();
  if (got < 0) return ErrnoError(errno, "hear from the sandbox process", "channel");
  if (got == 0) return Error{ErrorCode::kIo, "the process has hung up", "channel"};
  if (got != sizeof packet) return Error{ErrorCode::kIo, "a packet of the wrong size", "channel"};
  return std::optional<Packet>(packet);
}

Result<std::optional<HelloPacket>> SandboxProcess::ReceiveHello() {
  auto hello = Receive<HelloPacket>();
  if (hello && *hello && (**hello).magic != HelloPacket::kMagic) {
    return Error{ErrorCode::kIo, "no greeting of an arsip-sandbox", "channel"};
  }
  return hello;
}

Result<std::optional<AnswerPacket>> SandboxProcess::ReceiveAnswer() {
  return Receive<AnswerPacket>();
}

Status SandboxProcess::Send(uint32_t slot, uint32_t sequence, std::string_view request_bytes,
                            std::string_view payload) {
  char* const memory = input_.at(slot * layout_.input_slot_bytes);
  const size_t room = layout_.input_slot_bytes - request_bytes.size();
  payload = payload.substr(0, room);
  std::memcpy(memory, request_bytes.data(), request_bytes.size());
  if (!payload.empty()) std::memcpy(memory + request_bytes.size(), payload.data(), payload.size());
  const RequestPacket packet{slot, sequence, request_bytes.size(), payload.size()};
  if (::send(channel_fd_, &packet, sizeof packet, MSG_DONTWAIT | MSG_NOSIGNAL) != sizeof packet) {
    return ErrnoError(errno, "hand a payload to the sandbox process", "channel");
  }
  return Ok();
}

Result<std::string_view> SandboxProcess::TakeAnswer(const AnswerPacket& packet) {
  if (packet.slot >= layout_.slots || packet.answer_bytes > layout_.output_slot_bytes) {
    return Error{ErrorCode::kInvalidInput, "an answer beyond its slot", "channel"};
  }
  if (answer_.capacity() > kKeptSlotBytes) answer_ = std::string();
  answer_.assign(output_.at(packet.slot * layout_.output_slot_bytes), packet.answer_bytes);
  if (packet.answer_bytes > kKeptSlotBytes) {
    output_.Discard(packet.slot * layout_.output_slot_bytes, layout_.output_slot_bytes);
  }
  return std::string_view(answer_);
}

void SandboxProcess::ReleaseSlot(uint32_t slot) const {
  const uint64_t kept = std::min(kKeptSlotBytes, layout_.input_slot_bytes);
  input_.Discard(slot * layout_.input_slot_bytes + kept, layout_.input_slot_bytes - kept);
}

Duration SandboxProcess::CpuTime() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                              std::chrono::nanoseconds(time.tv_nsec));
}

uint64_t SandboxProcess::PrivateBytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  uint64_t shared = 0;
  if (!(file >> size >> resident >> shared) || shared > resident) return 0;
  return (resident - shared) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

void SandboxProcess::Kill() const { ::kill(pid_, SIGKILL); }

ProcessEnd SandboxProcess::Reap() {
  int status = 0;
  rusage usage{};
  while (::wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  ProcessEnd end;
  end.cpu_time = TimeOf(usage.ru_utime) + TimeOf(usage.ru_stime);
  end.peak_resident_bytes = static_cast<uint64_t>(usage.ru_maxrss) << 10;
  if (WIFSIGNALED(status)) {
    end.violation = WTERMSIG(status) == SIGSYS;
    end.description = "signal " + std::to_string(WTERMSIG(status)) +
                      (end.violation ? " (forbidden system call)" : "");
  } else {
    end.description = "exit " + std::to_string(WEXITSTATUS(status));
  }
  return end;
}

}  // namespace arsip::crawler
