// arsip explain: the one reason a URL or host is where it is, and when it wakes.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/control_call.h"
#include "cli/exit_code.h"
#include "cli/explanation_text.h"
#include "cli/json_text.h"
#include "crawler/control_answer.h"
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

// Of an archive that nothing crawls into.
Result<nlohmann::json> ExplainFromStore(const ExplainArguments& arguments) {
  const SystemClock clock;
  const std::unique_ptr<frontier::HostResolver> resolver = frontier::NewProxyResolver();
  ARSIP_ASSIGN(std::unique_ptr<frontier::FrontierStore> store,
               frontier::OpenLevelDbStore(arguments.archive_directory + "/frontier"));
  ARSIP_ASSIGN(std::unique_ptr<frontier::Frontier> frontier,
               frontier::Frontier::Open(*store, *resolver, clock, frontier::FrontierOptions()));
  if (arguments.subject.find("://") == std::string::npos) {
    ARSIP_ASSIGN(const auto explanation, frontier->ExplainHost(arguments.subject));
    return crawler::ExplanationJson(explanation);
  }
  ARSIP_ASSIGN(const Url url, Url::Parse(arguments.subject));
  ARSIP_ASSIGN(const auto explanation, frontier->ExplainUrl(url));
  return crawler::ExplanationJson(explanation);
}

Result<nlohmann::json> Explain(const ExplainArguments& arguments) {
  ARSIP_TRY(CheckFrontierDirectory(arguments.archive_directory));
  auto answer = CallControl(arguments.archive_directory,
                            {{"verb", "explain"}, {"subject", arguments.subject}});
  if (!answer && answer.error().code == ErrorCode::kNotFound) return ExplainFromStore(arguments);
  if (answer) answer->erase("ok");
  return answer;
}

int RunExplain(const ExplainArguments& arguments) {
  Result<nlohmann::json> explanation = Explain(arguments);
  if (!explanation) return Complain(explanation.error());
  if (arguments.json) {
    std::puts(JsonText(*explanation, 2).c_str());
  } else {
    std::fputs(ExplanationText(*explanation).c_str(), stdout);
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
      "While a crawl runs, it is asked; else what it left is read.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunExplain(*arguments); });
}

}  // namespace arsip::cli
