// kill -9, ARSIP_SIMULATION_KILLS times (default 100), of a process that runs the real frontier
// over the real LevelDB store: after each, what the process had said to be durable is compared with
// what is stored, and its requests with the delays and back-offs that it must have kept through
// restarts.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/log.h"
#include "kill_journal.h"
#include "seeded_random.h"

extern char** environ;

namespace arsip::simulation {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// This program again, as the process that is killed. What it says is read to its end.
struct Child {
  pid_t pid = -1;
  int journal = -1;

  Child(const std::string& directory, uint64_t seed) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
    journal = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string name = "simulation_test";
    std::string flag = "--killed-process";
    std::string where = directory;
    std::string number = std::to_string(seed);
    std::array<char*, 5> arguments{name.data(), flag.data(), where.data(), number.data(), nullptr};
    if (posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, arguments.data(), environ) != 0) {
      pid = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }

  // Reads for so long, kills, and reads the rest. The pipe is emptied all the time, so that the
  // process never waits for its reader.
  std::string ReadAndKill(std::chrono::milliseconds life, int64_t* killed) {
    std::string said;
    std::thread reader([&] {
      std::array<char, 65536> buffer{};
      ssize_t got = 0;
      while ((got = read(journal, buffer.data(), buffer.size())) > 0) {
        said.append(buffer.data(), static_cast<size_t>(got));
      }
    });
    std::this_thread::sleep_for(life);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    *killed = SystemClock().Monotonic().time_since_epoch().count();
    reader.join();
    close(journal);
    return said;
  }
  int status = 0;
};

TEST(KillModel, KillsLoseNothingAndWindowsHold) {
  const uint64_t kills = FromEnvironment("ARSIP_SIMULATION_KILLS", 100);
  const uint64_t seed = FromEnvironment("ARSIP_SEED", static_cast<uint64_t>(time(nullptr)));
  const std::string directory =
      (std::filesystem::temp_directory_path() / ("arsip-kills-" + std::to_string(getpid())))
          .string();
  RecordProperty("seed", std::to_string(seed));
  SeededRandom random(seed);
  KillModel model;
  for (uint64_t round = 0; round < kills; ++round) {
    Child child(directory, random.Next());
    ASSERT_GT(child.pid, 0);
    int64_t killed = 0;
    const std::chrono::milliseconds life(10 + random.Below(250));
    model.Read(child.ReadAndKill(life, &killed), killed);
    ASSERT_TRUE(WIFSIGNALED(child.status)) << "it ended by itself";
    auto store = frontier::OpenLevelDbStore(directory);
    ASSERT_TRUE(store) << store.error().ToString();
    auto stored = CheckStore(**store, 0);
    ASSERT_TRUE(stored) << "after kill " << round + 1 << ", seed " << seed << ": "
                        << stored.error().ToString();
    model.Compare(*stored);
    ASSERT_THAT(model.violations(), testing::IsEmpty())
        << "after kill " << round + 1 << ", seed " << seed;
  }
  std::filesystem::remove_all(directory);
  std::cout << kills << " kills, seed " << seed << ": " << model.known() << " URLs, "
            << model.requests << " requests, " << model.captures << " captures, " << model.back_offs
            << " back-offs; 0 violations\n";
  EXPECT_GT(model.captures, kills) << "the process was killed before it did anything";
  EXPECT_GT(model.back_offs, 0U);
}

// The judge of the test above can say no.
TEST(KillModel, SeesWhatMustNotBe) {
  const auto violations = [](const std::string& first, const std::string& second) {
    KillModel model;
    model.Read(first, 0);
    model.Read(second, 0);
    return model.violations().size();
  };
  const std::string lease = "D http://k/1\nG 1 http://k/1\n";
  EXPECT_EQ(violations(lease, "G 2 http://k/1\nC http://k/1\n"), 0U);
  EXPECT_EQ(violations(lease + "G 1 http://k/1\n", ""), 1U) << "leased twice";
  EXPECT_EQ(violations(lease + "C http://k/1\n", "G 2 http://k/1\n"), 1U) << "captured, granted";
  EXPECT_EQ(violations("G 2 http://k/1\n", "G 1 http://k/2\n"), 1U) << "an old epoch";
  EXPECT_EQ(violations("B k a 100000000\nE k a 100000001\n", "B k b 110000000\n"), 1U);
  EXPECT_EQ(violations("B k a 100000000\nE k a 100000001\n", "B l a 105000000\n"), 1U);
  EXPECT_EQ(violations("K k 300000000\n", "B k a 200000000\n"), 1U) << "a back-off";
  EXPECT_EQ(violations("B k a 100000000\nB k b 200000000\n", ""), 1U) << "at once";
  KillModel model;
  model.Read(lease + "C http://k/1\n", 0);
  model.Compare(StoredFrontier());
  EXPECT_EQ(model.violations().size(), 3U) << "lost, forgotten, fewer";
}

}  // namespace
}  // namespace arsip::simulation

int main(int argc, char** argv) {
  arsip::SetLogLevel(arsip::LogLevel::kError);
  if (argc == 4 && std::string_view(argv[1]) == "--killed-process") {
    return arsip::simulation::RunKilledProcess(argv[2], std::strtoull(argv[3], nullptr, 10),
                                               STDOUT_FILENO);
  }
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
