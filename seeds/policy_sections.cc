#include "seeds/policy_sections.h"

#include <array>
#include <chrono>

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 4> kRobotsKeys = {"policy", "reason", "approver", "expires"};
constexpr std::array<std::string_view, 2> kRobotsPolicies = {"obey", "ignore"};
constexpr std::array<std::string_view, 4> kPolitenessKeys = {"host_delay", "ip_delay",
                                                             "connections_per_host", "reason"};
constexpr std::array<std::string_view, 2> kRetryKeys = {"transfer", "host"};
constexpr size_t kMaxReasonBytes = 2'000;
constexpr Duration kMaxDelay = std::chrono::hours(24);
constexpr uint64_t kMaxConnections = 64;
constexpr size_t kMaxRetries = 20;
constexpr Duration kMaxRetryWait = std::chrono::hours(24 * 30);

void ReadOverride(const FieldMap& keys, const std::string& today, RobotsPolicy& robots,
                  Problems& problems) {
  if (const auto field = keys.Require("reason")) {
    robots.override_reason = ReadText(*field, kMaxReasonBytes, problems).value_or("");
  }
  if (const auto field = keys.Require("approver")) {
    robots.override_approver = ReadText(*field, kMaxReasonBytes, problems).value_or("");
  }
  if (const auto field = keys.Require("expires")) {
    robots.override_expires = ReadDate(*field, problems).value_or("");
    if (!robots.override_expires.empty() && robots.override_expires < today) {
      problems.AddExpired(field->line(),
                          field->name + ": the override ended on " + robots.override_expires);
    }
  }
}

std::optional<std::vector<Duration>> ReadWaits(const FieldMap& keys, std::string_view key,
                                               Problems& problems) {
  const std::optional<Field> list = keys.Get(key);
  if (!list) return std::nullopt;
  std::vector<Duration> waits;
  for (const Field& item : ReadList(*list, kMaxRetries, problems)) {
    if (const auto wait = ReadDuration(item, Duration::zero(), kMaxRetryWait, problems)) {
      waits.push_back(*wait);
    }
  }
  return waits;
}

}  // namespace

RobotsPolicy ReadRobots(const Field& section, const std::string& today, Problems& problems) {
  RobotsPolicy robots;
  if (section.node.kind == YamlNode::Kind::kScalar) {
    const auto choice = ReadChoice(section, kRobotsPolicies, problems);
    if (choice && kRobotsPolicies[*choice] == "ignore") {
      problems.Add(section.line(),
                   "robots: ignore needs a map: {policy: ignore, reason: ..., approver: ..., "
                   "expires: YYYY-MM-DD}");
    }
    return robots;
  }
  const FieldMap keys(section, kRobotsKeys, problems);
  const std::optional<Field> policy = keys.Require("policy");
  const auto choice = policy ? ReadChoice(*policy, kRobotsPolicies, problems) : std::nullopt;
  if (!choice) return robots;
  robots.obey = kRobotsPolicies[*choice] == "obey";
  if (!robots.obey) {
    ReadOverride(keys, today, robots, problems);
  } else if (keys.Get("reason") || keys.Get("approver") || keys.Get("expires")) {
    problems.Add(section.line(), "robots: reason, approver and expires belong to policy: ignore");
  }
  return robots;
}

PolitenessPolicy ReadPoliteness(const Field& section, Problems& problems) {
  PolitenessPolicy politeness;
  const FieldMap keys(section, kPolitenessKeys, problems);
  const auto delay = [&](std::string_view key) -> std::optional<Duration> {
    const std::optional<Field> field = keys.Get(key);
    return field ? ReadDuration(*field, Duration::zero(), kMaxDelay, problems) : std::nullopt;
  };
  politeness.host_delay = delay("host_delay");
  politeness.ip_delay = delay("ip_delay");
  if (const auto field = keys.Get("reason")) {
    politeness.reason = ReadText(*field, kMaxReasonBytes, problems).value_or("");
  }
  const bool below_default =
      politeness.host_delay.value_or(kDefaultHostDelay) < kDefaultHostDelay ||
      politeness.ip_delay.value_or(kDefaultIpDelay) < kDefaultIpDelay;
  if (below_default && !keys.Get("reason")) {
    problems.Add(section.line(), "politeness: a delay below the default (host_delay " +
                                     FormatDuration(kDefaultHostDelay) + ", ip_delay " +
                                     FormatDuration(kDefaultIpDelay) + ") needs a reason");
  }
  const std::optional<Field> connections = keys.Get("connections_per_host");
  if (!connections) return politeness;
  const auto count = ReadCount(*connections, 1, kMaxConnections, problems);
  politeness.connections_per_host = static_cast<uint32_t>(count.value_or(1));
  const bool no_delay =
      politeness.host_delay == Duration::zero() && politeness.ip_delay == Duration::zero();
  if (politeness.connections_per_host > 1 && !no_delay) {
    problems.Add(connections->line(),
                 connections->name + ": more than one needs host_delay: 0s and ip_delay: 0s");
  }
  return politeness;
}

RetryPolicy ReadRetries(const Field& section, Problems& problems) {
  const FieldMap keys(section, kRetryKeys, problems);
  return {.transfer = ReadWaits(keys, "transfer", problems),
          .host = ReadWaits(keys, "host", problems)};
}

}  // namespace arsip::seeds
