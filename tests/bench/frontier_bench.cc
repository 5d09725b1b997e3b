// The frontier at size: discovered links, memory and disk a URL, restart, leases.
//
//   frontier_bench [--urls 1000000] [--far 18] [--pages 100] [--leases 20000] [--dir DIR] [--keep]
//   [--json] [--check]
//
// Pages of 60 links (synthetic_web.h), 6 of them new, go through Frontier::Discover over the
// LevelDB store, a synced Commit() every --pages pages. --far N: of the 54 known links, how many
// point anywhere among all known URLs, with equal chance; the rest are the host's own navigation
// and recent finds. At 1, 2 and 5 times each power of ten a row is printed; at powers of ten the
// frontier is also closed, opened and asked for leases.
//
// CPU is that of all threads, LevelDB's and the seen set's in the background included, without what
// making the links up took. RAM is anonymous memory: pages of files that the kernel keeps are not
// counted. Leases are of robots.txt first, one a host. --check: fails when a row with a restart is
// outside its bounds (Check() below).
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/freed_memory.h"
#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "process_cost.h"
#include "synthetic_web.h"

namespace arsip::frontier {
namespace {

struct Options {
  uint64_t urls = 1'000'000;
  uint64_t far = 18;
  uint64_t pages = 100;
  uint64_t leases = 20'000;
  std::string directory;
  bool keep = false;
  bool json = false;
  bool check = false;
};

using Wall = std::chrono::steady_clock;

double SecondsSince(Wall::time_point start) {
  return std::chrono::duration<double>(Wall::now() - start).count();
}

uint64_t BytesIn(const std::string& directory) {
  uint64_t bytes = 0;
  std::error_code error;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory, error)) {
    std::error_code gone;
    const uint64_t size = file.is_regular_file(gone) ? file.file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

// Every host has an address of its own, at once.
class InstantResolver : public HostResolver {
 public:
  std::optional<Resolution> Resolve(std::string_view host) override {
    const uint64_t hash = std::hash<std::string_view>{}(host);
    Resolution answer;
    answer.ttl = std::chrono::hours(6);
    answer.addresses = {"10." + std::to_string(hash & 255) + "." + std::to_string(hash >> 8 & 255) +
                        "." + std::to_string(hash >> 16 & 255)};
    return answer;
  }
  void SetWake(std::function<void()> /*wake*/) override {}
};

FrontierOptions Undelayed() {
  FrontierOptions options;
  options.host_delay = Duration::zero();
  options.ip_delay = Duration::zero();
  options.delay_jitter = 0;
  return options;
}

// Few, so that links are in the processor's cache when they are discovered, as those that were just
// read from a message are; not one, or asking for the time would count.
constexpr uint64_t kMadeAtOnce = 10;  // pages

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {}

  void Run() {
    Open();
    start_cpu_ = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    start_own_cpu_ = CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID);
    PrintHead();
    for (uint64_t power = 10'000;; power *= 10) {
      for (const uint64_t times : {1, 2, 5}) {
        const uint64_t mark = power * times;
        if (mark > options_.urls) return;
        DiscoverTo(mark);
        Report(times == 1 && power >= 100'000);
      }
    }
  }

 private:
  void Open() {
    store_ = Require(OpenLevelDbStore(options_.directory));
    frontier_ = Require(Frontier::Open(*store_, resolver_, clock_, Undelayed()));
  }

  void DiscoverTo(uint64_t urls) {
    while (web_.known() < urls) {
      for (uint64_t named = 0; named < options_.pages; named += pages_.size()) {
        MakePages(std::min(kMadeAtOnce, options_.pages - named));
        for (const auto& page : pages_) {
          Require(frontier_->Discover(page));
          links_ += page.size();
        }
      }
      Require(frontier_->Commit());
    }
  }

  void MakePages(uint64_t count) {
    const double before = CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID);
    const auto wall = Wall::now();
    pages_.clear();
    for (uint64_t i = 0; i < count; ++i) pages_.push_back(web_.NextPage(options_.far));
    making_cpu_ += CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID) - before;
    making_wall_ += SecondsSince(wall);
  }

  // The clock stops meanwhile.
  void Report(bool with_restart) {
    Row row;
    row.links = links_ - last_.links;
    row.urls = web_.known();
    row.cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - start_cpu_ - making_cpu_;
    row.own_cpu = CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID) - start_own_cpu_ - making_cpu_;
    row.wall = SecondsSince(start_wall_) - making_wall_;
    const FrontierProgress progress = frontier_->Progress();
    if (progress.queued + progress.captured != web_.known()) {
      std::fprintf(stderr, "frontier_bench: %llu URLs are known, %llu were named\n",
                   static_cast<unsigned long long>(progress.queued + progress.captured),
                   static_cast<unsigned long long>(web_.known()));
      std::exit(1);
    }
    row.hosts = progress.hosts;
    row.ram = AnonymousBytes() - web_.bytes();
    row.disk = BytesIn(options_.directory);
    if (with_restart) Restart(row);
    Print(row);
    if (options_.check && with_restart) Check(row);
    last_.links = links_;
    last_.urls = row.urls;
    start_cpu_ = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    start_own_cpu_ = CpuSecondsOf(CLOCK_THREAD_CPUTIME_ID);
    start_wall_ = Wall::now();
    making_cpu_ = making_wall_ = 0;
  }

  struct Row {
    uint64_t links = 0;
    uint64_t urls = 0;
    uint64_t hosts = 0;
    uint64_t ram = 0;
    uint64_t ram_opened = 0;
    uint64_t disk = 0;
    double cpu = 0;
    double own_cpu = 0;  // of it, the thread that calls
    double wall = 0;
    double close = 0;
    double open = 0;
    double open_cpu = 0;
    uint64_t leases = 0;
    double lease_cpu = 0;
  };

  // CPU with room for a machine half as fast as the one of docs/scale.md.
  static void Check(const Row& row) {
    constexpr double kFixed = 192e6;  // caches, buffers, queue fronts
    const double memory =
        kFixed + 2.0 * static_cast<double>(row.urls) + 2000.0 * static_cast<double>(row.hosts);
    const bool small = static_cast<double>(std::max(row.ram, row.ram_opened)) < memory;
    const bool fast = row.cpu / static_cast<double>(row.links) < 10e-6;
    if (small && fast && row.open < 10) return;
    std::fprintf(stderr, "frontier_bench: out of bounds:%s%s%s\n", small ? "" : " memory",
                 fast ? "" : " CPU", row.open < 10 ? "" : " restart");
    std::exit(1);
  }

  void Restart(Row& row) {
    auto wall = Wall::now();
    frontier_.reset();
    store_.reset();
    row.close = SecondsSince(wall);
    wall = Wall::now();
    const double cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    Open();
    SomeLeases(1);
    row.open = SecondsSince(wall);
    row.open_cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    row.ram_opened = AnonymousBytes() - web_.bytes();
    const double lease_start = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    while (row.leases < options_.leases) row.leases += SomeLeases(64);
    row.lease_cpu = CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID) - lease_start;
  }

  // Each call asks for the addresses of some hosts before it hands out URLs of those that have
  // them.
  uint64_t SomeLeases(size_t credit) {
    const uint64_t most = 1000 + frontier_->Progress().hosts / 64;
    for (uint64_t tries = 0; tries < most; ++tries) {
      if (const uint64_t leases = Leases(credit); leases > 0) return leases;
    }
    std::fprintf(stderr, "frontier_bench: no lease in %llu calls\n",
                 static_cast<unsigned long long>(most));
    std::exit(1);
  }

  // Takes and completes; robots.txt is never there.
  uint64_t Leases(size_t credit) {
    const auto leases = Require(frontier_->Acquire("bench", credit));
    Require(frontier_->Commit());
    for (const Lease& lease : leases) {
      Outcome outcome;
      outcome.status_code = 200;
      outcome.bytes = 10'000;
      if (lease.purpose == LeasePurpose::kRobotsTxt) {
        outcome.robots = RobotsOutcome();
        outcome.robots->kind = RobotsOutcome::Kind::kUnavailable;
      }
      Require(frontier_->Complete(lease.id, outcome, {}));
    }
    Require(frontier_->Commit());
    return leases.size();
  }

  void PrintHead() const {
    if (options_.json) return;
    std::printf(
        "|      URLs |   hosts | CPU us/link (own thread) | links/CPU-s | links/s wall | RAM MB | "
        "RAM MB opened | "
        "disk B/URL | open to lease s (CPU) | lease + complete CPU us "
        "|\n|---|---|---|---|---|---|---|"
        "---|---|---|\n");
    std::fflush(stdout);
  }

  void Print(const Row& row) const {
    const auto links = static_cast<double>(row.links);
    const auto urls = static_cast<double>(row.urls);
    const auto megabytes = [](uint64_t bytes) { return static_cast<double>(bytes) / 1e6; };
    const double lease =
        row.leases > 0 ? row.lease_cpu / static_cast<double>(row.leases) * 1e6 : 0.0;
    std::printf(
        options_.json
            ? "{\"urls\": %llu, \"hosts\": %llu, \"cpu_us_per_link\": %.3f, "
              "\"own_cpu_us_per_link\": %.3f, \"links_per_cpu_s\": %.0f, \"links_per_s\": %.0f, "
              "\"ram_mb\": %.1f, "
              "\"ram_opened_mb\": %.1f, \"disk_bytes_per_url\": %.1f, \"open_s\": %.3f, "
              "\"open_cpu_s\": %.3f, \"lease_cpu_us\": %.1f}\n"
            : "| %9llu | %7llu | %.2f (%.2f) | %.0f | %.0f | %.1f | %.1f | %.1f | %.2f (%.2f) | "
              "%.1f |\n",
        static_cast<unsigned long long>(row.urls), static_cast<unsigned long long>(row.hosts),
        row.cpu / links * 1e6, row.own_cpu / links * 1e6, links / row.cpu, links / row.wall,
        megabytes(row.ram), megabytes(row.ram_opened), static_cast<double>(row.disk) / urls,
        row.open, row.open_cpu, lease);
    std::fflush(stdout);
  }

  const Options& options_;
  SyntheticWeb web_;
  InstantResolver resolver_;
  SystemClock clock_;
  std::unique_ptr<FrontierStore> store_;
  std::unique_ptr<Frontier> frontier_;
  std::vector<std::vector<DiscoveredUrl>> pages_;
  uint64_t links_ = 0;
  Row last_;
  double start_cpu_ = 0;
  double start_own_cpu_ = 0;
  double making_cpu_ = 0;
  double making_wall_ = 0;
  Wall::time_point start_wall_ = Wall::now();
};

