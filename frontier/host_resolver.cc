#include "frontier/host_resolver.h"

#include <unordered_map>
#include <utility>

#include "frontier/ip_address.h"

namespace arsip::frontier {
namespace {

constexpr Duration kLongest = std::chrono::hours(6);

class ProxyResolver : public HostResolver {
 public:
  std::optional<Resolution> Resolve(std::string_view /*host*/) override {
    return Resolution{{}, "", kLongest};
  }
  void SetWake(std::function<void()> /*wake*/) override {}
};

// Immutable after construction.
class FixedResolver : public HostResolver {
 public:
  explicit FixedResolver(std::vector<std::pair<std::string, std::string>> host_to_address) {
    for (auto& entry : host_to_address) {
      addresses_[std::move(entry.first)].push_back(std::move(entry.second));
    }
  }

  std::optional<Resolution> Resolve(std::string_view host) override {
    const auto found = addresses_.find(std::string(host));
    if (found != addresses_.end()) return Resolution{found->second, "", kLongest};
    if (IsIpLiteral(host)) return Resolution{{std::string(host)}, "", kLongest};
    return Resolution{{}, "NXDOMAIN", std::chrono::seconds(60)};
  }
  void SetWake(std::function<void()> /*wake*/) override {}

 private:
  std::unordered_map<std::string, std::vector<std::string>> addresses_;
};

}  // namespace

std::unique_ptr<HostResolver> NewProxyResolver() { return std::make_unique<ProxyResolver>(); }

std::unique_ptr<HostResolver> NewFixedResolver(
    std::vector<std::pair<std::string, std::string>> host_to_address) {
  return std::make_unique<FixedResolver>(std::move(host_to_address));
}

}  // namespace arsip::frontier
