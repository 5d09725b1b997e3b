#include "store_check.h"

#include <array>
#include <utility>
#include <vector>

#include "base/url.h"

namespace arsip::simulation {
namespace {

using frontier::DueEntry;
using frontier::FrontierStore;
using frontier::HostRecord;
using frontier::QueuePosition;
using frontier::UrlRecord;
using frontier::UrlState;

constexpr size_t kPage = 256;

Error Contradiction(std::string what, std::string where) {
  return Error{ErrorCode::kCorruption, std::move(what), std::move(where)};
}

struct Places {
  std::map<UrlKey, size_t> of;  // how often a URL is queued or due
  std::map<UrlKey, std::vector<frontier::FrontierTime>> visits;
};

bool IsIn(const HostRecord& queue, const Url& url) {
  if (queue.origin == url.origin()) return true;
  const std::string path = std::string(url.origin()) + std::string(url.path());
  return path == queue.origin || path.starts_with(queue.origin + "/");
}

// A host that is not known yet waits with its domain's own.
bool IsOfDomain(const HostRecord& queue, const Url& url) {
  const std::string scheme = std::string(url.scheme()) + "://";
  return queue.origin.starts_with(scheme) &&
         url.host().ends_with("." + queue.origin.substr(scheme.size()));
}

// Its channel, if it has one that is known.
std::string QueueOf(const Url& url, const StoredFrontier& found) {
  std::string queue(url.origin());
  const std::string path(url.path());
  for (size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    std::string channel = std::string(url.origin()) + path.substr(0, end);
    if (found.hosts.contains(channel)) queue = std::move(channel);
  }
  return queue;
}

Status ReadUrls(FrontierStore& store, uint32_t partition, StoredFrontier& found) {
  uint64_t after = 0;
  for (;;) {
    ARSIP_ASSIGN(auto urls, store.ScanUrls(partition, after, kPage));
    if (urls.empty()) return Ok();
    after = urls.back().arrival;
    for (UrlRecord& url : urls) {
      std::string href = url.href;
      const auto parsed = Url::Parse(href);
      if (!parsed || KeyOf(*parsed) != url.key) {
        return Contradiction("a URL is stored under another's key", href);
      }
      found.urls.emplace(std::move(href), std::move(url));
    }
  }
}

Status ReadLane(FrontierStore& store, uint32_t partition, const HostRecord& host, uint8_t lane,
                Places& places) {
  QueuePosition after{host.number, lane, 0};
  uint32_t count = 0;
  for (;;) {
    ARSIP_ASSIGN(const auto entries, store.LoadQueue(partition, after, kPage));
    if (entries.empty()) break;
    after = entries.back().position;
    for (const frontier::QueuedUrl& entry : entries) {
      ++count;
      ++places.of[entry.url.key];
      const auto url = Url::Parse(entry.url.href);
      const bool waits_with = url && lane == frontier::kDeferredLane && IsOfDomain(host, *url);
      if (!url || !(IsIn(host, *url) || waits_with)) {
        return Contradiction("a URL is in another host's queue", entry.url.href);
      }
      if (entry.url.deferred != (lane == frontier::kDeferredLane)) {
        return Contradiction("a URL is deferred, and in another lane; or the other way",
                             url->href());
      }
      if (entry.url.state != UrlState::kQueued) {
        return Contradiction("a URL that is settled has a place in a queue", entry.url.href);
      }
    }
  }
  if (count == host.queued[lane]) return Ok();
  return Contradiction("lane " + std::to_string(lane) + " holds " + std::to_string(count) +
                           " URLs, its host's record says " + std::to_string(host.queued[lane]),
                       host.origin);
}

Status ReadHosts(FrontierStore& store, uint32_t partition, StoredFrontier& found, Places& places) {
  frontier::HostNumber next = 0;
  for (;;) {
    ARSIP_ASSIGN(const auto hosts, store.LoadHosts(partition, next, kPage));
    if (hosts.empty()) return Ok();
    for (const HostRecord& host : hosts) {
      if (host.number != next++) return Contradiction("a host's record is missing", host.origin);
      for (uint8_t lane = 0; lane < frontier::kLanes; ++lane) {
        ARSIP_TRY(ReadLane(store, partition, host, lane, places));
      }
      if (!found.hosts.emplace(host.origin, host).second) {
        return Contradiction("a host has two records", host.origin);
      }
    }
  }
}

Status ReadDue(FrontierStore& store, uint32_t partition, const StoredFrontier& found,
               Places& places) {
  std::map<std::string, uint32_t> retrying;
  DueEntry after;
  for (;;) {
    ARSIP_ASSIGN(const auto entries, store.LoadDue(partition, after, kPage));
    if (entries.empty()) break;
    after = entries.back().entry;
    for (const frontier::DueUrl& entry : entries) {
      if (entry.url.state == UrlState::kCaptured) {
        places.visits[entry.url.key].push_back(entry.entry.due);
      }
      if (entry.url.state != UrlState::kQueued) continue;
      ++places.of[entry.url.key];
      const auto url = Url::Parse(entry.url.href);
      if (url) ++retrying[QueueOf(*url, found)];
    }
  }
  for (const auto& [origin, host] : found.hosts) {
    if (host.retrying == retrying[origin]) continue;
    return Contradiction("its record says " + std::to_string(host.retrying) + " retries, " +
                             std::to_string(retrying[origin]) + " are due",
                         origin);
  }
  return Ok();
}

Status CheckVisit(const UrlRecord& url, const Places& places) {
  const auto visits = places.visits.find(url.key);
  const size_t count = visits == places.visits.end() ? 0 : visits->second.size();
  const bool planned = url.revisit.next != frontier::FrontierTime{};
  if (count == 0 && !planned) return Ok();
  if (count == 1 && planned && visits->second.front() == url.revisit.next) return Ok();
  return Contradiction(
      "captured, and " + std::to_string(count) + " visits are due, or at another time than it says",
      url.href);
}

Status CheckPlaces(const StoredFrontier& found, const Places& places) {
  frontier::FrontierCounters counted;
  for (const auto& [href, url] : found.urls) {
    const auto place = places.of.find(url.key);
    const size_t count = place == places.of.end() ? 0 : place->second;
    if (url.state == UrlState::kQueued) ++counted.queued;
    if (url.state == UrlState::kCaptured) {
      ++counted.captured;
      ARSIP_TRY(CheckVisit(url, places));
    }
    if (url.state == UrlState::kFailed) ++counted.failed;
    if (url.state == UrlState::kRefused) ++counted.refused[static_cast<size_t>(url.refusal)];
    if (url.state == UrlState::kQueued ? count == 1 : count == 0) continue;
    return Contradiction(std::string(frontier::UrlStateName(url.state)) + ", and in " +
                             std::to_string(count) + " places",
                         href);
  }
  const frontier::FrontierCounters& said = found.counters;
  if (counted.queued == said.queued && counted.captured == said.captured &&
      counted.failed == said.failed && counted.refused == said.refused) {
    return Ok();
  }
  return Contradiction("the counters say " + std::to_string(said.queued) + " queued and " +
                           std::to_string(said.captured) + " captured, counted are " +
                           std::to_string(counted.queued) + " and " +
                           std::to_string(counted.captured),
                       "");
}

}  // namespace

Result<StoredFrontier> CheckStore(FrontierStore& store, uint32_t partition) {
  StoredFrontier found;
  Places places;
  ARSIP_ASSIGN(found.counters, store.LoadCounters(partition));
  ARSIP_TRY(ReadUrls(store, partition, found));
  ARSIP_TRY(ReadHosts(store, partition, found, places));
  ARSIP_TRY(ReadDue(store, partition, found, places));
  ARSIP_TRY(CheckPlaces(found, places));
  return found;
}

}  // namespace arsip::simulation
