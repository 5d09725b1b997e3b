#include "cli/query_flags.h"

#include "base/clock.h"

namespace arsip::cli {

void AddQueryFlags(Verb verb, QueryFlags& flags) {
  verb.AddOption("--match", flags.match, "exact (default), prefix, host or domain")
      .OneOf({"exact", "prefix", "host", "domain"});
  verb.AddOption("--from", flags.from, "First time, 1 to 14 digits of YYYYMMDDhhmmss, inclusive");
  verb.AddOption("--to", flags.to, "Last time, likewise");
  verb.AddOption("--filter", flags.filters,
                 "[!][=|~]FIELD:EXPR: contains, = equals, ~ regular expression, ! not. Repeatable")
      .Repeatable();
}

Result<archive::Query> MakeQuery(const QueryFlags& flags) {
  archive::Query query;
  query.url = flags.url;
  if (flags.match == "prefix") query.match = archive::Match::kPrefix;
  if (flags.match == "host") query.match = archive::Match::kHost;
  if (flags.match == "domain") query.match = archive::Match::kDomain;
  if (flags.match.empty()) archive::ReadWildcards(query);
  if (!flags.from.empty()) {
    ARSIP_ASSIGN(query.from, ParseTimestamp14(flags.from, TimestampPadding::kLow));
  }
  if (!flags.to.empty()) {
    ARSIP_ASSIGN(query.to, ParseTimestamp14(flags.to, TimestampPadding::kHigh));
  }
  query.filters = flags.filters;
  query.limit = flags.limit;
  return query;
}

}  // namespace arsip::cli
