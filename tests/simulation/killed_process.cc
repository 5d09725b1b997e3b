// The process that is killed: the real frontier over the real LevelDB store, on the real clock.
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"
#include "kill_journal.h"
#include "seeded_random.h"

namespace arsip::simulation {
namespace {

using frontier::Lease;
using frontier::Outcome;
using frontier::OutcomeKind;
using std::chrono::milliseconds;

constexpr uint64_t kHosts = 12;

std::string HostName(uint64_t host) { return "k" + std::to_string(host) + ".example"; }

int64_t Now() { return SystemClock().Monotonic().time_since_epoch().count(); }

class Crawl {
 public:
  Crawl(uint64_t seed, int journal) : random_(seed), journal_(journal) {}

  Status Run(const std::string& directory) {
    ARSIP_ASSIGN(const auto store, frontier::OpenLevelDbStore(directory));
    std::vector<std::pair<std::string, std::string>> names;
    for (uint64_t host = 0; host < kHosts; ++host) {
      names.emplace_back(HostName(host), "192.0.2." + std::to_string(host % 5 + 1));
    }
    const auto resolver = frontier::NewFixedResolver(names);
    frontier::FrontierOptions options;
    options.host_delay = kKilledHostDelay;
    options.ip_delay = kKilledIpDelay;
    options.queue_memory_urls = 4;
    options.transfer_retries = {milliseconds(5), milliseconds(10)};
    ARSIP_ASSIGN(frontier_, frontier::Frontier::Open(*store, *resolver, clock_, options));
    ARSIP_TRY(Discover());
    while (true) ARSIP_TRY(Turn());
  }

 private:
  void Say(const std::string& line) { said_ += line + "\n"; }
  void Tell() {
    // A parent that is gone ends the process.
    const std::string said = std::exchange(said_, {});
    if (!said.empty() && write(journal_, said.data(), said.size()) < 0) _exit(0);
  }

  frontier::DiscoveredUrl Link(uint64_t host, uint64_t page) {
    frontier::DiscoveredUrl link;
    link.url = Url::Parse("http://" + HostName(host) + "/" + std::to_string(page)).value_or(Url());
    link.hop_path = "L";
    return link;
  }

  Status Discover() {
    std::vector<frontier::DiscoveredUrl> seeds;
    for (uint64_t host = 0; host < kHosts; ++host) seeds.push_back(Link(host, 0));
    ARSIP_TRY(frontier_->Discover(seeds));
    ARSIP_TRY(frontier_->Commit());
    for (const auto& seed : seeds) Say("D " + seed.url.href());
    Tell();
    return Ok();
  }

  Status Turn() {
    ARSIP_ASSIGN(const auto leases, frontier_->Acquire("w", 4));
    ARSIP_TRY(frontier_->Commit());
    for (const Lease& lease : leases) {
      if (lease.purpose != frontier::LeasePurpose::kPage) continue;
      Say("G " + std::to_string(lease.id.epoch) + " " + lease.target.url.href());
    }
    Tell();
    for (const Lease& lease : leases) ARSIP_TRY(Fetch(lease));
    if (leases.empty()) std::this_thread::sleep_for(milliseconds(1));
    return Ok();
  }

  Status Fetch(const Lease& lease) {
    const std::string where = std::string(lease.target.url.host()) + " " + lease.addresses.front();
    Say("B " + where + " " + std::to_string(Now()));
    Tell();
    std::this_thread::sleep_for(std::chrono::microseconds(random_.Below(1500)));
    Say("E " + where + " " + std::to_string(Now()));
    Tell();
    Outcome outcome;
    std::vector<frontier::DiscoveredUrl> links;
    const uint64_t kind = random_.Below(100);
    if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) {
      outcome.robots.emplace().kind = frontier::RobotsOutcome::Kind::kUnavailable;
    } else if (kind < 5) {
      outcome.kind = OutcomeKind::kTransferFailed;
    } else if (kind < 8) {
      outcome.kind = OutcomeKind::kHostBusy;
      outcome.retry_after = milliseconds(1000 + random_.Below(2000));
    } else {
      for (int i = 0; i < 3; ++i) links.push_back(Link(random_.Below(kHosts), random_.Below(4000)));
    }
    return Complete(lease, outcome, links);
  }

  Status Complete(const Lease& lease, const Outcome& outcome,
                  const std::vector<frontier::DiscoveredUrl>& links) {
    const int64_t blocked = Now() + outcome.retry_after.value_or(Duration()).count();
    ARSIP_ASSIGN(const auto verdict, frontier_->Complete(lease.id, outcome, links));
    ARSIP_TRY(frontier_->Commit());
    if (verdict != frontier::CompletionVerdict::kAccepted) return Ok();
    const bool page = lease.purpose == frontier::LeasePurpose::kPage;
    const bool captured = outcome.kind == OutcomeKind::kCaptured;
    if (page) Say((captured ? "C " : "P ") + lease.target.url.href());
    if (outcome.retry_after.has_value()) {
      Say("K " + std::string(lease.target.url.host()) + " " + std::to_string(blocked));
    }
    for (const auto& link : links) Say("D " + link.url.href());
    Tell();
    return Ok();
  }

  SystemClock clock_;
  SeededRandom random_;
  int journal_;
  std::string said_;
  std::unique_ptr<frontier::Frontier> frontier_;
};

}  // namespace

int RunKilledProcess(const std::string& directory, uint64_t seed, int journal) {
  const Status status = Crawl(seed, journal).Run(directory);
  if (!status) dprintf(STDERR_FILENO, "%s\n", status.error().ToString().c_str());
  return 1;  // it only ends by itself when something is wrong
}

}  // namespace arsip::simulation
