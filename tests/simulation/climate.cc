#include "climate.h"

#include "seeded_random.h"

namespace arsip::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

frontier::FrontierOptions DrawOptions(SeededRandom& random) {
  frontier::FrontierOptions options;
  options.owner = "simulation";
  options.seen_cache_keys = random.Chance(0.5) ? 16 : 1024;
  options.queue_memory_urls = random.Chance(0.5) ? 2 : 64;
  if (random.Chance(0.3)) options.host_delay = random.Between(milliseconds(500), seconds(20));
  if (random.Chance(0.1)) {
    options.host_delay = Duration::zero();
    options.ip_delay = Duration::zero();
    options.connections_per_host = 1 + static_cast<uint32_t>(random.Below(4));
  }
  if (random.Chance(0.2)) options.delay_jitter = 0;
  if (random.Chance(0.2)) options.max_pages = 20 + random.Below(100);
  if (random.Chance(0.2)) options.robots_ttl = hours(1);
  if (random.Chance(0.3)) {
    // Sites behind several addresses that are counted as one.
    frontier::PlatformLimit& platform = options.platforms.emplace_back();
    platform.name = "platform";
    platform.domains = {"h1.example", "h3.example", "h4.example"};
    platform.delay = random.Between(seconds(4), seconds(30));
  }
  return options;
}

// Intervals of hours, so that a life has room for some.
void DrawVisits(SeededRandom& random, frontier::RevisitOptions& recrawl) {
  recrawl.enabled = random.Chance(0.35);
  recrawl.ranges = {frontier::RevisitRange{minutes(40), hours(72), hours(2)},
                    frontier::RevisitRange{minutes(10), hours(12), minutes(30)},
                    frontier::RevisitRange{minutes(10), hours(12), hours(1)},
                    frontier::RevisitRange{hours(2), hours(72), hours(8)}};
  recrawl.bursts = {minutes(20), hours(3), hours(24)};
  if (random.Chance(0.4)) recrawl.visits_per_day = 4 + static_cast<uint32_t>(random.Below(40));
}

void DrawPlatforms(SeededRandom& random, std::vector<frontier::PlatformLimit>& platforms) {
  if (platforms.empty() && random.Chance(0.3)) {
    platforms.emplace_back();
    platforms.back().name = "platform";
    platforms.back().domains = {"h1.example", "h3.example", "h4.example"};
  }
  if (platforms.empty()) return;
  if (random.Chance(0.5)) platforms.back().channel_paths = {"/s/"};
  if (random.Chance(0.5)) {
    platforms.back().max_requests = 4 + random.Below(30);
    platforms.back().window = random.Between(minutes(20), hours(8));
  }
}

}  // namespace

Climate::Climate(uint64_t seed) {
  SeededRandom random(Hash({seed, 0xc11a7e}));
  options = DrawOptions(random);
  one_process = random.Chance(0.5);
  if (!one_process) options.handover_wait = worker_timeout;
  on_disk = random.Chance(0.02);
  workers = 1 + random.Below(5);
  slots = 1 + random.Below(8);
  life = random.Between(minutes(10), hours(48));
  max_depth = 2 + static_cast<uint32_t>(random.Below(4));
  latency = random.Chance(0.5) ? Duration(milliseconds(1)) : random.Between({}, seconds(2));
  if (random.Chance(0.4)) lost_messages = 0.1;
  if (random.Chance(0.4)) repeated_messages = 0.1;
  lost_ends = random.Chance(0.3) ? 0.5 : 0;
  given_back = random.Chance(0.3) ? 0.05 : 0;
  if (random.Chance(0.5)) unknown_outcomes = 0.03;
  if (random.Chance(0.3)) full_disks = 0.003;
  SeededRandom more(Hash({seed, 0xd3fe4}));
  DrawVisits(more, options.recrawl);
  DrawPlatforms(more, options.platforms);
  options.judged_per_step = more.Chance(0.5) ? 4 : 1000;
  if (more.Chance(0.4)) between_actions = more.Between(seconds(20), hours(1));
  if (random.Chance(0.8)) between_faults = random.Between(minutes(1), hours(4));
  if (more.Chance(0.2)) between_faults = more.Between(seconds(20), minutes(3));
  SeededRandom third(Hash({seed, 0xb17e5}));
  if (third.Chance(0.15)) options.max_bytes = 20'000 + third.Below(400'000);
  if (third.Chance(0.2)) recrawls = 0.3;
  // Long enough to be seen, and soon enough to come to an end.
  habits.flood = third.Chance(0.12) && !options.host_delay.has_value();
  if (third.Chance(0.15)) {
    // Without what its site says no page would be seen again within hours; and many processes hear
    // it, one after the other.
    habits.liars = true;
    between_faults = third.Between(minutes(2), minutes(20));
    life = hours(12);
    options.max_pages.reset();
    options.recrawl.enabled = true;
    options.recrawl.ranges[0] = {minutes(10), hours(72), hours(24)};
    options.recrawl.bursts.clear();
    options.recrawl.visits_per_day.reset();
  }
  if (third.Chance(0.5)) {
    options.traps.max_hosts_per_domain = 2 + static_cast<uint32_t>(third.Below(5));
  }
}

}  // namespace arsip::simulation
