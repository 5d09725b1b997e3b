// arsip ctl: what an operator asks of a crawl while it runs.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/byte_size.h"
#include "cli/commands.h"
#include "cli/control_call.h"
#include "cli/ctl_verb.h"
#include "cli/exit_code.h"
#include "cli/explanation_text.h"
#include "cli/progress_line.h"
#include "cli/top_view.h"

namespace arsip::cli {
namespace {

using nlohmann::json;

struct UrlsArguments : CtlArguments {
  std::vector<std::string> urls;
};
struct TextArguments : CtlArguments {
  std::string text;
};
struct BudgetArguments : CtlArguments {
  std::string max_pages, max_bytes;
};

void AddPause(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<TextArguments>();
  Verb verb = ctl.AddVerb("pause", "Fetch nothing more until `resume`, also after a restart");
  verb.AddOption("--reason", arguments->text, "Why; `arsip explain` says it");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl pause --archive /srv/news --reason 'complaint 17'");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(
        *arguments, {{"verb", "pause"}, {"reason", arguments->text}}, [](const json& answer) {
          std::printf("paused; %llu in flight end as ever\n", answer.value("in_flight", 0ULL));
          return kDone;
        });
  });
}

void AddResume(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<CtlArguments>();
  Verb verb = ctl.AddVerb("resume", "Go on fetching");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl resume --archive /srv/news");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", "resume"}}, [](const json&) {
      std::puts("the crawl goes on");
      return kDone;
    });
  });
}

void AddStatus(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<CtlArguments>();
  Verb verb = ctl.AddVerb("status", "Rates, URLs by state, disk, ETA: `arsip top` once");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl status --archive /srv/news --json | jq .urls");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", "status"}}, [](const json& answer) {
      std::fputs(StatusText(answer).c_str(), stdout);
      return kDone;
    });
  });
}

int PrintUrls(const json& answer) {
  const json urls = answer.value("urls", json::array());
  for (const json& url : urls) {
    std::printf("%s\n  %s\n", Neutralise(url.value("subject", "")).c_str(),
                Neutralise(url.value("what", "")).c_str());
    std::printf("  now: %s\n", Neutralise(url.value("reason", "")).c_str());
  }
  return answer.value("queued", size_t{0}) == urls.size() ? kDone : kDoneWithRefusals;
}

void AddUrls(Verb ctl, const char* name, const char* description, const char* footer,
             int& exit_code) {
  auto arguments = std::make_shared<UrlsArguments>();
  Verb verb = ctl.AddVerb(name, description);
  verb.AddOption("URL", arguments->urls, "URLs, each inside the collection's scope").Required();
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(footer);
  verb.SetCallback([arguments, name, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", name}, {"urls", arguments->urls}}, PrintUrls);
  });
}

// "none" lifts a limit.
Result<json> BudgetRequest(const BudgetArguments& arguments) {
  json request = {{"verb", "budget"}};
  if (!arguments.max_pages.empty()) {
    const json pages = json::parse(arguments.max_pages, nullptr, false);
    if (arguments.max_pages != "none" && !pages.is_number_unsigned()) {
      return Error{ErrorCode::kInvalidInput, "'" + arguments.max_pages + "' is no number", ""};
    }
    request["max_pages"] = arguments.max_pages == "none" ? json() : pages;
  }
  if (arguments.max_bytes == "none") {
    request["max_bytes"] = json();
  } else if (!arguments.max_bytes.empty()) {
    ARSIP_ASSIGN(request["max_bytes"], ParseByteSize(arguments.max_bytes));
  }
  return request;
}

int PrintBudget(const json& answer) {
  const json& pages = answer["max_pages"];
  const json& bytes = answer["max_bytes"];
  std::printf("pages %s, bytes %s; at the next start the collection's hold again\n",
              pages.is_null() ? "without limit" : Grouped(pages.get<uint64_t>()).c_str(),
              bytes.is_null() ? "without limit" : HumanBytes(bytes.get<uint64_t>()).c_str());
  return kDone;
}

