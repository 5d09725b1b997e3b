// The walls are tried by a process that enters them and then does what it must not:
// sandbox_intruder.
#include "extractors/sandbox.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace arsip::extractors {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

std::string IntruderPath() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "processes" /
         "sandbox_intruder";
}

struct Outcome {
  std::string how;   // "exit 11", "signal 31"
  std::string said;  // over the channel
};

// Runs the intruder with /dev/null on 0 to 2 and a channel on 3.
Outcome Intrude(std::vector<std::string> arguments) {
  const std::string path = IntruderPath();
  arguments.insert(arguments.begin(), path);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::array<int, 2> channel{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel.data()), 0);
  const int theirs = ::fcntl(channel[1], F_DUPFD_CLOEXEC, 10);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd < (BuiltWithSanitizer() ? 2 : 3); ++fd) {
    ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, theirs, 3);
  pid_t pid = -1;
  EXPECT_EQ(::posix_spawn(&pid, path.c_str(), &actions, nullptr, argv.data(), environ), 0) << path;
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(theirs);
  ::close(channel[1]);
  std::array<char, 1024> said{};
  const ssize_t got = ::read(channel[0], said.data(), said.size());
  ::close(channel[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  Outcome outcome;
  outcome.how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                    : "exit " + std::to_string(WEXITSTATUS(status));
  if (got > 0) outcome.said.assign(said.data(), static_cast<size_t>(got));
  return outcome;
}

const char* const kHole = "exit 10";
const char* const kRefused = "exit 11";
const std::string kViolation = "signal " + std::to_string(SIGSYS);

class Wall : public ::testing::TestWithParam<const char*> {};

// Without the system-call filter (see BuiltWithSanitizer) the other walls still keep these out.
TEST_P(Wall, RefusesOrKills) {
  EXPECT_THAT(Intrude({GetParam()}).how, AnyOf(kRefused, kViolation));
}
INSTANTIATE_TEST_SUITE_P(OfEveryBuild, Wall, ::testing::Values("open", "create", "unlink", "exec"));

class Filter : public ::testing::TestWithParam<const char*> {};

TEST_P(Filter, KillsWhoeverCalls) {
  if (BuiltWithSanitizer()) return;
  EXPECT_EQ(Intrude({GetParam()}).how, kViolation);
}
INSTANTIATE_TEST_SUITE_P(OfSystemCalls, Filter,
                         ::testing::Values("unlink", "socket", "unix-socket", "connect", "exec",
                                           "fork", "ptrace", "kill-parent", "map-executable",
                                           "protect-executable", "userns", "dup", "bpf", "io-uring",
                                           "read-other-descriptor"));

TEST(SandboxLimits, MemoryBeyondTheAddressSpaceIsRefused) {
  if (BuiltWithSanitizer()) return;
  EXPECT_EQ(Intrude({"memory"}).how, kRefused);
}

TEST(SandboxLimits, ALoopEndsWithItsProcessorTime) {
  EXPECT_EQ(Intrude({"cpu"}).how, "signal " + std::to_string(SIGKILL));
}

// One wall at a time, so that none hides another's hole.
struct Alone {
  const char* walls;
  const char* attempt;
  std::string how;
  bool as_root = false;  // others could not do it without the wall either
};

std::string Name(const testing::TestParamInfo<Alone>& alone) {
  std::string name = std::string(alone.param.attempt) + "_against_" + alone.param.walls;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == ','; }, '_');
  return name;
}

class EachWallAlone : public ::testing::TestWithParam<Alone> {};

TEST_P(EachWallAlone, KeepsOutWhatGetsThroughWithoutIt) {
  if (GetParam().as_root && ::geteuid() != 0) return;
  EXPECT_EQ(Intrude({GetParam().attempt, "--only", GetParam().walls}).how, GetParam().how);
  EXPECT_EQ(Intrude({GetParam().attempt, "--only", "none"}).how, kHole);
}

INSTANTIATE_TEST_SUITE_P(
    Walls, EachWallAlone,
    ::testing::Values(Alone{"no-new-privileges", "gain-privileges", kRefused},
                      Alone{"unprivileged-user", "read-shadow", kRefused, true},
                      Alone{"user", "sethostname", kRefused, true},
                      Alone{"net", "tcp", kRefused, true},
                      Alone{"ipc", "shared-memory", kRefused, true},
                      Alone{"mount,empty-root", "open", kRefused, true},
                      Alone{"no-capabilities", "sethostname", kRefused, true},
                      Alone{"landlock,no-new-privileges", "open", kRefused},
                      Alone{"landlock,no-new-privileges", "create", kRefused},
                      Alone{"landlock,no-new-privileges", "exec", kRefused},
                      Alone{"limits,unprivileged-user", "fork-bomb", kRefused},
                      Alone{"limits", "dup", kRefused},
                      Alone{"limits", "write-file", "signal " + std::to_string(SIGXFSZ)},
                      Alone{"not-dumpable", "stay-dumpable", kRefused}),
    Name);

