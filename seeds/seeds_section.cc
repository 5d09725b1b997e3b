#include "seeds/seeds_section.h"

#include <array>
#include <chrono>
#include <string_view>
#include <unordered_map>

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 3> kSeedKeys = {"url", "labels", "recrawl"};
constexpr size_t kMaxLabels = 50;
constexpr size_t kMaxLabelBytes = 200;
constexpr Duration kMinRecrawl = std::chrono::minutes(1);
constexpr Duration kMaxRecrawl = std::chrono::hours(24 * 365);

std::optional<Seed> ReadSeed(const Field& item, Problems& problems) {
  Seed seed;
  std::optional<Url> url;
  if (item.node.kind == YamlNode::Kind::kMap) {
    const FieldMap keys(item, kSeedKeys, problems);
    if (const auto field = keys.Require("url")) url = ReadUrl(*field, problems);
    if (const auto field = keys.Get("labels")) {
      for (const Field& label : ReadList(*field, kMaxLabels, problems)) {
        if (auto text = ReadText(label, kMaxLabelBytes, problems)) {
          seed.labels.push_back(std::move(*text));
        }
      }
    }
    if (const auto field = keys.Get("recrawl")) {
      seed.recrawl = ReadDuration(*field, kMinRecrawl, kMaxRecrawl, problems);
    }
  } else {
    url = ReadUrl(item, problems);
  }
  if (!url) return std::nullopt;
  seed.url = std::move(*url);
  return seed;
}

}  // namespace

std::vector<Seed> ReadSeeds(const Field& section, const Scope* scope, Problems& problems) {
  const std::vector<Field> items = ReadList(section, kMaxSeeds, problems);
  if (section.node.kind == YamlNode::Kind::kSequence && section.node.children.empty()) {
    problems.Add(section.line(), "seeds: needs at least one URL");
  }
  std::vector<Seed> seeds;
  seeds.reserve(items.size());  // and so the keys of `lines` stay where they are
  std::unordered_map<std::string_view, uint32_t> lines;
  lines.reserve(items.size());
  for (const Field& item : items) {
    std::optional<Seed> seed = ReadSeed(item, problems);
    if (!seed) continue;
    const std::string& href = seed->url.href();
    if (scope != nullptr) {
      const ScopeVerdict verdict = scope->Judge(seed->url, "", 0);
      if (verdict.kind != ScopeVerdict::Kind::kIn) {
        problems.Add(item.line(), item.name + ": '" + href + "': " + verdict.reason);
        continue;
      }
    }
    if (const auto before = lines.find(href); before != lines.end()) {
      problems.Add(item.line(), item.name + ": '" + href + "' is listed twice (first in line " +
                                    std::to_string(before->second) + ")");
      continue;
    }
    seeds.push_back(std::move(*seed));
    lines.emplace(seeds.back().url.href(), item.line());
  }
  return seeds;
}

}  // namespace arsip::seeds
