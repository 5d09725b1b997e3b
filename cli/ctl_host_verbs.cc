// arsip ctl block, unblock and queues: hosts, one by one.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/ctl_verb.h"
#include "cli/exit_code.h"
#include "cli/top_view.h"

namespace arsip::cli {
namespace {

using nlohmann::json;

struct HostArguments : CtlArguments {
  std::string host, lasts, reason;
};
struct QueuesArguments : CtlArguments {
  std::string order = "waiting";
  uint32_t limit = 20;
};

// "blocked: https://a.example http://a.example"
int PrintHosts(const json& answer, const char* key) {
  std::printf("%s:", key);
  for (const std::string host : answer.value(key, json::array())) {
    std::printf(" %s", Neutralise(host).c_str());
  }
  std::puts("");
  return kDone;
}

void AddBlock(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<HostArguments>();
  Verb verb = ctl.AddVerb("block", "Fetch nothing more from a host; its queue stays");
  verb.AddOption("HOST", arguments->host, "example.org, example.org:8080 or an origin").Required();
  verb.AddOption("--for", arguments->lasts, "How long, as 7d. Default: until `unblock`");
  verb.AddOption("--reason", arguments->reason, "Why; `arsip explain` says it");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip ctl block example.org --archive /srv/news --for 7d --reason 'they asked'\n"
      "It holds after a restart as well, and for a host that no page has named yet.");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments,
                       {{"verb", "block"},
                        {"host", arguments->host},
                        {"for", arguments->lasts},
                        {"reason", arguments->reason}},
                       [](const json& answer) { return PrintHosts(answer, "blocked"); });
  });
}

void AddUnblock(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<HostArguments>();
  Verb verb = ctl.AddVerb("unblock", "End a `block`");
  verb.AddOption("HOST", arguments->host, "As for `block`").Required();
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl unblock example.org --archive /srv/news");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", "unblock"}, {"host", arguments->host}},
                       [](const json& answer) { return PrintHosts(answer, "unblocked"); });
  });
}

void AddQueues(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<QueuesArguments>();
  Verb verb = ctl.AddVerb("queues", "List the hosts' queues: what waits, and for what");
  verb.AddOption("--order", arguments->order, "waiting or slowest")
      .OneOf({"waiting", "slowest"})
      .ShowDefault();
  verb.AddOption("--limit", arguments->limit, "Queues to list, at most 1000").ShowDefault();
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl queues --archive /srv/news --order slowest --limit 50");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(
        *arguments, {{"verb", "queues"}, {"order", arguments->order}, {"limit", arguments->limit}},
        [](const json& answer) {
          std::fputs(QueuesText(answer).c_str(), stdout);
          return kDone;
        });
  });
}

}  // namespace

void AddCtlHostVerbs(Verb ctl, int& exit_code) {
  AddBlock(ctl, exit_code);
  AddUnblock(ctl, exit_code);
  AddQueues(ctl, exit_code);
}

}  // namespace arsip::cli
