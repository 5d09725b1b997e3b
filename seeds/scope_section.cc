#include "seeds/scope_section.h"

#include <array>

#include "base/url_patterns.h"
#include "seeds/invite_link.h"

namespace arsip::seeds {
namespace {

constexpr size_t kMaxPlaces = 100'000;  // prefixes, hosts or domains
constexpr size_t kMaxPatterns = 1'000;
constexpr size_t kMaxPatternBytes = 1'000;
constexpr uint64_t kMaxDepth = 10'000;
constexpr uint64_t kMaxPages = 1'000'000'000'000;
// A hop path keeps 255 letters; beyond, hops can no longer be counted.
constexpr uint64_t kMaxHops = 255;

constexpr std::array<std::string_view, 12> kScopeKeys = {
    "prefixes",          "hosts",     "domains",    "exclude",  "max_depth",
    "max_pages",         "max_bytes", "embed_hops", "max_hops", "max_repeated_segments",
    "max_path_segments", "media"};
constexpr std::array<std::string_view, 4> kMediaKeys = {"image", "video", "audio", "document"};
constexpr std::array<std::string_view, 2> kMediaKindKeys = {"fetch", "max_bytes"};

template <class Read, class Value>
void ReadEach(const FieldMap& section, std::string_view key, Read read, std::vector<Value>& out,
              Problems& problems) {
  const std::optional<Field> list = section.Get(key);
  if (!list) return;
  for (const Field& item : ReadList(*list, kMaxPlaces, problems)) {
    if (auto value = read(item, problems)) out.push_back(std::move(*value));
  }
}

std::optional<Url> ReadPrefix(const Field& field, Problems& problems) {
  std::optional<Url> url = ReadUrl(field, problems);
  if (!url || !IsInviteLink(*url)) return url;
  problems.Add(field.line(), field.name + ": invite link: not public");
  return std::nullopt;
}

void ReadExclude(const FieldMap& section, ScopeRules& rules, Problems& problems) {
  const std::optional<Field> list = section.Get("exclude");
  if (!list) return;
  for (const Field& item : ReadList(*list, kMaxPatterns, problems)) {
    const std::optional<std::string> pattern = ReadText(item, kMaxPatternBytes, problems);
    if (!pattern) continue;
    const auto compiled = UrlPatterns::Compile({*pattern});
    if (compiled.has_value()) {
      rules.exclude.push_back(*pattern);
    } else {
      problems.Add(item.line(), item.name + ": " + compiled.error().message);
    }
  }
}

void ReadMediaKind(const FieldMap& media, std::string_view kind, bool& fetch,
                   std::optional<uint64_t>& max_bytes, Problems& problems) {
  const std::optional<Field> field = media.Get(kind);
  if (!field) return;
  const FieldMap keys(*field, kMediaKindKeys, problems);
  if (const auto value = keys.Get("fetch")) fetch = ReadBool(*value, problems).value_or(fetch);
  if (const auto value = keys.Get("max_bytes")) max_bytes = ReadBytes(*value, problems);
}

MediaPolicy ReadMedia(const Field& field, Problems& problems) {
  MediaPolicy policy;
  const FieldMap media(field, kMediaKeys, problems);
  ReadMediaKind(media, "image", policy.image, policy.max_image_bytes, problems);
  ReadMediaKind(media, "video", policy.video, policy.max_video_bytes, problems);
  ReadMediaKind(media, "audio", policy.audio, policy.max_audio_bytes, problems);
  ReadMediaKind(media, "document", policy.document, policy.max_document_bytes, problems);
  return policy;
}

// Keeps the default when the key is absent or wrong.
void ReadLimit(const FieldMap& section, std::string_view key, uint64_t low, uint64_t high,
               uint32_t& limit, Problems& problems) {
  const std::optional<Field> field = section.Get(key);
  if (!field) return;
  if (const auto count = ReadCount(*field, low, high, problems)) {
    limit = static_cast<uint32_t>(*count);
  }
}

}  // namespace

ScopeRules ReadScope(const Field& section, Problems& problems) {
  ScopeRules rules;
  const size_t before = problems.count();
  const FieldMap keys(section, kScopeKeys, problems);
  ReadEach(keys, "prefixes", ReadPrefix, rules.prefixes, problems);
  ReadEach(keys, "hosts", ReadHost, rules.hosts, problems);
  ReadEach(keys, "domains", ReadDomain, rules.domains, problems);
  const bool empty = rules.prefixes.empty() && rules.hosts.empty() && rules.domains.empty();
  if (empty && problems.count() == before) {
    problems.Add(section.line(), "scope: needs at least one of prefixes, hosts and domains");
  }
  ReadExclude(keys, rules, problems);
  if (const auto field = keys.Get("max_depth")) {
    if (const auto depth = ReadCount(*field, 0, kMaxDepth, problems)) {
      rules.max_depth = static_cast<uint32_t>(*depth);
    }
  }
  if (const auto field = keys.Get("max_pages")) {
    rules.max_pages = ReadCount(*field, 1, kMaxPages, problems);
  }
  if (const auto field = keys.Get("max_bytes")) rules.max_bytes = ReadBytes(*field, problems);
  ReadLimit(keys, "embed_hops", 0, kMaxHops, rules.embed_hops, problems);
  ReadLimit(keys, "max_hops", 1, kMaxHops, rules.max_hops, problems);
  ReadLimit(keys, "max_repeated_segments", 1, kMaxPathSegments, rules.max_repeated_segments,
            problems);
  ReadLimit(keys, "max_path_segments", 1, kMaxPathSegments, rules.max_path_segments, problems);
  if (const auto field = keys.Get("media")) rules.media = ReadMedia(*field, problems);
  return rules;
}

}  // namespace arsip::seeds
