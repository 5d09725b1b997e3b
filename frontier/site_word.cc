#include "frontier/site_word.h"

#include <algorithm>

namespace arsip::frontier {
namespace {

constexpr UtcTime::duration kDay = std::chrono::hours(24);
constexpr int kMostPutOff = 4;  // intervals since the last visit

}  // namespace

SiteWord WordOf(const LastModified& said, UtcTime captured, UtcTime now) {
  if (said.time > now + kDay) return SiteWord::kNone;
  if (said.time > captured) return SiteWord::kChanged;
  const UtcTime latest = said.whole_day ? said.time + kDay : said.time;
  return latest <= captured ? SiteWord::kUnchanged : SiteWord::kNone;
}

bool IsHeeded(const HostRecord& host, FrontierTime now) {
  return host.lastmod_ignored_until <= now;
}

bool JudgeWord(HostRecord& host, SiteWord word, bool changed, FrontierTime now) {
  if (word == SiteWord::kNone) return false;
  if ((word == SiteWord::kChanged) == changed) {
    if (host.lastmod_lies == 0) return false;
    --host.lastmod_lies;
    return true;
  }
  ++host.lastmod_lies;
  if (host.lastmod_lies >= kMostLies) {
    host.lastmod_lies = kMostLies / 2;
    host.lastmod_ignored_until = now + kIgnoredFor;
  }
  return true;
}

Revisit AfterWord(const RevisitOptions& options, const Revisit& before, SiteWord word,
                  FrontierTime now) {
  Revisit after = before;
  if (word == SiteWord::kChanged) {
    after.next = now;
    after.reason = VisitReason::kNamed;
    after.word = word;
  }
  // Moved only when that gains half an interval: a sitemap that is read often costs few writes.
  const bool soon = before.next < now + before.interval / 2;
  if (word == SiteWord::kUnchanged && before.reason == VisitReason::kInterval && soon) {
    const Duration longest = options.range(before.kind).max;
    const FrontierTime latest = before.visited + std::min(kMostPutOff * before.interval, longest);
    after.next = std::max(before.next, std::min(now + before.interval, latest));
    if (after.next > before.next) after.word = word;
  }
  return after;
}

}  // namespace arsip::frontier
