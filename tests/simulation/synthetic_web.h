// SyntheticWeb: hosts, pages, robots.txt, faults and name service as functions of (seed, host,
// page, time). Nothing is stored, so a web may be as large as it likes, and traps have no end.
//
// Host 0 is a whale by pages; about a third of the hosts share one address, the whale by hosts.
// Others answer 429 or 503, are away for hours, cut transfers off, move to another address, have a
// name that does not resolve, a robots.txt of every kind, calendars, repeated segments and session
// ids. Hosts 1, 3 and 4 have channels, /s/c0 to /s/c2, the first of them with most posts. Host 2
// answers to any name below its own, w0.h2.example and on, and links to them; host 0 may
// have a flood, 600 pages that are all the same. Pages change at paces of their own, and some are
// taken down; manifests and first pages say when, and many are wrong. Thread-safe as any value.
#ifndef ARSIP_TESTS_SIMULATION_SYNTHETIC_WEB_H_
#define ARSIP_TESTS_SIMULATION_SYNTHETIC_WEB_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "frontier/host_resolver.h"
#include "frontier/revisit.h"

namespace arsip::simulation {

struct WebAnswer {
  enum class Kind : uint8_t { kResponse, kNoConnection, kCutOff };
  Kind kind = Kind::kResponse;
  int status = 200;
  Duration takes{};
  uint64_t bytes = 0;
  std::optional<Duration> retry_after;
  std::string body;             // of a robots.txt
  std::optional<Url> location;  // of a redirect
  std::vector<Url> links;
  // Of each link, as long ago as its server says it changed last, since the begin of time.
  std::vector<std::optional<Duration>> changed;
  uint64_t version = 0;  // of the payload: another one is another payload
  frontier::PageKind page_kind = frontier::PageKind::kPage;
};

enum class RobotsKind : uint8_t {
  kMissing,
  kForbidden,
  kRules,
  kCrawlDelay,
  kServerError,  // for hours at a time
  kChanging,     // a new version every six hours
  kRedirected,   // to another host's, 1 to 7 hops
  kNumberOf
};

struct WebHabits {
  bool flood = false;  // host 0 has one
  bool liars = false;  // every site says at any time that all of it has just changed
};

class SyntheticWeb {
 public:
  SyntheticWeb(uint64_t seed, WebHabits habits);

  size_t hosts() const { return hosts_; }
  std::vector<Url> Seeds() const;
  // Nothing for a host outside this web: it is out of scope.
  std::optional<uint64_t> HostOf(const Url& url) const;
  // Of a name that host 2 made up.
  static bool IsMadeUp(const Url& url) { return url.host().starts_with("w"); }
  // "h2.example", also of w7.h2.example.
  static std::string_view DomainOf(const Url& url) {
    return IsMadeUp(url) ? url.host().substr(url.host().find('.') + 1) : url.host();
  }

  // `nonce` distinguishes fetches of one URL at one time.
  WebAnswer Get(const Url& url, Duration at, uint64_t nonce) const;
  frontier::Resolution Resolve(std::string_view host_name, Duration at) const;
  RobotsKind robots_kind(uint64_t host) const;
  // What robots.txt of the host, after redirects, said of the path at any time from `from` to
  // `to`: false means that nobody who read it then may ask for the path.
  bool RobotsEverAllow(uint64_t host, std::string_view path, Duration from, Duration to) const;

  // From then on no host is away, busy or cuts off, but for those that never existed.
  void HealAt(Duration when) { healed_ = when; }

 private:
  bool Healed(Duration at) const { return at >= healed_; }
  uint64_t Trait(uint64_t host, uint64_t what, uint64_t of) const;
  std::string Origin(uint64_t host) const;
  uint64_t Pages(uint64_t host) const;
  bool Away(uint64_t host, Duration at) const;
  bool RobotsBroken(uint64_t host, Duration at) const;
  bool RobotsAllow(uint64_t host, std::string_view path, Duration at) const;
  std::string RobotsText(uint64_t host, Duration at) const;
  Url Page(uint64_t host, uint64_t page) const;
  std::string Address(uint64_t host, Duration at) const;
  std::optional<WebAnswer> Fault(uint64_t host, Duration at, uint64_t nonce) const;
  WebAnswer Robots(uint64_t host, const Url& url, Duration at) const;
  std::vector<Url> Links(uint64_t host, const Url& url, uint64_t nonce) const;
  Url Link(uint64_t host, const Url& from, uint64_t chance) const;
  Url OwnPage(uint64_t host, uint64_t chance) const;
  void SetPayload(uint64_t page, Duration at, WebAnswer& answer) const;
  std::optional<WebAnswer> Flood(const Url& url, WebAnswer answer) const;
  Duration ChangedAt(uint64_t page, Duration at) const;
  std::optional<Duration> SaidOf(uint64_t host, const Url& url, Duration at) const;

  uint64_t seed_;
  uint64_t hosts_;
  WebHabits habits_;
  Duration healed_ = Duration::max();
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SYNTHETIC_WEB_H_
