#include "synthetic_web.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "seeded_random.h"

namespace arsip::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// What a trait is about; the second word of its hash.
enum : uint64_t {
  kHostCount = 1,
  kPageCount,
  kRobots,
  kAway,
  kDns,
  kBusy,
  kCuts,
  kSpeed,
  kAddress,
  kMoves,
  kLinks,
  kRedirects,
  kRobotsVersion,
  kScheme,
  kChanges,
  kTakenDown,
  kLastmod,
};

constexpr uint64_t kMakesUpHosts = 2;
constexpr uint64_t kFloodedPages = 40;  // that lead to as many as follow
constexpr uint64_t kFloodBehindEach = 14;

constexpr Duration kRobotsPeriod = hours(6);

Url Parsed(const std::string& text) { return Url::Parse(text).value_or(Url()); }

uint64_t PeriodAt(Duration at, Duration length) { return static_cast<uint64_t>(at / length); }

uint64_t TextHash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

SyntheticWeb::SyntheticWeb(uint64_t seed, WebHabits habits)
    : seed_(seed), hosts_(2 + Hash({seed, kHostCount}) % 14), habits_(habits) {}

uint64_t SyntheticWeb::Trait(uint64_t host, uint64_t what, uint64_t of) const {
  return Hash({seed_, host, what}) % of;
}

std::string SyntheticWeb::Origin(uint64_t host) const {
  const char* const scheme = Trait(host, kScheme, 3) == 0 ? "http" : "https";
  return std::string(scheme) + "://h" + std::to_string(host) + ".example";
}

// A power law: the whale first.
uint64_t SyntheticWeb::Pages(uint64_t host) const {
  return 2 + (16 + Trait(host, kPageCount, 40)) / (host + 1);
}

Url SyntheticWeb::Page(uint64_t host, uint64_t page) const {
  return Parsed(Origin(host) + "/p" + std::to_string(page));
}

std::vector<Url> SyntheticWeb::Seeds() const {
  std::vector<Url> seeds;
  for (uint64_t host = 0; host < std::min<uint64_t>(hosts_, 4); ++host) {
    seeds.push_back(Page(host, 0));
  }
  return seeds;
}

std::optional<uint64_t> SyntheticWeb::HostOf(const Url& url) const {
  const std::string_view name = DomainOf(url);
  uint64_t host = 0;
  if (name.size() < 2 || name.front() != 'h') return std::nullopt;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), host);
  const auto rest = static_cast<size_t>(name.data() + name.size() - end);
  if (error != std::errc() || std::string_view(end, rest) != ".example") return std::nullopt;
  if (host >= hosts_) return std::nullopt;
  if (IsMadeUp(url)) {
    const bool same_scheme = Origin(host).starts_with(std::string(url.scheme()) + ":");
    return host == kMakesUpHosts && same_scheme ? std::optional(host) : std::nullopt;
  }
  if (url.origin() != Origin(host)) return std::nullopt;
  return host;
}

RobotsKind SyntheticWeb::robots_kind(uint64_t host) const {
  if (host == 0) return RobotsKind::kRules;
  return static_cast<RobotsKind>(
      Trait(host, kRobots, static_cast<uint64_t>(RobotsKind::kNumberOf)));
}

// A third of the hosts is away for a part of the time: an hour at a time, or for days.
bool SyntheticWeb::Away(uint64_t host, Duration at) const {
  if (Healed(at)) return false;
  switch (Trait(host, kAway, 9)) {
    case 0:
      return Hash({seed_, host, kAway, PeriodAt(at, hours(1))}) % 3 == 0;
    case 1:
      return Hash({seed_, host, kAway, PeriodAt(at, hours(60))}) % 2 == 0;
    case 2:
      return Hash({seed_, host, kAway, PeriodAt(at, minutes(3))}) % 4 == 0;
    default:
      return false;
  }
}

std::string SyntheticWeb::Address(uint64_t host, Duration at) const {
  uint64_t place = Trait(host, kAddress, 9);
  const bool moves = Trait(host, kMoves, 6) == 0;
  if (moves) place = (place + PeriodAt(at, hours(2))) % 9;
  if (place < 3) return "192.0.2.1";  // the whale
  if (place < 5) return "198.51.100." + std::to_string(place);
  return "203.0.113." + std::to_string(host % 200 + 1);
}

