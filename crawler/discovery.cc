#include "crawler/discovery.h"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/http_message.h"
#include "frontier/url_traps.h"

namespace arsip::crawler {
namespace {

using extractors::Link;
using frontier::DiscoveredUrl;
using frontier::Hop;
using frontier::Refusal;

constexpr size_t kMaxHopPath = 255;
// Found in a sitemap that an index named, which another index named: an index within an index is
// the most that anybody needs, and a loop of them ends here.
constexpr std::string_view kDeepestSitemap = "MMM";
constexpr size_t kOwnSite = static_cast<size_t>(-1);

// What the sandbox says is checked here: a time between 1970 and 2200, or none.
std::optional<frontier::LastModified> LastModifiedOf(uint64_t value) {
  constexpr uint64_t kLatest = 7'258'118'400;
  const uint64_t seconds = value / 2;
  if (seconds == 0 || seconds > kLatest) return std::nullopt;
  return frontier::LastModified{UtcTime(std::chrono::seconds(seconds)), value % 2 == 1};
}

frontier::ScopeRuling RulingOf(const seeds::Scope& scope, const Url& url, std::string_view hop_path,
                               uint32_t depth) {
  seeds::ScopeVerdict verdict = scope.Judge(url, hop_path, depth);
  switch (verdict.kind) {
    case seeds::ScopeVerdict::Kind::kIn:
      break;
    case seeds::ScopeVerdict::Kind::kOut:
      return {Refusal::kScope, std::move(verdict.reason)};
    case seeds::ScopeVerdict::Kind::kTrap:
      return {Refusal::kTrap, std::move(verdict.reason)};
  }
  return {};
}

class Collector {
 public:
  Collector(const frontier::Lease& lease, const seeds::Scope& scope, const DiscoveryLimits& limits,
            bool manifest)
      : lease_(lease),
        scope_(scope),
        max_urls_(manifest ? limits.max_manifest_links : limits.max_links),
        max_per_foreign_host_(manifest ? max_urls_ : limits.max_links_per_foreign_host),
        site_(RegistrableDomain(lease.target.url.host())),
        sitemap_(manifest),
        too_deep_(lease.target.hop_path.ends_with(kDeepestSitemap)) {}

  void Add(const Url& base, std::string_view reference, Hop hop, uint64_t last_modified = 0) {
    Result<Url> url = Url::Resolve(base, reference);
    if (!url) {
      ++discovery_.not_fetchable;
      return;
    }
    if (url->href() == lease_.target.url.href() || !seen_.insert(url->href()).second) return;
    if (discovery_.urls.size() >= max_urls_ || IsOneTooMany(*url, hop)) {
      ++discovery_.dropped;
      return;
    }
    // The frontier defers a URL with a session id; the page itself is asked for without it.
    std::optional<Url> plain = frontier::WithoutSessionId(*url);
    discovery_.urls.push_back(Judge(std::move(*url), hop));
    discovery_.urls.back().last_modified = LastModifiedOf(last_modified);
    if (plain) Add(*plain, plain->href(), hop);
  }

  Discovery Take() { return std::move(discovery_); }

 private:
  bool IsOneTooMany(const Url& url, Hop hop) {
    // A sitemap speaks for its own site (sitemaps.org, "Sitemap file location").
    if (sitemap_ && hop == Hop::kManifest) {
      return too_deep_ || RegistrableDomain(std::string(url.host())) != site_;
    }
    if (hop != Hop::kLink && hop != Hop::kSpeculative) return false;
    const std::string host(url.host());
    size_t& links = links_of_host_[host];
    if (links == 0 && RegistrableDomain(host) == site_) links = kOwnSite;
    return links != kOwnSite && ++links > max_per_foreign_host_;
  }

  DiscoveredUrl Judge(Url url, Hop hop) const {
    DiscoveredUrl found;
    found.hop = hop;
    found.via = lease_.target.url.href();
    found.hop_path = lease_.target.hop_path + static_cast<char>(hop);
    if (found.hop_path.size() > kMaxHopPath)
      found.hop_path.erase(0, found.hop_path.size() - kMaxHopPath);
    const bool counts = hop == Hop::kLink || hop == Hop::kManifest || hop == Hop::kSpeculative;
    found.depth = static_cast<uint16_t>(lease_.target.depth + (counts ? 1 : 0));
    frontier::ScopeRuling ruling = RulingOf(scope_, url, found.hop_path, found.depth);
    found.refusal = ruling.refusal;
    found.refusal_detail = std::move(ruling.reason);
    found.url = std::move(url);
    return found;
  }

  const frontier::Lease& lease_;
  const seeds::Scope& scope_;
  const size_t max_urls_;
  const size_t max_per_foreign_host_;
  const std::string site_;
  const bool sitemap_;
  const bool too_deep_;
  std::unordered_map<std::string, size_t> links_of_host_;
  std::unordered_set<std::string> seen_;
  Discovery discovery_;
};

}  // namespace

Hop HopOf(Link::Kind kind) {
  switch (kind) {
    case Link::EMBED:
      return Hop::kEmbed;
    case Link::REFRESH:
      return Hop::kRedirect;
    case Link::MANIFEST:
      return Hop::kManifest;
    case Link::SPECULATIVE:
      return Hop::kSpeculative;
    default:
      return Hop::kLink;
  }
}

Url BaseOf(const FetchResult& fetched, const extractors::Extraction& extraction) {
  if (extraction.base().empty()) return fetched.url;
  return Url::Resolve(fetched.url, extraction.base()).value_or(fetched.url);
}

Discovery DiscoveredIn(const frontier::Lease& lease, const FetchResult& fetched,
                       const extractors::Extraction* extraction, const seeds::Scope& scope,
                       const DiscoveryLimits& limits) {
  const bool manifest = extraction != nullptr && extraction->extractor() == "sitemap";
  Collector collector(lease, scope, limits, manifest);
  const bool robots = lease.purpose == frontier::LeasePurpose::kRobotsTxt;
  if (fetched.status_code >= 300 && fetched.status_code < 400 && !robots) {
    if (const auto location = HttpHead::ParseResponse(fetched.head).Get("Location")) {
      collector.Add(fetched.url, *location, Hop::kRedirect);
    }
  }
  if (extraction == nullptr) return collector.Take();
  const Url base = BaseOf(fetched, *extraction);
  for (const Link& link : extraction->links())
    collector.Add(base, link.reference(), HopOf(link.kind()), link.last_modified());
  for (const std::string& sitemap : extraction->robots().sitemaps()) {
    collector.Add(base, sitemap, Hop::kManifest);
  }
  return collector.Take();
}

frontier::ScopeJudge JudgeOf(const seeds::Scope& scope) {
  return [scope](const Url& url, std::string_view hop_path, uint32_t depth) {
    return RulingOf(scope, url, hop_path, depth);
  };
}

std::string ScopeDecision(const frontier::Lease& lease, const seeds::Scope& scope) {
  if (lease.purpose == frontier::LeasePurpose::kRobotsTxt) {
    return "in; robots.txt of a host that is to be visited";
  }
  const frontier::CrawlUrl& target = lease.target;
  seeds::ScopeVerdict verdict = scope.Judge(target.url, target.hop_path, target.depth);
  if (verdict.kind != seeds::ScopeVerdict::Kind::kIn) return "out; " + std::move(verdict.reason);
  return "in; " + scope.AdmittedBy(target.url, target.hop_path);
}

}  // namespace arsip::crawler
