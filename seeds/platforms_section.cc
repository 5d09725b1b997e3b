#include "seeds/platforms_section.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 7> kPlatformKeys = {
    "name", "domains", "delay", "connections", "max_requests", "window", "channels"};
constexpr size_t kMaxPlatforms = 1'000;
constexpr size_t kMaxDomains = 10'000;
constexpr size_t kMaxChannels = 100;
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxPathBytes = 200;
constexpr Duration kMaxDelay = std::chrono::hours(24);
constexpr Duration kMinWindow = std::chrono::seconds(1);
constexpr Duration kMaxWindow = std::chrono::hours(24 * 30);
constexpr uint64_t kMaxConnections = 10'000;
constexpr uint64_t kMaxRequests = 1'000'000'000;

// "/s/*": whole segments; the last is the only "*".
std::optional<std::string> ReadChannel(const Field& field, Problems& problems) {
  std::optional<std::string> path = ReadText(field, kMaxPathBytes, problems);
  if (!path) return std::nullopt;
  const bool one_star = path->find('*') == path->size() - 1;
  if (path->starts_with('/') && path->ends_with("/*") && one_star &&
      path->find_first_of("?# ") == std::string::npos) {
    return path;
  }
  problems.Add(field.line(), field.name + ": '" + *path +
                                 "' is not a path whose last segment is *, such as /s/*");
  return std::nullopt;
}

Platform ReadPlatform(const Field& field, Problems& problems) {
  Platform platform;
  const FieldMap keys(field, kPlatformKeys, problems);
  if (const auto name = keys.Require("name")) {
    platform.name = ReadText(*name, kMaxNameBytes, problems).value_or("");
  }
  if (const auto list = keys.Require("domains")) {
    for (const Field& item : ReadList(*list, kMaxDomains, problems)) {
      if (auto domain = ReadDomain(item, problems)) platform.domains.push_back(std::move(*domain));
    }
    if (platform.domains.empty()) problems.Add(list->line(), list->name + ": needs a domain");
  }
  if (const auto delay = keys.Get("delay")) {
    platform.delay =
        ReadDuration(*delay, Duration::zero(), kMaxDelay, problems).value_or(Duration::zero());
  }
  if (const auto count = keys.Get("connections")) {
    platform.connections =
        static_cast<uint32_t>(ReadCount(*count, 1, kMaxConnections, problems).value_or(0));
    if (platform.delay > Duration::zero() && platform.connections > 1) {
      problems.Add(count->line(), count->name + ": with a delay there is one connection");
    }
  }
  if (const auto count = keys.Get("max_requests")) {
    platform.max_requests = ReadCount(*count, 1, kMaxRequests, problems);
  }
  if (const auto window = keys.Get("window")) {
    platform.window =
        ReadDuration(*window, kMinWindow, kMaxWindow, problems).value_or(platform.window);
    if (!platform.max_requests) {
      problems.Add(window->line(), window->name + ": says nothing without max_requests");
    }
  }
  if (const auto list = keys.Get("channels")) {
    for (const Field& item : ReadList(*list, kMaxChannels, problems)) {
      if (auto path = ReadChannel(item, problems)) platform.channels.push_back(std::move(*path));
    }
  }
  return platform;
}

}  // namespace

std::vector<Platform> ReadPlatforms(const Field& section, Problems& problems) {
  std::vector<Platform> platforms;
  std::set<std::string> names;
  std::set<std::string> domains;
  for (const Field& item : ReadList(section, kMaxPlatforms, problems)) {
    Platform platform = ReadPlatform(item, problems);
    if (!platform.name.empty() && !names.insert(platform.name).second) {
      problems.Add(item.line(), item.name + ": a second platform '" + platform.name + "'");
    }
    for (const std::string& domain : platform.domains) {
      if (domains.insert(domain).second) continue;
      problems.Add(item.line(), item.name + ": '" + domain + "' stands twice");
    }
    platforms.push_back(std::move(platform));
  }
  return platforms;
}

}  // namespace arsip::seeds