frontier::Resolution SyntheticWeb::Resolve(std::string_view host_name, Duration at) const {
  frontier::Resolution resolution;
  resolution.ttl = seconds(60);
  std::optional<uint64_t> host;
  for (const char* const scheme : {"http://", "https://"}) {
    if (!host.has_value()) host = HostOf(Parsed(scheme + std::string(host_name) + "/"));
  }
  const uint64_t kind = host.has_value() ? Trait(*host, kDns, 16) : 0;
  if (!host.has_value() || (kind == 0 && *host >= 4)) {
    resolution.failure = "NXDOMAIN";
  } else if (kind == 1 && !Healed(at) &&
             Hash({seed_, *host, kDns, PeriodAt(at, minutes(40))}) % 2 == 0) {
    resolution.failure = Hash({seed_, *host, kDns}) % 2 == 0 ? "SERVFAIL" : "timeout";
  } else {
    resolution.ttl = minutes(static_cast<int64_t>(1 + Trait(*host, kDns, 90)));
    resolution.addresses.push_back(Address(*host, at));
  }
  return resolution;
}

std::optional<WebAnswer> SyntheticWeb::Fault(uint64_t host, Duration at, uint64_t nonce) const {
  WebAnswer answer;
  if (Away(host, at)) {
    answer.kind = WebAnswer::Kind::kNoConnection;
    answer.takes = nonce % 3 == 0 ? Duration(seconds(30)) : Duration(milliseconds(40));
    return answer;
  }
  if (Healed(at)) return std::nullopt;
  const uint64_t busy = Trait(host, kBusy, 4);
  if (busy == 0 && Hash({seed_, host, kBusy, PeriodAt(at, minutes(20))}) % 3 == 0) {
    answer.status = nonce % 2 == 0 ? 429 : 503;
    answer.takes = milliseconds(20);
    if (nonce % 3 != 0) answer.retry_after = seconds(static_cast<int64_t>(nonce / 7 % 900));
    return answer;
  }
  if (Trait(host, kCuts, 5) == 0 && nonce % 5 < 2) {
    answer.kind = WebAnswer::Kind::kCutOff;
    answer.takes = milliseconds(700);
    return answer;
  }
  return std::nullopt;
}

WebAnswer SyntheticWeb::Get(const Url& url, Duration at, uint64_t nonce) const {
  const auto host = HostOf(url);
  WebAnswer answer;
  if (!host.has_value()) {
    answer.kind = WebAnswer::Kind::kNoConnection;
    return answer;
  }
  if (auto fault = Fault(*host, at, nonce)) return std::move(*fault);
  if (url.path().starts_with("/robots")) return Robots(*host, url, at);
  const uint64_t page = TextHash(url.path_and_query());
  const uint64_t speed = Trait(*host, kSpeed, 10);
  answer.takes = milliseconds(static_cast<int64_t>(10 + nonce % 400));
  if (speed == 0) answer.takes = seconds(static_cast<int64_t>(2 + nonce % 9));
  // Longer than a lease lasts without renewal.
  if (speed == 1 && nonce % 7 == 0) answer.takes = seconds(static_cast<int64_t>(60 + nonce % 400));
  // And a tar pit, which never ends.
  if (speed == 2 && page % 23 == 0 && !Healed(at)) answer.takes = hours(2);
  answer.bytes = 200 + page % 5000;
  SetPayload(page, at, answer);
  if (auto flood = Flood(url, answer); flood.has_value() && *host == 0) return std::move(*flood);
  if (url.path() == "/p0") answer.page_kind = frontier::PageKind::kChannelHead;
  if (page % 17 == 0 || answer.status == 404) {
    answer.status = 404;
  } else if (page % 19 == 0) {
    answer.status = 500;
  } else if (page % 13 == 0) {
    answer.status = 302;
    answer.location = Link(*host, url, Hash({seed_, page, kRedirects}));
  } else {
    answer.links = Links(*host, url, nonce);
  }
  if (url.path() == "/p0" && *host == 0 && habits_.flood) {
    for (uint64_t i = 0; i < kFloodedPages; ++i) {
      answer.links.push_back(Parsed(Origin(0) + "/f/" + std::to_string(i)));
    }
  }
  const bool tells = answer.page_kind == frontier::PageKind::kManifest || url.path() == "/p0";
  if (!tells) return answer;
  for (const Url& link : answer.links) answer.changed.push_back(SaidOf(*host, link, at));
  return answer;
}