class FilterAlone : public ::testing::TestWithParam<const char*> {};

TEST_P(FilterAlone, KillsWhatGetsThroughWithoutIt) {
  if (BuiltWithSanitizer()) return;
  EXPECT_EQ(Intrude({GetParam(), "--only", "seccomp,no-new-privileges"}).how, kViolation);
  EXPECT_EQ(Intrude({GetParam(), "--only", "none"}).how, kHole);
}
INSTANTIATE_TEST_SUITE_P(OfSystemCalls, FilterAlone,
                         ::testing::Values("socket", "unix-socket", "tcp", "connect",
                                           "shared-memory", "fork-bomb", "ptrace", "map-executable",
                                           "protect-executable", "dup"));

TEST(SandboxMissingLayers, TheProcessGoesNoFurtherAndNamesThem) {
  if (BuiltWithSanitizer()) return;
  const Outcome outcome = Intrude({"extract", "--without-namespaces", "--show-layers"});
  EXPECT_EQ(outcome.how, "exit 12");
  EXPECT_EQ(outcome.said, "the kernel refuses these walls: user net ipc mount empty-root");
}

TEST(SandboxMissingLayers, WhenAllowedTheOthersStand) {
  if (BuiltWithSanitizer()) return;
  const Outcome outcome =
      Intrude({"extract", "--without-namespaces", "--allow-missing-layers", "--show-layers"});
  EXPECT_EQ(outcome.how, "exit 0");
  EXPECT_EQ(outcome.said,
            "no-new-privileges unprivileged-user no-capabilities limits landlock not-dumpable "
            "seccomp");
  for (const char* attempt : {"open", "connect", "exec"}) {
    EXPECT_THAT(Intrude({attempt, "--without-namespaces", "--allow-missing-layers"}).how,
                AnyOf(kRefused, kViolation));
  }
}

TEST(SandboxTest, AllWallsGoUpOnThisKernel) {
  const Outcome outcome = Intrude({"extract", "--show-layers"});
  EXPECT_EQ(outcome.how, "exit 0") << outcome.said;
  for (const char* layer : {"no-new-privileges", "unprivileged-user", "limits", "landlock",
                            "not-dumpable", "no-capabilities"}) {
    EXPECT_THAT(outcome.said, HasSubstr(layer));
  }
  if (BuiltWithSanitizer()) return;
  EXPECT_THAT(outcome.said, HasSubstr("user net ipc mount empty-root"));
  EXPECT_THAT(outcome.said, HasSubstr("seccomp"));
}

TEST(SandboxTest, ExtractionWorksBehindTheWalls) { EXPECT_EQ(Intrude({"extract"}).how, "exit 0"); }

TEST(SandboxTest, EncodingsLanguagesAndWordsWorkBehindTheWalls) {
  EXPECT_EQ(Intrude({"extract-languages"}).how, "exit 0");
}

TEST(SandboxTest, AnAbortIsNotMistakenForAnIntrusion) {
  EXPECT_EQ(Intrude({"abort"}).how, "signal " + std::to_string(SIGABRT));
}

TEST(SandboxLayersTest, NamesWhatIsUpAndWhatIsMissing) {
  SandboxLayers layers;
  layers.Add(SandboxLayer::kNoNewPrivileges);
  layers.Add(SandboxLayer::kSystemCallFilter);
  EXPECT_EQ(layers.Up(), "no-new-privileges seccomp");
  EXPECT_EQ(layers.Missing(),
            "unprivileged-user user net ipc mount empty-root no-capabilities limits landlock "
            "not-dumpable");
  EXPECT_FALSE(layers.complete());
  for (uint32_t i = 0; i < static_cast<uint32_t>(SandboxLayer::kCount); ++i) {
    layers.Add(static_cast<SandboxLayer>(i));
  }
  EXPECT_TRUE(layers.complete());
  EXPECT_EQ(layers.Missing(), "");
}

}  // namespace
}  // namespace arsip::extractors
