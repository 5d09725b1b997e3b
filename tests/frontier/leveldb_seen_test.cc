// The LevelDB store and the files of its seen set: whatever happens to those, no URL is lost and
// none is there twice.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "frontier/frontier_store.h"
#include "seen_fixture.h"
#include "store_contract.h"
#include "temporary_directory.h"

namespace arsip::frontier {
namespace {

constexpr size_t kTable = 200;
constexpr uint64_t kBatch = 50;

// URLs [first, first + kBatch) in one batch, offered with arrivals from `arrival` on, to a host
// that has `queued`; nullopt: none yet.
Result<std::vector<bool>> Offer(FrontierStore& store, uint64_t epoch, uint64_t sequence,
                                uint64_t first, uint64_t arrival, std::optional<uint32_t> queued) {
  FrontierBatch batch;
  if (queued.has_value()) {
    batch.counts = {{0, {0, 0, *queued}}};
  } else {
    batch.hosts = {SomeHost(0)};
  }
  for (uint64_t i = 0; i < kBatch; ++i) {
    batch.inserts.push_back(InsertOf(QueuedRecord(HrefNumber(first + i), arrival + i), 2));
  }
  batch.counters.next_arrival = arrival + kBatch;
  ARSIP_ASSIGN(Applied applied, store.Apply(Fence{0, epoch, sequence}, batch));
  return std::move(applied.inserted);
}

class Crawl {
 public:
  explicit Crawl(const std::string& directory) {
    auto store = OpenLevelDbStore(directory, kTable);
    if (!store.has_value()) ADD_FAILURE() << store.error().ToString();
    store_ = std::move(*store);
    const auto owned = store_->TakeOver(0, "owner");
    if (!owned.has_value()) ADD_FAILURE() << owned.error().ToString();
    epoch_ = owned->epoch;
    sequence_ = owned->sequence;
    arrival_ = store_->LoadCounters(0)->next_arrival;
    queued_ = Queued();
  }

  // As the host's record says.
  std::optional<uint32_t> Queued() {
    const auto hosts = store_->LoadHosts(0, 0, 1);
    if (!hosts.has_value()) ADD_FAILURE() << hosts.error().ToString();
    if (hosts->empty()) return std::nullopt;
    return hosts->front().queued[2];
  }

  // How many of the batch's URLs were new.
  uint64_t Offer(uint64_t first) {
    const auto inserted = frontier::Offer(*store_, epoch_, ++sequence_, first, arrival_, queued_);
    if (!inserted.has_value()) {
      ADD_FAILURE() << inserted.error().ToString();
      return 0;
    }
    arrival_ += kBatch;
    const auto added = static_cast<uint32_t>(std::count(inserted->begin(), inserted->end(), true));
    queued_ = queued_.value_or(0) + added;
    return added;
  }
  void OfferAll(uint64_t urls) {
    for (uint64_t first = 0; first < urls; first += kBatch) EXPECT_EQ(Offer(first), kBatch);
  }
  std::set<std::string> Hrefs() {
    std::set<std::string> hrefs;
    for (uint64_t after = 0;;) {
      const auto urls = store_->ScanUrls(0, after, 1000);
      if (!urls.has_value() || urls->empty()) return hrefs;
      for (const UrlRecord& url : *urls) EXPECT_TRUE(hrefs.insert(url.href).second) << url.href;
      after = urls->back().arrival;
    }
  }
  FrontierStore& store() { return *store_; }

