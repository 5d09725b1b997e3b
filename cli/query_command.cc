// arsip query: captures of a URL, as CDXJ lines.
#include <cstdio>
#include <memory>
#include <utility>

#include "archive/access_rules.h"
#include "archive/capture.h"
#include "archive/query.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/query_flags.h"

namespace arsip::cli {
namespace {

struct QueryArguments {
  std::string archive_directory;
  QueryFlags flags;
  bool all = false;
  bool hidden = false;
};

int RunQuery(const QueryArguments& arguments) {
  if (arguments.flags.url.empty() == !arguments.all) {
    return Complain(
        Error{ErrorCode::kInvalidInput, "give either a URL, or --all for every capture", "query"});
  }
  Result<archive::Query> query = MakeQuery(arguments.flags);
  if (!query) return Complain(query.error());
  if (arguments.all) query->match = archive::Match::kAll;
  if (Status there = CheckIndexedArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  auto reader = archive::CaptureReader::Open(arguments.archive_directory);
  if (!reader) return Complain(reader.error());
  auto rules = archive::AccessRules::Load(arguments.archive_directory);
  if (!rules) return Complain(rules.error());
  if (arguments.hidden) *rules = archive::AccessRules();
  const UtcTime now = SystemClock().Utc();
  uint64_t found = 0;
  uint64_t hidden = 0;
  const uint64_t limit = std::exchange(query->limit, 0);
  const auto print = [&](const archive::Capture& capture) {
    if (rules->Denial(capture, now) != nullptr) return ++hidden > 0;
    ++found;
    const std::string line = archive::FormatCdxj(capture) + "\n";
    return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && found != limit;
  };
  const Status status = (*reader)->ForEach(*query, print);
  if (!status) return Complain(status.error());
  if (hidden > 0) {
    std::fprintf(stderr, "arsip: %llu more are not shown, by access rules; --hidden shows them\n",
                 static_cast<unsigned long long>(hidden));
  }
  if (found > 0) return kDone;
  std::fprintf(stderr, "arsip: no capture matches\n");
  return kDoneWithRefusals;
}

}  // namespace

void AddQueryCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<QueryArguments>();
  Verb verb = program.AddVerb("query", "Find captures; prints CDXJ lines");
  verb.AddOption("URL", arguments->flags.url,
                 "URL; a trailing * is a prefix, a leading *. a domain");
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  AddQueryFlags(verb, arguments->flags);
  verb.AddOption("--limit", arguments->flags.limit, "At most so many lines; 0: all");
  verb.AddFlag("--hidden", arguments->hidden, "Also what access rules hide");
  verb.AddFlag("--all", arguments->all, "Every capture of the archive");
  verb.SetFooter(
      "Examples:\n"
      "  arsip query http://example.org/ --archive /srv/news\n"
      "  arsip query example.org --match domain --from 2026 --filter =status:404 --archive "
      "/srv/news\n"
      "  arsip query 'http://example.org/a*' --filter 'mime:image/' --archive /srv/news\n"
      "Exit code 1 when nothing matches.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunQuery(*arguments); });
}

}  // namespace arsip::cli
