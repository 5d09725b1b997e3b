// Enters the sandbox as arsip-sandbox does, then tries what its argument says: the tests of the
// walls. Exit 10: the attempt succeeded, the wall has a hole. Exit 11: it was refused with an
// error. A signal: the kernel ended the process over it. Exit 12: the walls did not go up; exit 0:
// an attempt that must succeed did. "--only user,net" raises these walls and no others.
#include <fcntl.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "extractors/extract.h"
#include "extractors/sandbox.h"

namespace arsip::extractors {
namespace {

constexpr int kHole = 10;
constexpr int kRefused = 11;
constexpr int kNoWalls = 12;

int Judge(bool succeeded) { return succeeded ? kHole : kRefused; }

// Opened before the walls go up: what a parser would inherit by mistake.
int inherited_socket = -1;

// A refused connection is one that was tried.
int ConnectTcp() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int rc = ::connect(inherited_socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  return Judge(rc == 0 || errno == ECONNREFUSED);
}

// A server of the machine, in its network namespace; and its shared memory.
int listening_socket = -1;
int shared_memory = -1;
// Without a name; goes with the process.
int open_file = -1;

bool OpenWhatIsToBeReached() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  open_file = ::open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  listening_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Marked for removal at once, it goes with this process, its last user; Linux lets others attach
  // until then.
  shared_memory = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);
  ::shmat(shared_memory, nullptr, 0);
  ::shmctl(shared_memory, IPC_RMID, nullptr);
  return ::bind(listening_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
         ::listen(listening_socket, 1) == 0 && shared_memory >= 0 && open_file >= 0;
}

int ReachTheServer() {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  ::getsockname(listening_socket, reinterpret_cast<sockaddr*>(&address), &length);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  return Judge(::connect(fd, reinterpret_cast<sockaddr*>(&address), length) == 0);
}

int AttachSharedMemory() {
  void* const memory = ::shmat(shared_memory, nullptr, 0);
  return Judge(reinterpret_cast<intptr_t>(memory) != -1);
}

int SetHostName() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return Judge(::sethostname(name.data(), std::strlen(name.data())) == 0);  // to what it is
}

// Each child waits for its parent, so that those that came to be can be counted.
int ForkUntilRefused() {
  constexpr int kBomb = 200;
  std::vector<pid_t> children;
  bool refused = false;
  for (int i = 0; i < kBomb && !refused; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::pause();
      ::_exit(0);
    }
    refused = child < 0;
    if (!refused) children.push_back(child);
  }
  for (const pid_t child : children) ::kill(child, SIGKILL);
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  return Judge(!refused || !children.empty());
}

int WriteAFile() { return Judge(::write(open_file, "x", 1) == 1); }

// Ten times what Main() allows.
int SpinForTenSeconds() {
  constexpr std::clock_t kEnd = 10 * CLOCKS_PER_SEC;
  while (std::clock() < kEnd) {
  }
  return kHole;
}

int TakeFourGibibytes() {
  constexpr size_t kPiece = 64u << 20;
  for (size_t taken = 0; taken < (size_t{4} << 30); taken += kPiece) {
    void* piece = std::malloc(kPiece);
    if (piece == nullptr) return kRefused;
    std::memset(piece, 1, kPiece);
  }
  return kHole;
}

int MapExecutable() {
  void* code =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return Judge(code != MAP_FAILED);
}

// As in sandbox_main.cc: what is read from disk is read before the walls go up.
Extractor& WarmExtractor() {
  static Extractor extractor;
  return extractor;
}

int ExtractAPage() {
  ExtractionRequest request;
  request.set_want_text(true);
  request.set_content_type("text/html; charset=big5");
  Extraction extraction;
  WarmExtractor().Extract(request, "<p>text <a href=x>", extraction);
  return extraction.links_size() == 1 && extraction.text() == "text" ? 0 : 1;
}

// What is needed first behind the walls: each encoding's tables, detection, dictionaries, rules.
int ExtractLanguages() {
  struct Sample {
    const char* content_type;
    const char* body;
    const char* language;
    const char* text;
  };
  const Sample samples[] = {
      {"text/html; charset=gb18030", "<p>\xD6\xD0\xCE\xC4\xD5\xE2\xB8\xF6\xB9\xFA\xBC\xD2", "zh",
       "\u4E2D\u6587\u8FD9\u4E2A\u56FD\u5BB6"},
      {"text/html; charset=utf-8", "<p>\u103B\u1019\u1014\u1039\u1019\u102C", "my",
       "\u1019\u103C\u1014\u103A\u1019\u102C"},
      {"text/html", "<p>\xA1\xD2\xC3\xB7\xD5\xE8\xB9\xD5\xE8\xB4\xD5\xC1\xD2\xA1", "th",
       "\u0E01\u0E32\u0E23\u0E17\u0E35\u0E48\u0E19\u0E35\u0E48\u0E14\u0E35\u0E21\u0E32\u0E01"},
      {"text/html; charset=utf-8",
       "<p>\u0627\u0648\u0631\u06A0 \u06A4\u0627\u06A4\u0627 \u0628\u0627\u0695\u0642 "
       "\u0643\u0645\u06A4\u0648\u06A0 \u06A4\u0627\u0633\u0631 \u0628\u0627\u062A\u0648",
       "ms", nullptr}};
  for (const Sample& sample : samples) {
    ExtractionRequest request;
    request.set_want_text(true);
    request.set_want_records(true);
    request.set_content_type(sample.content_type);
    Extraction extraction;
    WarmExtractor().Extract(request, sample.body, extraction);
    if (extraction.languages_size() == 0 || extraction.languages(0).code() != sample.language)
      return 1;
    if (sample.text != nullptr && extraction.text() != sample.text) return 2;
  }
  return 0;
}