// All of it is one payload, under as many names as are asked for.
std::optional<WebAnswer> SyntheticWeb::Flood(const Url& url, WebAnswer answer) const {
  const std::string path(url.path());
  if (!habits_.flood || !path.starts_with("/f/")) return std::nullopt;
  answer.status = 200;
  answer.version = 1;
  answer.page_kind = frontier::PageKind::kPage;
  if (path.find('/', 3) != std::string::npos) return answer;
  for (uint64_t i = 0; i < kFloodBehindEach; ++i) {
    answer.links.push_back(Parsed(Origin(0) + path + "/" + std::to_string(i)));
  }
  return answer;
}

Duration SyntheticWeb::ChangedAt(uint64_t page, Duration at) const {
  const auto pace = hours(static_cast<int64_t>(1 + Hash({seed_, page, kChanges}) % 20));
  return page % 5 == 0 ? Duration::zero() : at / pace * Duration(pace);
}

// A quarter of the hosts say nothing, half of them that everything has just changed.
std::optional<Duration> SyntheticWeb::SaidOf(uint64_t host, const Url& url, Duration at) const {
  const uint64_t kind = habits_.liars ? 1 : Trait(host, kLastmod, 4);
  if (kind == 0) return std::nullopt;
  return kind < 3 ? at : ChangedAt(TextHash(url.path_and_query()), at);
}

void SyntheticWeb::SetPayload(uint64_t page, Duration at, WebAnswer& answer) const {
  const auto pace = hours(static_cast<int64_t>(1 + Hash({seed_, page, kChanges}) % 20));
  answer.version = page % 5 == 0 ? page : Hash({seed_, page, kChanges, PeriodAt(at, pace)});
  if (page % 9 == 0) answer.page_kind = frontier::PageKind::kManifest;
  if (page % 9 == 1) answer.page_kind = frontier::PageKind::kMedia;
  const auto taken_down = minutes(static_cast<int64_t>(Hash({seed_, page, kTakenDown}) % 1440));
  if (page % 23 == 1 && at > taken_down) answer.status = 404;
}

