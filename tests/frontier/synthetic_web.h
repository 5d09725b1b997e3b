// A web of any size that needs no memory for its URLs: URL number i is computed from i alone.
//
// Pages are crawled in order; page p names 60 links: 6 that are new, and 54 that are known. Hosts
// follow Zipf's law with exponent 1, one new host in a thousand URLs; four of five new URLs are on
// their page's own host. The same in every run.
#ifndef ARSIP_TESTS_FRONTIER_SYNTHETIC_WEB_H_
#define ARSIP_TESTS_FRONTIER_SYNTHETIC_WEB_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "frontier/crawl_url.h"

namespace arsip::frontier {

class SyntheticWeb {
 public:
  static constexpr uint64_t kNewLinks = 6;
  static constexpr uint64_t kKnownLinks = 54;
  static constexpr uint64_t kUrlsPerHost = 1000;

  // Of the known links `far` point anywhere among all known URLs, six among the last 100,000, the
  // others at the first URLs of the page's host.
  std::vector<DiscoveredUrl> NextPage(uint64_t far) {
    const uint64_t page = known_ / kNewLinks;
    const uint64_t host = HostOfPage(page);
    const std::string via = UrlOf(page);
    std::vector<DiscoveredUrl> links;
    links.reserve(kNewLinks + kKnownLinks);
    for (uint64_t i = 0; i < kNewLinks; ++i) {
      const uint64_t number = known_ + i;
      Remember(HostOf(number), number);
      links.push_back(Link(number, via));
    }
    for (uint64_t i = 0; i < kKnownLinks; ++i) links.push_back(Link(Known(i, far, host), via));
    known_ += kNewLinks;
    return links;
  }

  uint64_t known() const { return known_; }
  // What this object itself takes.
  uint64_t bytes() const { return navigation_.capacity() * sizeof(Navigation); }

  static std::string UrlOf(uint64_t number) {
    const uint64_t hash = Mix(number);
    return "https://www.site-" + std::to_string(HostOf(number)) + ".example/" +
           kSections.at(hash % kSections.size()) + "/" + std::to_string(2000 + hash / 16 % 27) +
           "/" + kWords.at(hash / 1024 % kWords.size()) + "-" +
           kWords.at(hash / 65536 % kWords.size()) + "-" + std::to_string(number);
  }

 private:
  struct Navigation {
    std::array<uint32_t, 32> urls{};
    uint32_t count = 0;
  };
  static constexpr std::array<const char*, 6> kSections = {"news",    "article", "video",
                                                           "channel", "archive", "en/story"};
  static constexpr std::array<const char*, 8> kWords = {"statement", "reply",   "claim",  "audio",
                                                        "bulletin",  "lecture", "report", "series"};

  static uint64_t Mix(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
  }
  // Rank r of the hosts met so far has a share of about 1/r.
  static uint64_t HostAt(uint64_t hash, uint64_t number) {
    const auto hosts = static_cast<double>(16 + number / kUrlsPerHost);
    const double uniform = static_cast<double>(hash >> 11) / 9007199254740992.0;
    return static_cast<uint64_t>(std::exp(uniform * std::log(hosts)));
  }
  static uint64_t HostOfPage(uint64_t page) {
    return HostAt(Mix(page ^ (uint64_t{1} << 62)), page * kNewLinks);
  }
  static uint64_t HostOf(uint64_t number) {
    const uint64_t hash = Mix(number ^ (uint64_t{1} << 61));
    return hash % 5 != 0 ? HostOfPage(number / kNewLinks) : HostAt(Mix(hash), number);
  }

  void Remember(uint64_t host, uint64_t number) {
    if (host >= navigation_.size()) navigation_.resize(host + 1 + host / 2);
    Navigation& own = navigation_[host];
    if (own.count < own.urls.size()) own.urls.at(own.count++) = static_cast<uint32_t>(number);
  }

  uint64_t Known(uint64_t link, uint64_t far, uint64_t host) {
    const uint64_t pick = Mix(state_++ ^ (uint64_t{1} << 60));
    const uint64_t last = known_ + kNewLinks;
    if (link < far) return pick % last;
    if (link < far + 6) return last - 1 - pick % std::min<uint64_t>(last, 100'000);
    if (host >= navigation_.size() || navigation_[host].count == 0) return pick % last;
    const Navigation& own = navigation_[host];
    return own.urls.at(pick % own.count);
  }

  static DiscoveredUrl Link(uint64_t number, const std::string& via) {
    DiscoveredUrl link;
    link.url = *Url::Parse(UrlOf(number));
    link.via = via;
    link.hop_path = "LLL";
    link.depth = 3;
    return link;
  }

  uint64_t known_ = 0;
  uint64_t state_ = 0;
  std::vector<Navigation> navigation_;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_SYNTHETIC_WEB_H_
