#include "platform_model.h"

#include <algorithm>

namespace arsip::simulation {
namespace {

// A queue whose turn it is may give nothing once or twice: what it gave came back.
constexpr int kMostPassed = 3;

}  // namespace

const frontier::PlatformLimit* PlatformModel::Find(const Url& url) const {
  for (const frontier::PlatformLimit& platform : options_.platforms) {
    if (std::ranges::find(platform.domains, url.host()) != platform.domains.end()) return &platform;
  }
  return nullptr;
}

std::string PlatformModel::PlatformOf(const Url& url) const {
  const frontier::PlatformLimit* const platform = Find(url);
  return platform != nullptr ? platform->name : std::string(SyntheticWeb::DomainOf(url));
}

std::string PlatformModel::QueueOf(const Url& url) const {
  const frontier::PlatformLimit* const platform = Find(url);
  if (platform == nullptr) return Origin(url);
  for (const std::string& above : platform->channel_paths) {
    const std::string path(url.path());
    if (!path.starts_with(above) || path.size() == above.size()) continue;
    return Origin(url) + path.substr(0, path.find('/', above.size()));
  }
  return Origin(url);
}

void PlatformModel::Granted(const Url& url) {
  const frontier::PlatformLimit* const platform = Find(url);
  if (platform == nullptr || !platform->max_requests.has_value() || !budgets_) return;
  Window& window = windows_[platform->name];
  if (window.requests == 0 || loop_.now() >= window.start + platform->window) {
    window.before = window.requests;
    window.requests = 0;
    window.start = loop_.now();
  }
  ++window.requests;
  // Windows that do not begin together with the frontier's may hold some of two of its own.
  const uint64_t most = time_lost_ ? 2 * *platform->max_requests : *platform->max_requests;
  if (window.requests <= most) return;
  trace_.Violate("platform budget", url.href() + " is request " + std::to_string(window.requests) +
                                        " of " + platform->name + " in its window, of " +
                                        std::to_string(*platform->max_requests));
}

void PlatformModel::Taken(const Url& url, bool fresh) {
  const std::string queue = QueueOf(url);
  auto& waiting = waiting_[Origin(url)];
  if (fresh) --waiting[queue];
  if (waiting.size() < 2) return;
  for (const auto& [other, count] : waiting) {
    if (other == queue) continue;
    int& passed = passed_[other][queue];
    passed = count > 0 ? passed + 1 : 0;
    if (passed <= kMostPassed) continue;
    trace_.Violate("channels take turns", queue + " was served " + std::to_string(passed) +
                                              " times while " + other + " waited");
  }
  passed_[queue].clear();
}

}  // namespace arsip::simulation