void AddBudget(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<BudgetArguments>();
  Verb verb = ctl.AddVerb("budget", "Change how much may be captured, for this run");
  verb.AddOption("--max-pages", arguments->max_pages, "Captured URLs in all, or none");
  verb.AddOption("--max-bytes", arguments->max_bytes, "Payload bytes in all, as 20GB, or none");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip ctl budget --archive /srv/news --max-pages 200000\n"
      "  arsip ctl budget --archive /srv/news --max-bytes none\n"
      "The collection file is where a budget lasts: change it there as well.");
  verb.SetCallback([arguments, &exit_code] {
    const Result<json> request = BudgetRequest(*arguments);
    exit_code =
        request ? RunCtl(*arguments, *request, PrintBudget) : int{Complain(request.error())};
  });
}

Result<json> RescopeRequest(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) return Error{ErrorCode::kNotFound, "cannot read the collection", path};
  return json{{"verb", "rescope"}, {"collection", std::move(text)}, {"name", path}};
}

void AddRescope(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<TextArguments>();
  Verb verb = ctl.AddVerb("rescope", "Go on with the scope of a changed collection file");
  verb.AddOption("COLLECTION", arguments->text, "The file; its scope counts, and its budgets")
      .Required();
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip ctl rescope news.yaml --archive /srv/news\n"
      "Queued URLs are judged when their turn comes; what was refused for scope and is inside now "
      "is\nqueued. Workers of a fleet are started anew with the file; what they send is judged "
      "again.");
  verb.SetCallback([arguments, &exit_code] {
    const Result<json> request = RescopeRequest(arguments->text);
    exit_code = !request ? int{Complain(request.error())}
                         : RunCtl(*arguments, *request, [](const json& answer) {
                             std::printf("the scope is that of %s\n",
                                         Neutralise(answer.value("digest", "")).c_str());
                             return kDone;
                           });
  });
}

struct IgnoreArguments : CtlArguments {
  std::vector<std::string> patterns;
  bool remove = false;
};

int PrintRules(const json& answer) {
  const json rules = answer.value("ignore_rules", json::array());
  for (const std::string rule : rules) std::printf("%s\n", Neutralise(rule).c_str());
  if (rules.empty()) std::puts("no ignore rules");
  return kDone;
}

void AddIgnore(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<IgnoreArguments>();
  Verb verb = ctl.AddVerb("ignore", "Defer URLs by pattern; without one, list the patterns");
  verb.AddOption("PATTERN", arguments->patterns, "RE2 over the whole URL, not anchored");
  verb.AddFlag("--remove", arguments->remove, "Take these patterns back");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip ctl ignore '/calendar/' '[?&]sort=' --archive /srv/news\n"
      "  arsip ctl ignore --remove '/calendar/' --archive /srv/news\n"
      "What matches is deferred, never dropped: it is fetched once no pattern matches it.");
  verb.SetCallback([arguments, &exit_code] {
    json request = {{"verb", "ignore"}};
    if (!arguments->patterns.empty()) {
      request[arguments->remove ? "remove" : "add"] = arguments->patterns;
    }
    exit_code = RunCtl(*arguments, request, PrintRules);
  });
}

int PrintHashLists(const json& answer) {
  bool clean = true;
  for (const json& list : answer.value("hash_lists", json::array())) {
    const uint64_t skipped = list.value("degenerate", 0ULL) + list.value("bad_lines", 0ULL);
    clean = clean && skipped == 0;
    std::printf("%s: %s PDQ, %s SHA-256, %s of other kinds; %s lines skipped\n",
                Neutralise(list.value("name", "")).c_str(),
                Grouped(list.value("pdq", 0ULL)).c_str(),
                Grouped(list.value("sha256", 0ULL)).c_str(),
                Grouped(list.value("other_kinds", 0ULL)).c_str(), Grouped(skipped).c_str());
    for (const json& problem : list.value("problems", json::array())) {
      std::printf("  line %s\n", Neutralise(problem.get<std::string>()).c_str());
    }
  }
  return clean ? kDone : kDoneWithRefusals;
}