int Usage() {
  std::fputs(
      "usage: frontier_bench [--urls N] [--far N] [--pages N] [--leases N] [--dir DIR] [--keep] "
      "[--json] [--check]\n",
      stderr);
  return 2;
}

int Main(const std::vector<std::string>& arguments) {
  Options options;
  const std::map<std::string, uint64_t*, std::less<>> numbers = {{"--urls", &options.urls},
                                                                 {"--far", &options.far},
                                                                 {"--pages", &options.pages},
                                                                 {"--leases", &options.leases}};
  for (size_t i = 0; i < arguments.size(); ++i) {
    const auto number = numbers.find(arguments[i]);
    if (arguments[i] == "--keep") {
      options.keep = true;
    } else if (arguments[i] == "--check") {
      options.check = true;
    } else if (arguments[i] == "--json") {
      options.json = true;
    } else if (i + 1 < arguments.size() && number != numbers.end()) {
      *number->second = std::strtoull(arguments[++i].c_str(), nullptr, 10);
    } else if (i + 1 < arguments.size() && arguments[i] == "--dir") {
      options.directory = arguments[++i];
    } else {
      return Usage();
    }
  }
  if (options.far > SyntheticWeb::kKnownLinks || options.pages == 0) return Usage();
  if (options.directory.empty()) {
    std::string name = (std::filesystem::temp_directory_path() / "frontier-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return 1;
    options.directory = name;
  }
  std::error_code error;
  if (std::filesystem::exists(options.directory, error) &&
      !std::filesystem::is_empty(options.directory, error)) {
    std::fprintf(stderr, "frontier_bench: %s is not empty\n", options.directory.c_str());
    return 1;
  }
  Bench(options).Run();
  if (!options.keep) std::filesystem::remove_all(options.directory);
  return 0;
}

}  // namespace
}  // namespace arsip::frontier

int main(int argc, char** argv) {
  arsip::KeepFreedMemory();  // as arsip does
  return arsip::frontier::Main(std::vector<std::string>(argv + 1, argv + argc));
}
