#include "seeds/recrawl_section.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string_view>

#include "base/url_patterns.h"

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 10> kKeys = {
    "enabled", "pages",        "channel_heads",  "manifests",      "media",
    "bursts",  "confirm_gone", "budget_percent", "visits_per_day", "earliest_percent"};
constexpr std::array<std::string_view, 3> kIntervalKeys = {"min", "max", "first"};
constexpr std::array<std::string_view, 4> kHeadKeys = {"min", "max", "first", "patterns"};
constexpr Duration kLeast = std::chrono::seconds(1);
constexpr Duration kMost = std::chrono::hours(24 * 365);
constexpr size_t kMaxBursts = 16;
constexpr size_t kMaxPatterns = 1'000;
constexpr size_t kMaxPatternBytes = 4'096;
constexpr uint64_t kMaxVisitsPerDay = 10'000'000;

std::optional<Duration> ReadInterval(const FieldMap& keys, std::string_view key,
                                     Problems& problems) {
  const std::optional<Field> field = keys.Get(key);
  return field ? ReadDuration(*field, kLeast, kMost, problems) : std::nullopt;
}

RevisitIntervals ReadIntervals(const Field& section, const FieldMap& keys, Problems& problems) {
  RevisitIntervals intervals{.min = ReadInterval(keys, "min", problems),
                             .max = ReadInterval(keys, "max", problems),
                             .first = ReadInterval(keys, "first", problems)};
  if (intervals.min && intervals.max && *intervals.min > *intervals.max) {
    problems.Add(section.line(), section.name + ": min is above max");
  }
  return intervals;
}

RevisitIntervals ReadKind(const FieldMap& keys, std::string_view kind, Problems& problems) {
  const std::optional<Field> section = keys.Get(kind);
  if (!section) return {};
  return ReadIntervals(*section, FieldMap(*section, kIntervalKeys, problems), problems);
}

void ReadChannelHeads(const Field& section, RecrawlPolicy& recrawl, Problems& problems) {
  const FieldMap keys(section, kHeadKeys, problems);
  recrawl.channel_heads = ReadIntervals(section, keys, problems);
  const std::optional<Field> patterns = keys.Get("patterns");
  if (!patterns) return;
  for (const Field& item : ReadList(*patterns, kMaxPatterns, problems)) {
    const auto pattern = ReadText(item, kMaxPatternBytes, problems);
    if (!pattern) continue;
    if (const auto compiled = UrlPatterns::Compile({*pattern}); !compiled) {
      problems.Add(item.line(), item.name + ": " + compiled.error().message);
      continue;
    }
    recrawl.channel_head_patterns.push_back(*pattern);
  }
}

std::optional<std::vector<Duration>> ReadBursts(const Field& list, Problems& problems) {
  std::vector<Duration> bursts;
  for (const Field& item : ReadList(list, kMaxBursts, problems)) {
    if (const auto time = ReadDuration(item, kLeast, kMost, problems)) bursts.push_back(*time);
  }
  if (std::ranges::adjacent_find(bursts, std::greater_equal<>()) != bursts.end()) {
    problems.Add(list.line(), list.name + ": each has to be later than the one before");
    return std::nullopt;
  }
  return bursts;
}

}  // namespace

RecrawlPolicy ReadRecrawl(const Field& section, Problems& problems) {
  RecrawlPolicy recrawl;
  const FieldMap keys(section, kKeys, problems);
  recrawl.enabled = true;
  if (const auto field = keys.Get("enabled")) {
    recrawl.enabled = ReadBool(*field, problems).value_or(true);
  }
  recrawl.pages = ReadKind(keys, "pages", problems);
  recrawl.manifests = ReadKind(keys, "manifests", problems);
  recrawl.media = ReadKind(keys, "media", problems);
  if (const auto field = keys.Get("channel_heads")) ReadChannelHeads(*field, recrawl, problems);
  if (const auto field = keys.Get("bursts")) recrawl.bursts = ReadBursts(*field, problems);
  recrawl.confirm_gone = ReadInterval(keys, "confirm_gone", problems);
  if (const auto field = keys.Get("budget_percent")) {
    recrawl.budget_percent = ReadCount(*field, 1, 100, problems);
  }
  if (const auto field = keys.Get("earliest_percent")) {
    recrawl.earliest_percent = ReadCount(*field, 1, 100, problems);
  }
  if (const auto field = keys.Get("visits_per_day")) {
    recrawl.visits_per_day = ReadCount(*field, 1, kMaxVisitsPerDay, problems);
  }
  return recrawl;
}

}  // namespace arsip::seeds