void AddReloadHashLists(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<CtlArguments>();
  Verb verb = ctl.AddVerb("reload-hash-lists", "Read the collection's hash lists anew");
  AddCtlOptions(verb, *arguments);
  verb.SetFooter(
      "Examples:\n  arsip ctl reload-hash-lists --archive /srv/news\n"
      "A changed file is read anew within seconds anyway. Exit code 1 when lines were skipped;\n"
      "a list that cannot be used is refused, and the old ones stay in force.");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", "reload-hash-lists"}}, PrintHashLists);
  });
}

void AddExplain(Verb ctl, int& exit_code) {
  auto arguments = std::make_shared<TextArguments>();
  Verb verb = ctl.AddVerb("explain", "Say why a URL or host is not being fetched");
  verb.AddOption("URL|HOST", arguments->text, "As for `arsip explain`").Required();
  AddCtlOptions(verb, *arguments);
  verb.SetFooter("Examples:\n  arsip ctl explain example.org --archive /srv/news");
  verb.SetCallback([arguments, &exit_code] {
    exit_code = RunCtl(*arguments, {{"verb", "explain"}, {"subject", arguments->text}},
                       [](const json& answer) {
                         std::fputs(ExplanationText(answer).c_str(), stdout);
                         return kDone;
                       });
  });
}

}  // namespace

void AddCtlOptions(Verb verb, CtlArguments& arguments) {
  verb.AddOption("--archive", arguments.archive_directory, "Archive directory that is crawled into")
      .Required()
      .TypeName("DIR");
  verb.AddFlag("--json", arguments.json, "The answer as one JSON object");
}

int RunCtl(const CtlArguments& arguments, const json& request,
           const std::function<int(const json& answer)>& print) {
  const Result<json> answer = CallControl(arguments.archive_directory, request);
  if (!answer) return Complain(answer.error());
  if (!arguments.json) return print(*answer);
  std::puts(JsonText(*answer, 2).c_str());
  const bool refused = answer->contains("urls") && (*answer)["urls"].is_array() &&
                       answer->value("queued", size_t{0}) < (*answer)["urls"].size();
  return refused ? kDoneWithRefusals : kDone;
}

void AddCtlCommand(Verb program, int& exit_code) {
  Verb ctl = program.AddVerb("ctl", "Control a crawl while it runs");
  ctl.RequireVerb();
  AddStatus(ctl, exit_code);
  AddPause(ctl, exit_code);
  AddResume(ctl, exit_code);
  AddCtlHostVerbs(ctl, exit_code);
  AddUrls(ctl, "seed", "Add seeds",
          "Examples:\n  arsip ctl seed https://example.org/new/ --archive /srv/news\n"
          "Exit code 1 when one was not queued: known already, or outside the scope.",
          exit_code);
  AddUrls(ctl, "capture", "Capture URLs ahead of their hosts' queues, also once more",
          "Examples:\n  arsip ctl capture https://example.org/post/7 --archive /srv/news\n"
          "Politeness, robots.txt and the scope hold. Exit code 1 when one was not queued.",
          exit_code);
  AddBudget(ctl, exit_code);
  AddRescope(ctl, exit_code);
  AddIgnore(ctl, exit_code);
  AddReloadHashLists(ctl, exit_code);
  AddExplain(ctl, exit_code);
  ctl.SetFooter(
      "Examples:\n"
      "  arsip ctl status --archive /srv/news\n"
      "  arsip ctl pause --archive /srv/news --reason 'complaint 17'\n"
      "  arsip ctl block example.org --for 7d --archive /srv/news\n"
      "  arsip ctl capture https://example.org/post/7 --archive /srv/news\n"
      "It asks the `arsip crawl` or `arsip frontier` that runs, over DIR/control.sock.");
}

}  // namespace arsip::cli
