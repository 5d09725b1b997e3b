// arsip access: the rules by which captures are not shown.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "archive/access_rules.h"
#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"

namespace arsip::cli {
namespace {

using archive::AccessRule;

struct AccessArguments {
  std::string archive_directory;
  std::string kind = "blocked";
  std::string target;
  std::string match;
  std::string from, to, until;
  std::string reason;
  std::string by;
  uint64_t id = 0;
  bool json = false;
};

std::string Who(const AccessArguments& arguments) {
  if (!arguments.by.empty()) return arguments.by;
  const char* const user = std::getenv("USER");
  return user != nullptr ? user : "uid " + std::to_string(getuid());
}

Result<std::optional<UtcTime>> Time(const std::string& digits, TimestampPadding padding) {
  if (digits.empty()) return std::optional<UtcTime>();
  ARSIP_ASSIGN(const UtcTime time, ParseTimestamp14(digits, padding));
  return std::optional(time);
}

// "http://example.org/a*" is a prefix and "*.example.org" a domain, as `arsip query` reads them.
void ReadTarget(const AccessArguments& arguments, std::string& match, std::string& target) {
  target = arguments.target;
  match = arguments.match;
  if (!match.empty()) return;
  match = "exact";
  if (target.starts_with("*.")) {
    match = "domain";
    target.erase(0, 2);
  } else if (target.ends_with('*')) {
    match = "prefix";
    target.pop_back();
  }
}

Result<AccessRule> MakeRule(const AccessArguments& arguments) {
  AccessRule rule;
  std::string match;
  ReadTarget(arguments, match, rule.target);
  ARSIP_ASSIGN(rule.kind, archive::ParseAccessKind(arguments.kind));
  ARSIP_ASSIGN(rule.match, archive::ParseAccessMatch(match));
  ARSIP_ASSIGN(rule.from, Time(arguments.from, TimestampPadding::kLow));
  ARSIP_ASSIGN(rule.to, Time(arguments.to, TimestampPadding::kHigh));
  ARSIP_ASSIGN(rule.until, Time(arguments.until, TimestampPadding::kLow));
  rule.reason = arguments.reason;
  rule.by = Who(arguments);
  rule.added = SystemClock().Utc();
  return rule;
}

nlohmann::json JsonOf(const AccessRule& rule) {
  nlohmann::json json = {{"id", rule.id},
                         {"kind", archive::AccessKindName(rule.kind)},
                         {"match", archive::AccessMatchName(rule.match)},
                         {"target", rule.target},
                         {"reason", rule.reason},
                         {"by", rule.by},
                         {"added", FormatWarcDate(rule.added)}};
  if (rule.from.has_value()) json["from"] = FormatWarcDate(*rule.from);
  if (rule.to.has_value()) json["to"] = FormatWarcDate(*rule.to);
  if (rule.until.has_value()) json["until"] = FormatWarcDate(*rule.until);
  return json;
}

std::string LineOf(const AccessRule& rule) {
  std::string line = std::to_string(rule.id) + "  " + archive::AccessKindName(rule.kind);
  if (rule.until.has_value()) line += " until " + FormatTimestamp14(*rule.until);
  line += std::string("  ") + archive::AccessMatchName(rule.match) + " " + rule.target;
  if (rule.from.has_value()) line += "  from " + FormatTimestamp14(*rule.from);
  if (rule.to.has_value()) line += "  to " + FormatTimestamp14(*rule.to);
  line += "  by " + rule.by + " at " + FormatTimestamp14(rule.added);
  if (!rule.reason.empty()) line += ": " + rule.reason;
  return Neutralise(line);
}

void Print(const AccessRule& rule, bool json) {
  const std::string line = json ? JsonText(JsonOf(rule), -1) : LineOf(rule);
  std::printf("%s\n", line.c_str());
}

int RunList(const AccessArguments& arguments) {
  if (Status there = CheckArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  const auto rules = archive::AccessRules::Load(arguments.archive_directory);
  if (!rules) return Complain(rules.error());
  for (const AccessRule& rule : rules->list()) Print(rule, arguments.json);
  return kDone;
}

int RunAdd(const AccessArguments& arguments) {
  if (Status there = CheckArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  auto rule = MakeRule(arguments);
  if (!rule) return Complain(rule.error());
  const auto added = archive::AddAccessRule(arguments.archive_directory, std::move(*rule));
  if (!added) return Complain(added.error());
  Print(*added, arguments.json);
  return kDone;
}

int RunRemove(const AccessArguments& arguments) {
  if (Status there = CheckArchive(arguments.archive_directory); !there) {
    return Complain(there.error());
  }
  const Status removed =
      archive::RemoveAccessRule(arguments.archive_directory, arguments.id, Who(arguments),
                                arguments.reason, SystemClock().Utc());
  return removed ? kDone : Complain(removed.error());
}

using SharedArguments = std::shared_ptr<AccessArguments>;

void AddArchive(Verb verb, const SharedArguments& arguments) {
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
}

void AddList(Verb access, const SharedArguments& arguments, int& exit_code) {
  Verb verb = access.AddVerb("list", "The rules in force");
  AddArchive(verb, arguments);
  verb.AddFlag("--json", arguments->json, "One object a line");
  verb.SetFooter("Examples:\n  arsip access list --archive /srv/news");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunList(*arguments); });
}

void AddAdd(Verb access, const SharedArguments& arguments, int& exit_code) {
  Verb verb = access.AddVerb("add", "Add a rule; prints it with its id");
  verb.AddOption("TARGET", arguments->target,
                 "URL, host or SURT; a trailing * is a prefix, a leading *. a domain");
  AddArchive(verb, arguments);
  verb.AddOption("--kind", arguments->kind,
                 "embargo (needs --until), blocked, takedown (HTTP 451) or legal-hold (a note; "
                 "hides nothing)")
      .OneOf({"embargo", "blocked", "takedown", "legal-hold"})
      .ShowDefault();
  verb.AddOption("--match", arguments->match, "exact (default), prefix, host, domain, surt or all")
      .OneOf({"exact", "prefix", "host", "domain", "surt", "all"});
  verb.AddOption("--from", arguments->from,
                 "Captures of this time and later: 1 to 14 digits of YYYYMMDDhhmmss");
  verb.AddOption("--to", arguments->to, "Captures of this time and earlier, likewise");
  verb.AddOption("--until", arguments->until, "When an embargo ends, likewise");
  verb.AddOption("--reason", arguments->reason, "For the archive's own people");
  verb.AddOption("--by", arguments->by, "Who adds it. Default: $USER");
  verb.AddFlag("--json", arguments->json, "Print it as JSON");
  verb.SetFooter(
      "Examples:\n"
      "  arsip access add 'https://example.org/private/*' --archive /srv/news --reason 'request "
      "12'\n"
      "  arsip access add '*.example.org' --kind takedown --from 2026 --archive /srv/news\n"
      "  arsip access add --match all --kind embargo --until 2027 --archive /srv/news\n"
      "Holds at once, for a running `arsip serve` too. The bytes stay in the WARC files.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunAdd(*arguments); });
}

void AddRemove(Verb access, const SharedArguments& arguments, int& exit_code) {
  Verb verb = access.AddVerb("remove", "Remove a rule; the file keeps that it was there");
  verb.AddOption("ID", arguments->id, "As `arsip access list` shows it").Required();
  AddArchive(verb, arguments);
  verb.AddOption("--reason", arguments->reason, "For the archive's own people");
  verb.AddOption("--by", arguments->by, "Who removes it. Default: $USER");
  verb.SetFooter("Examples:\n  arsip access remove 3 --archive /srv/news --reason 'appeal upheld'");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunRemove(*arguments); });
}

}  // namespace

void AddAccessCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<AccessArguments>();
  Verb verb =
      program.AddVerb("access", "Say which captures are not shown: embargo, block, takedown");
  verb.RequireVerb();
  AddList(verb, arguments, exit_code);
  AddAdd(verb, arguments, exit_code);
  AddRemove(verb, arguments, exit_code);
  verb.SetFooter(
      "Examples:\n"
      "  arsip access add 'https://example.org/private/*' --archive /srv/news\n"
      "  arsip access list --archive /srv/news");
}

}  // namespace arsip::cli