const std::map<std::string, std::function<int()>> kAttempts = {
    {"open", [] { return Judge(::open("/etc/passwd", O_RDONLY) >= 0); }},
    {"create", [] { return Judge(::open("/tmp/intruder", O_CREAT | O_WRONLY, 0600) >= 0); }},
    {"tcp", ReachTheServer},
    {"shared-memory", AttachSharedMemory},
    {"sethostname", SetHostName},
    {"fork-bomb", ForkUntilRefused},
    {"write-file", WriteAFile},
    {"read-shadow", [] { return Judge(::open("/etc/shadow", O_RDONLY) >= 0); }},
    {"stay-dumpable", [] { return Judge(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1); }},
    {"gain-privileges", [] { return Judge(::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0); }},
    {"unlink", [] { return Judge(::unlink("/tmp/x") == 0); }},
    {"socket", [] { return Judge(::socket(AF_INET, SOCK_STREAM, 0) >= 0); }},
    {"unix-socket", [] { return Judge(::socket(AF_UNIX, SOCK_STREAM, 0) >= 0); }},
    {"connect", ConnectTcp},
    {"exec",
     [] {
       const char* argv[] = {"/bin/sh", "-c", "exit 10", nullptr};
       ::execv(argv[0], const_cast<char**>(argv));
       return kRefused;
     }},
    {"fork", [] { return Judge(::fork() >= 0); }},
    {"ptrace", [] { return Judge(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0); }},
    {"kill-parent", [] { return Judge(::kill(::getppid(), 0) == 0); }},
    {"map-executable", MapExecutable},
    {"protect-executable",
     [] {
       void* data =
           ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       return Judge(::mprotect(data, 4096, PROT_READ | PROT_EXEC) == 0);
     }},
    {"memory", TakeFourGibibytes},
    {"cpu", SpinForTenSeconds},
    {"userns", [] { return Judge(::syscall(SYS_unshare, 0x10000000) == 0); }},
    {"read-other-descriptor",
     [] {
       char byte;
       return Judge(::read(STDIN_FILENO, &byte, 1) >= 0);
     }},
    {"dup", [] { return Judge(::dup(2) >= 0); }},
    {"bpf", [] { return Judge(::syscall(SYS_bpf, 0, nullptr, 0) >= 0); }},
    {"io-uring", [] { return Judge(::syscall(SYS_io_uring_setup, 1, nullptr) >= 0); }},
    {"abort", []() -> int { std::abort(); }},
    {"extract", ExtractAPage},
    {"extract-languages", ExtractLanguages},
};

// As on a kernel that gives nobody a namespace.
bool RefuseNamespaces() {
  const scmp_filter_ctx context = ::seccomp_init(SCMP_ACT_ALLOW);
  const bool up = context != nullptr &&
                  ::seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0) == 0 &&
                  ::seccomp_load(context) == 0;
  ::seccomp_release(context);
  return up;
}

// All walls but those that `names` lists, separated by commas.
SandboxLayers AllBut(const std::string& names) {
  SandboxLayers others;
  for (uint32_t i = 0; i < static_cast<uint32_t>(SandboxLayer::kCount); ++i) {
    SandboxLayers one;
    one.Add(static_cast<SandboxLayer>(i));
    if (("," + names + ",").find("," + one.Up() + ",") == std::string::npos) {
      others.Add(static_cast<SandboxLayer>(i));
    }
  }
  return others;
}

bool Say(const std::string& what, int channel_fd) {
  return ::write(channel_fd, what.data(), what.size()) == static_cast<ssize_t>(what.size());
}

}  // namespace

int Main(int argc, char** argv) {
  const auto attempt = kAttempts.find(argc > 1 ? argv[1] : "");
  if (attempt == kAttempts.end()) return 1;
  WarmExtractor().Preload();
  if (ExtractAPage() != 0) return 1;
  inherited_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const std::set<std::string> flags(argv + 2, argv + argc);
  SandboxOptions options;
  options.allow_missing_layers = flags.contains("--allow-missing-layers");
  if (attempt->first == "cpu") options.cpu_time = std::chrono::seconds(1);
  if (flags.contains("--without-namespaces") && !RefuseNamespaces()) return 1;
  if (!OpenWhatIsToBeReached()) return 1;
  for (int i = 2; i + 1 < argc; ++i) {
    if (std::string(argv[i]) != "--only") continue;
    options.left_down = AllBut(argv[i + 1]);
    options.allow_missing_layers = true;
  }
  const Result<SandboxLayers> layers = EnterSandbox(options);
  if (flags.contains("--show-layers") &&
      !Say(layers ? layers->Up() : layers.error().message, options.channel_fd)) {
    return 1;
  }
  if (!layers) return kNoWalls;
  return attempt->second();
}

}  // namespace arsip::extractors

int main(int argc, char** argv) { ::_exit(arsip::extractors::Main(argc, argv)); }
