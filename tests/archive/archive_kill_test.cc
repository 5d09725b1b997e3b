// kill -9 at any moment: what was acknowledged is there, what is there is whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <semaphore>
#include <set>
#include <sstream>

#include "archive/archive.h"
#include "archive/capture_index.h"
#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive {
namespace {

using std::chrono::milliseconds;
using testing::CaptureOf;
using testing::NamesIn;
using testing::RandomBytes;
using testing::ReadBytes;

constexpr int kInFlight = 32;

// The child: appends until it is killed, and writes each acknowledged record id to `acks`.
[[noreturn]] void AppendUntilKilled(const std::string& directory, int acks, uint32_t seed) {
  const SystemClock clock;
  ArchiveOptions options;
  options.segment_bytes = 3'000'000;
  options.group_commit = milliseconds(2);
  options.compression_threads = 2;
  auto archive = Archive::Open(directory, options, clock);
  if (!archive.has_value()) {
    std::fprintf(stderr, "child: %s\n", archive.error().ToString().c_str());
    _exit(1);
  }
  std::mt19937 random(seed);
  const std::string noise = RandomBytes(2'000'000, seed);
  std::counting_semaphore<kInFlight> room(kInFlight);
  for (int i = 0;; ++i) {
    room.acquire();
    // Mostly pages; some bodies long enough for a kill in the middle of their write.
    const size_t length = random() % 4 == 0 ? 1'500'000 : random() % 40'000;
    const std::string url = "https://e.org/" + std::to_string(seed) + "/" + std::to_string(i);
    std::vector<WarcRecord> records = CaptureOf(url, noise.substr(random() % 400'000, length));
    const std::string line = records[0].record_id + "\n";
    (*archive)->Append(std::move(records), [&room, acks, line](const Result<RecordLocation>& at) {
      if (!at.has_value()) _exit(2);
      if (write(acks, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
      room.release();
    });
  }
}

// What arrives at `fd` until `deadline`, until the other end is closed, or (`first`) until anything
// has.
std::string ReadUntil(int fd, std::chrono::steady_clock::time_point deadline, bool first = false) {
  std::string text;
  while (!first || text.empty()) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) <= 0) return text;
    char piece[65536];
    const ssize_t length = read(fd, piece, sizeof piece);
    if (length <= 0) return text;
    text.append(piece, static_cast<size_t>(length));
  }
  return text;
}

// One life of a child; returns the acknowledgements that got out.
std::string RunAndKill(const std::string& directory, uint32_t seed, milliseconds after) {
  int acks[2];
  EXPECT_EQ(pipe(acks), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(acks[0]);
    AppendUntilKilled(directory, acks[1], seed);
  }
  close(acks[1]);
  const auto now = [] { return std::chrono::steady_clock::now(); };
  std::string text;
  // Every other one dies while it opens, repairs and catches up, as likely as while it writes.
  if (seed % 2 == 0) text = ReadUntil(acks[0], now() + milliseconds(20'000), true);
  text += ReadUntil(acks[0], now() + after);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  text += ReadUntil(acks[0], now() + milliseconds(1000));
  close(acks[0]);
  return text;
}

// The ids of all records in the segments, each of which must be whole.
std::set<std::string> WrittenIds(const std::string& warc) {
  std::set<std::string> ids;
  for (const std::string& name : NamesIn(warc)) {
    EXPECT_EQ(name.find(".open"), std::string::npos) << name;
    if (!name.ends_with(".warc.gz")) continue;
    const std::string bytes = ReadBytes(warc + "/" + name);
    const testing::Members members = testing::ReadMembers(bytes);
    EXPECT_EQ(members.end, bytes.size()) << name;
    EXPECT_GE(members.whole.size(), 2u) << name;
    for (const testing::Member& member : members.whole) {
      const testing::RawRecord record = testing::SplitRecord(member.bytes);
      EXPECT_EQ(record.Get("WARC-Block-Digest"),
                FormatDigest(ComputeSha256(std::string_view(record.block))));
      EXPECT_EQ(record.end, "\r\n\r\n");
      EXPECT_TRUE(ids.insert(record.Get("WARC-Record-ID")).second) << name;
    }
  }
  return ids;
}

TEST(ArchiveKilled, AcknowledgedCapturesSurviveAnyMomentOfDeath) {
  constexpr int kKills = 40;
  testing::TemporaryDirectory temporary;
  std::mt19937 random(20261122);
  std::set<std::string> acknowledged;
  for (uint32_t kill = 1; kill <= kKills; ++kill) {
    const milliseconds after(20 + random() % 180);
    std::istringstream lines(RunAndKill(temporary.path(), kill, after));
    for (std::string id; std::getline(lines, id);) acknowledged.insert(id);
  }
  const SystemClock clock;
  { ASSERT_TRUE(Archive::Open(temporary.path(), {}, clock).has_value()); }  // repairs
  const std::set<std::string> written = WrittenIds(temporary.path() + "/warc");
  auto index = CaptureIndex::Open(temporary.path() + "/index", true);
  ASSERT_TRUE(index.has_value());
  for (const std::string& id : acknowledged) EXPECT_TRUE(written.contains(id)) << id;
  for (const std::string& id : written) EXPECT_TRUE((*index)->FindRecord(id)->has_value()) << id;
  EXPECT_GE(acknowledged.size(), 20u);  // of the 20 that were let write
  // What a kill cut off was saved, and is no whole member.
  int torn = 0;
  for (const std::string& name : NamesIn(temporary.path() + "/warc")) {
    if (name.find(".torn-") == std::string::npos) continue;
    ++torn;
    EXPECT_EQ(testing::ReadMembers(ReadBytes(temporary.path() + "/warc/" + name)).whole.size(), 0u);
  }
  RecordProperty("torn_tails", torn);
  RecordProperty("kills", kKills);
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

}  // namespace
}  // namespace arsip::archive
