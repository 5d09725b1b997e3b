// arsip explain: the one reason a URL or host is where it is, and when it wakes.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
#include "frontier/frontier.h"
#include "frontier/frontier_store.h"
#include "frontier/host_resolver.h"

namespace arsip::cli {
namespace {

struct ExplainArguments {
  std::string archive_directory;
  std::string subject;
  bool json = false;
};

Result<frontier::Explanation> Explain(const ExplainArguments& arguments) {
  ARSIP_TRY(CheckFrontierDirectory(arguments.archive_directory));
  const SystemClock clock;
  const std::unique_ptr<frontier::HostResolver> resolver = frontier::NewProxyResolver();
  ARSIP_ASSIGN(std::unique_ptr<frontier::FrontierStore> store,
               frontier::OpenLevelDbStore(arguments.archive_directory + "/frontier"));
  ARSIP_ASSIGN(std::unique_ptr<frontier::Frontier> frontier,
               frontier::Frontier::Open(*store, *resolver, clock, frontier::FrontierOptions()));
  if (arguments.subject.find("://") == std::string::npos)
    return frontier->ExplainHost(arguments.subject);
  ARSIP_ASSIGN(const Url url, Url::Parse(arguments.subject));
  return frontier->ExplainUrl(url);
}

void PrintText(const frontier::Explanation& explanation) {
  std::printf("%s\n", Neutralise(explanation.subject).c_str());
  if (explanation.state) std::printf("  state   %s\n", frontier::UrlStateName(*explanation.state));
  std::printf("  reason  %s\n", Neutralise(explanation.reason).c_str());
  if (explanation.wakes_in)
    std::printf("  wakes   in %s\n", HumanDuration(*explanation.wakes_in).c_str());
  for (const std::string& hop : explanation.path)
    std::printf("  via     %s\n", Neutralise(hop).c_str());
}

void PrintJson(const frontier::Explanation& explanation) {
  nlohmann::json json = {
      {"subject", explanation.subject}, {"reason", explanation.reason}, {"via", explanation.path}};
  if (explanation.state) json["state"] = frontier::UrlStateName(*explanation.state);
  if (explanation.wakes_in) {
    json["wakes_in_seconds"] = std::chrono::duration<double>(*explanation.wakes_in).count();
  }
  std::puts(JsonText(json, 2).c_str());
}

int RunExplain(const ExplainArguments& arguments) {
  Result<frontier::Explanation> explanation = Explain(arguments);
  if (!explanation) return Complain(explanation.error());
  if (arguments.json) {
    PrintJson(*explanation);
  } else {
    PrintText(*explanation);
  }
  return kDone;
}

}  // namespace

void AddExplainCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ExplainArguments>();
  Verb verb = program.AddVerb("explain", "Say why a URL or host is not being fetched");
  verb.AddOption("URL|HOST", arguments->subject,
                 "A URL, or a host such as example.org or example.org:8080")
      .Required();
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddFlag("--json", arguments->json, "The same as one JSON object");
  verb.SetFooter(
      "Examples:\n"
      "  arsip explain http://example.org/private/ --archive /srv/news\n"
      "  arsip explain example.org --archive /srv/news\n"
      "The frontier of a running crawl is locked: stop the crawl first.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunExplain(*arguments); });
}

}  // namespace arsip::cli