 private:
  std::unique_ptr<FrontierStore> store_;
  uint64_t epoch_ = 0;
  uint64_t sequence_ = 0;
  uint64_t arrival_ = 1;
  std::optional<uint32_t> queued_;
};

struct Harm {
  const char* name;
  std::function<void(const std::string& seen)> harm;
};

void ForEachRun(const std::string& seen, const std::function<void(const std::string&)>& harm) {
  for (const std::string& file : FilesIn(seen)) harm(file);
}

const std::vector<Harm> kHarms = {
    {"missing", [](const auto& seen) { std::filesystem::remove_all(seen); }},
    {"torn",
     [](const auto& seen) {
       ForEachRun(seen, [](const auto& file) {
         std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
       });
     }},
    {"empty",
     [](const auto& seen) {
       ForEachRun(seen, [](const auto& file) { std::filesystem::resize_file(file, 0); });
     }},
    {"rotten pages",
     [](const auto& seen) { ForEachRun(seen, [](const auto& file) { Rot(file, 100); }); }},
    {"rotten filter",
     [](const auto& seen) {
       ForEachRun(seen, [](const auto& file) { Rot(file, std::filesystem::file_size(file) - 40); });
     }},
};

TEST(LevelDbSeen, DamagedRunsNeitherLoseNorDoubleAUrl) {
  for (const Harm& harm : kHarms) {
    const TemporaryDirectory directory;
    constexpr uint64_t kUrls = 2'000;
    { Crawl(directory.path()).OfferAll(kUrls); }
    harm.harm(directory.path() + "/seen/0");
    Crawl crawl(directory.path());
    for (uint64_t first = 0; first < kUrls; first += kBatch) {
      EXPECT_EQ(crawl.Offer(first), 0U) << harm.name;
    }
    EXPECT_EQ(crawl.Offer(kUrls), kBatch) << harm.name;
    EXPECT_EQ(crawl.Hrefs().size(), kUrls + kBatch) << harm.name;
  }
}

TEST(LevelDbSeen, RunsOfAnotherCrawlAreNotBelieved) {
  const TemporaryDirectory ours;
  const TemporaryDirectory theirs;
  { Crawl(ours.path()).OfferAll(1'000); }
  {
    Crawl crawl(theirs.path());
    for (uint64_t first = 5'000; first < 6'000; first += kBatch) crawl.Offer(first);
  }
  std::filesystem::remove_all(ours.path() + "/seen");
  std::filesystem::copy(theirs.path() + "/seen", ours.path() + "/seen",
                        std::filesystem::copy_options::recursive);
  Crawl crawl(ours.path());
  EXPECT_EQ(crawl.Offer(0), 0U);
  EXPECT_EQ(crawl.Offer(5'000), kBatch) << "theirs are new to us";
}

TEST(LevelDbSeen, StaleRunsAreNotBelieved) {
  const TemporaryDirectory directory;
  const TemporaryDirectory backup;
  { Crawl(directory.path()).OfferAll(1'000); }
  std::filesystem::copy(directory.path() + "/seen", backup.path() + "/seen",
                        std::filesystem::copy_options::recursive);
  {
    Crawl crawl(directory.path());
    for (uint64_t first = 1'000; first < 4'000; first += kBatch) {
      EXPECT_EQ(crawl.Offer(first), kBatch);
    }
  }
  std::filesystem::remove_all(directory.path() + "/seen");
  std::filesystem::copy(backup.path() + "/seen", directory.path() + "/seen",
                        std::filesystem::copy_options::recursive);
  Crawl crawl(directory.path());
  for (uint64_t first = 0; first < 4'000; first += kBatch) EXPECT_EQ(crawl.Offer(first), 0U);
}

// The child offers batch after batch and says which was applied, until it is killed.
pid_t StartCrawl(const std::string& directory, uint64_t from, int report) {
  const pid_t child = fork();
  if (child != 0) return child;
  Crawl crawl(directory);
  for (uint64_t first = from;; first += kBatch) {
    if (crawl.Offer(first) != kBatch) _exit(1);
    const uint64_t applied = first + kBatch;
    if (write(report, &applied, sizeof applied) != sizeof applied) _exit(2);
  }
}

TEST(LevelDbSeen, KilledAtAnyMomentItLosesNothingAndDoublesNothing) {
  const TemporaryDirectory directory;
  std::mt19937 random(4);
  uint64_t applied = 0;
  for (int kill_number = 0; kill_number < 12; ++kill_number) {
    std::array<int, 2> report{};
    ASSERT_EQ(pipe(report.data()), 0);
    const pid_t child = StartCrawl(directory.path(), applied, report[1]);
    ASSERT_GT(child, 0);
    close(report[1]);
    uint64_t said = applied;
    for (uint64_t reports = 1 + random() % 40; reports > 0; --reports) {
      if (read(report[0], &said, sizeof said) != sizeof said) break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3'000));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    while (read(report[0], &said, sizeof said) == sizeof said) {
    }
    close(report[0]);
    Crawl crawl(directory.path());
    ASSERT_EQ(crawl.Queued().value_or(0), crawl.Hrefs().size());
    for (uint64_t first = 0; first < said; first += kBatch) ASSERT_EQ(crawl.Offer(first), 0U);
    // The batch that was on its way is there, or not.
    const uint64_t last = crawl.Offer(said);
    ASSERT_TRUE(last == 0 || last == kBatch) << last;
    applied = said + kBatch;
    ASSERT_EQ(crawl.Hrefs().size(), applied);
  }
}

}  // namespace
}  // namespace arsip::frontier