std::vector<Url> SyntheticWeb::Links(uint64_t host, const Url& url, uint64_t nonce) const {
  std::vector<Url> links;
  const uint64_t page = TextHash(url.path_and_query());
  const uint64_t count = 2 + page % 7;
  for (uint64_t i = 0; i < count; ++i) {
    links.push_back(Link(host, url, Hash({seed_, host, page, kLinks, i})));
  }
  if (host == kMakesUpHosts) {
    const std::string name = "://w" + std::to_string(nonce % 50) + ".h2.example/p";
    const std::string scheme = Trait(host, kScheme, 3) == 0 ? "http" : "https";
    links.push_back(Parsed(scheme + name + std::to_string(nonce / 50 % Pages(host))));
  }
  // A new name for the same page with every visit.
  if (page % 11 == 0) {
    links.push_back(Parsed(Page(host, 1).href() + "?sid=" + std::to_string(nonce % 1'000'000)));
  }
  if (page % 11 == 1) {
    const std::string id = std::to_string(10'000'000'000'000'000 + nonce % 1'000'000);
    links.push_back(Parsed(Page(host, 2).href() + "?PHPSESSID=" + id));
  }
  return links;
}

Url SyntheticWeb::OwnPage(uint64_t host, uint64_t chance) const {
  const bool has_channels = host == 1 || host == 3 || host == 4;
  if (!has_channels || chance % 3 != 0) return Page(host, chance / 3 % Pages(host));
  constexpr std::array<uint64_t, 3> kPosts = {60, 6, 3};
  const uint64_t channel = chance / 3 % kPosts.size();
  return Parsed(Origin(host) + "/s/c" + std::to_string(channel) + "/p" +
                std::to_string(chance / 9 % kPosts[channel]));
}

Url SyntheticWeb::Link(uint64_t host, const Url& from, uint64_t chance) const {
  const uint64_t kind = chance % 100;
  const uint64_t more = chance / 100;
  if (kind < 55) return OwnPage(host, more);
  if (kind < 80) {
    const uint64_t other = (more % hosts_) * (more / 97 % hosts_) / hosts_;
    return OwnPage(other, more / 9409);
  }
  if (kind < 84) return Parsed(Origin(host) + "/private/" + std::to_string(more % 4));
  if (kind < 88) return Parsed(Origin(host) + "/version" + std::to_string(more % 4) + "/x");
  if (kind < 90) return Parsed(Origin(host) + "/day/" + std::to_string(more % 100'000));
  if (kind < 92) {
    return Parsed(Origin(host) + "/cal/" + std::to_string(2020 + more % 20) + "/" +
                  std::to_string(10 + more / 20 % 3));
  }
  if (kind < 96) return Parsed(Origin(host) + std::string(from.path()) + "/a");
  return Parsed("https://outside" + std::to_string(more % 9) + ".example/");
}

// ---- robots.txt ----

bool SyntheticWeb::RobotsBroken(uint64_t host, Duration at) const {
  return robots_kind(host) == RobotsKind::kServerError && !Healed(at) &&
         Hash({seed_, host, kRobots, PeriodAt(at, hours(3))}) % 2 == 0;
}

std::string SyntheticWeb::RobotsText(uint64_t host, Duration at) const {
  std::string text = "User-agent: *\nDisallow: /private/\n";
  if (robots_kind(host) == RobotsKind::kCrawlDelay) {
    text += "Crawl-delay: " + std::to_string(4 + Trait(host, kRobotsVersion, 90)) + "\n";
  }
  if (robots_kind(host) == RobotsKind::kChanging) {
    text += "Disallow: /version" + std::to_string(PeriodAt(at, kRobotsPeriod) % 4) + "/\n";
  }
  return text;
}

WebAnswer SyntheticWeb::Robots(uint64_t host, const Url& url, Duration at) const {
  WebAnswer answer;
  answer.takes = milliseconds(15);
  answer.bytes = 80;
  const RobotsKind kind = robots_kind(host);
  const uint64_t hops = 1 + Trait(host, kRedirects, 7);
  uint64_t hop = 0;
  const std::string_view path = url.path();
  if (path.starts_with("/robots/")) {
    std::from_chars(path.data() + 8, path.data() + path.size(), hop);
  }
  if (kind == RobotsKind::kRedirected && hop < hops) {
    answer.status = 301;
    answer.location = Parsed(Origin(host) + "/robots/" + std::to_string(hop + 1));
    // The last hop is another host's; that host may be one that redirects as well.
    if (hop + 1 == hops) answer.location = Parsed(Origin((host + 1) % hosts_) + "/robots/99");
    return answer;
  }
  if (kind == RobotsKind::kMissing) answer.status = 404;
  if (kind == RobotsKind::kForbidden) answer.status = 403;
  if (RobotsBroken(host, at)) answer.status = 500;
  if (answer.status == 200) answer.body = RobotsText(host, at);
  return answer;
}

bool SyntheticWeb::RobotsAllow(uint64_t host, std::string_view path, Duration at) const {
  const RobotsKind kind = robots_kind(host);
  if (kind == RobotsKind::kMissing || kind == RobotsKind::kForbidden) return true;
  if (kind == RobotsKind::kRedirected) {
    // Six hops and more may be taken as if there were none (RFC 9309 section 2.3.1.2); and so may
    // what the last host answers.
    if (Trait(host, kRedirects, 7) + 1 > 5) return true;
    const uint64_t last = (host + 1) % hosts_;
    const RobotsKind there = robots_kind(last);
    if (there == RobotsKind::kMissing || there == RobotsKind::kForbidden) return true;
    if (RobotsBroken(last, at)) return false;
    host = last;
  }
  if (RobotsBroken(host, at) || path.starts_with("/private/")) return false;
  if (robots_kind(host) != RobotsKind::kChanging) return true;
  return !path.starts_with("/version" + std::to_string(PeriodAt(at, kRobotsPeriod) % 4) + "/");
}

bool SyntheticWeb::RobotsEverAllow(uint64_t host, std::string_view path, Duration from,
                                   Duration to) const {
  from = std::max(from, Duration::zero());
  for (Duration at = from; at < to; at += hours(1)) {
    if (RobotsAllow(host, path, at)) return true;
  }
  return RobotsAllow(host, path, to);
}

}  // namespace arsip::simulation
