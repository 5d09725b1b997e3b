// arsip crawl: one machine, one process: frontier and workers over inproc://.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/event_json.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/metrics_endpoint.h"
#include "cli/progress_line.h"
#include "cli/report_text.h"
#include "cli/stop_signal.h"
#include "crawler/crawl.h"
#include "crawler/crawl_report.h"

namespace arsip::cli {
namespace {

struct CrawlArguments {
  CrawlFlags flags;
  std::string progress;
  std::string max_wait = "2m";
  bool json = false;
  bool recrawl = false;
  bool follow = false;
};

void PrintJson(const nlohmann::json& json) {
  const std::string line = JsonText(json, -1) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

crawler::CrawlObserver ObserverFor(const CrawlArguments& arguments, CrawlProgressLine& line,
                                   crawler::Crawl*& crawl) {
  crawler::CrawlObserver observer;
  if (arguments.json) {
    observer.on_event = [](const crawler::CrawlEvent& event) { PrintJson(EventJson(event)); };
  }
  observer.on_progress = [&line, &crawl](const frontier::FrontierProgress& progress) {
    if (StopRequested()) crawl->RequestStop();
    line.Update(progress);
  };
  observer.on_pause = [&line, json = arguments.json](const std::string& reason) {
    if (json) PrintJson({{"event", reason.empty() ? "resumed" : "paused"}, {"reason", reason}});
    line.Say(reason.empty() ? "writing goes on" : "paused: " + reason);
  };
  return observer;
}

int Finish(const CrawlArguments& arguments, crawler::CrawlEnd end, bool budget_reached) {
  Result<crawler::CrawlReport> report =
      crawler::BuildCrawlReport(arguments.flags.archive_directory);
  if (!report) return Complain(report.error());
  report->budget_reached = budget_reached;
  if (Status saved = SaveReport(*report); !saved) Complain(saved.error());
  if (arguments.json) {
    nlohmann::json json = ReportJson(*report);
    json["event"] = "report";
    json["stopped"] = end == crawler::CrawlEnd::kStopped;
    PrintJson(json);
  } else {
    std::fputs(ReportText(*report).c_str(), stdout);
  }
  if (end == crawler::CrawlEnd::kStopped) {
    std::fprintf(stderr, "arsip: stopped; the same command resumes\n");
    return kResumable;
  }
  return report->worth_reading() ? kDoneWithRefusals : kDone;
}

int RunCrawl(const CrawlArguments& arguments) {
  const SystemClock clock;
  Result<PreparedCrawl> prepared = Prepare(arguments.flags, clock);
  if (!prepared) return ComplainOfCollection(prepared.error());
  Result<Duration> max_wait = ParseDuration(arguments.max_wait);
  if (!max_wait) return Complain(max_wait.error());
  prepared->options.max_wait = *max_wait;
  prepared->options.recrawl = arguments.recrawl;
  prepared->options.follow = arguments.follow;
  crawler::ApplyCollection(prepared->collection, prepared->options);

  CatchStopSignals();
  CrawlProgressLine line(ChooseProgressStyle(arguments.progress), clock);
  crawler::Crawl* handle = nullptr;
  Result<std::unique_ptr<crawler::Crawl>> crawl = crawler::Crawl::Start(
      prepared->collection, prepared->options, clock, ObserverFor(arguments, line, handle));
  if (!crawl) return Complain(crawl.error());
  handle = crawl->get();
  const auto metrics =
      ServeMetrics(arguments.flags.metrics, [&name = prepared->collection.name, handle] {
        return crawler::FormatMetrics(name, handle->metrics());
      });
  if (!metrics) return Complain(metrics.error());
  Result<crawler::CrawlEnd> end = (*crawl)->Wait();
  if (*metrics) (*metrics)->Stop(Duration::zero());
  line.Finish();
  const bool budget_reached = handle->progress().budget_reached;
  crawl->reset();
  if (!end) return Complain(end.error());
  return Finish(arguments, *end, budget_reached);
}

}  // namespace

void AddCrawlCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<CrawlArguments>();  // lives as long as its callback
  Verb verb = program.AddVerb("crawl", "Crawl a collection into an archive directory");
  arguments->flags.AddCollection(verb);
  arguments->flags.AddArchive(verb);
  verb.AddOption("--progress", arguments->progress, "tty, plain or none; default: by the terminal")
      .OneOf({"tty", "plain", "none"});
  verb.AddFlag("--json", arguments->json,
               "One JSON object a line on standard output: each capture after it was acknowledged, "
               "and the report last");
  arguments->flags.AddAllowAddress(verb);
  verb.AddOption("--max-wait", arguments->max_wait,
                 "End when nothing can be fetched for this long; what waits longer stays queued")
      .ShowDefault();
  verb.AddFlag("--recrawl", arguments->recrawl,
               "Fetch again what was captured before, with conditional requests");
  verb.AddFlag("--follow", arguments->follow,
               "Never end by itself: go on with the visits that the collection's recrawl plans");
  arguments->flags.AddMetrics(verb);
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip crawl news.yaml --archive /srv/news\n"
      "  arsip crawl news.yaml --archive /srv/news --json | jq .url\n"
      "  arsip crawl site.yaml --archive /tmp/site --allow-address 127.0.0.2/32\n"
      "Ctrl-C stops cleanly within five seconds; the same command resumes. `arsip ctl` and\n"
      "`arsip top` reach it while it runs.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunCrawl(*arguments); });
}

}  // namespace arsip::cli
