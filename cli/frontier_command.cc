// arsip frontier: the frontier alone, for workers in other processes.
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/curve_keys.h"
#include "cli/exit_code.h"
#include "cli/metrics_endpoint.h"
#include "cli/progress_line.h"
#include "cli/stop_signal.h"
#include "crawler/crawl_control.h"
#include "crawler/crawl_metrics.h"
#include "crawler/discovery.h"
#include "crawler/frontier_node.h"
#include "crawler/progress_history.h"

namespace arsip::cli {
namespace {

struct FrontierArguments {
  CrawlFlags flags;
  std::vector<std::string> listen;
  std::string curve_secret;
  std::string allow_keys;
  std::string max_wait = "2m";
  std::string progress;
  bool keep_running = false;
  bool recrawl = false;
};

Status ReadKeys(const FrontierArguments& arguments, frontier::FrontierServerOptions& server) {
  if (arguments.curve_secret.empty()) return Ok();
  ARSIP_ASSIGN(const frontier::CurveKeyPair keys, ReadCurveKeys(arguments.curve_secret));
  server.curve_secret_key = keys.secret_key;
  if (arguments.allow_keys.empty()) {
    return Error{ErrorCode::kInvalidInput, "--curve needs --allow-keys: who may connect",
                 "frontier"};
  }
  ARSIP_ASSIGN(server.allowed_worker_keys, ReadPublicKeys(arguments.allow_keys));
  return Ok();
}

// Until a signal, the frontier's own end, or (unless kept running) nothing left to fetch.
int Serve(crawler::FrontierNode& node, const FrontierArguments& arguments, Duration max_wait,
          crawler::ProgressHistory& history, CrawlProgressLine& line) {
  bool finished = false;
  while (!StopRequested() && !finished) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    Result<frontier::FrontierProgress> progress = node.Progress();
    if (!progress) break;
    history.Update(*progress);
    line.Update(*progress);
    const bool idle = progress->leased == 0 && !progress->paused &&
                      (!progress->next_wake || *progress->next_wake > max_wait);
    finished = idle && !arguments.keep_running;
  }
  line.Finish();
  if (Status status = node.Stop(); !status) return Complain(status.error());
  return finished ? kDone : kResumable;
}

int ServeControlled(crawler::FrontierNode& node, const FrontierArguments& arguments,
                    Duration max_wait, const std::string& collection, const Clock& clock) {
  const std::string& directory = arguments.flags.archive_directory;
  crawler::ProgressHistory history(clock);
  const auto control = crawler::OpenCrawlControl(
      {directory, collection, node, history, clock, /*on_action=*/{}, /*on_rescope=*/{}});
  if (!control) return Complain(control.error());
  const auto metrics = ServeMetrics(arguments.flags.metrics, [&] {
    crawler::MetricsSnapshot snapshot;
    snapshot.progress = history.latest();
    snapshot.transport = node.counters();
    snapshot.disk = crawler::DiskSpaceOf(directory);
    return crawler::FormatMetrics(collection, snapshot);
  });
  if (!metrics) {
    (void)node.Stop();
    return Complain(metrics.error());
  }
  CrawlProgressLine line(ChooseProgressStyle(arguments.progress), clock);
  const int ended = Serve(node, arguments, max_wait, history, line);
  if (*metrics) (*metrics)->Stop(Duration::zero());
  return ended;
}

int RunFrontier(const FrontierArguments& arguments) {
  const SystemClock clock;
  Result<PreparedCrawl> prepared = Prepare(arguments.flags, clock);
  if (!prepared) return ComplainOfCollection(prepared.error());
  Result<Duration> max_wait = ParseDuration(arguments.max_wait);
  if (!max_wait) return Complain(max_wait.error());
  crawler::ApplyCollection(prepared->collection, prepared->options);
  crawler::FrontierNodeOptions& options = prepared->options.frontier;
  options.server.endpoints = arguments.listen;
  if (Status status = ReadKeys(arguments, options.server); !status) return Complain(status.error());
  Result<seeds::Scope> scope = seeds::Scope::Create(prepared->collection.scope);
  if (!scope) return Complain(scope.error());
  options.judge = crawler::JudgeOf(*scope);
  options.allowed_addresses = prepared->options.allowed_addresses;
  CatchStopSignals();
  frontier::TransportContext context;
  auto node = crawler::FrontierNode::Start(
      context, clock, options, crawler::SeedUrls(prepared->collection), arguments.recrawl);
  if (!node) return Complain(node.error());
  return ServeControlled(**node, arguments, *max_wait, prepared->collection.name, clock);
}

}  // namespace

void AddFrontierCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<FrontierArguments>();
  Verb verb = program.AddVerb("frontier", "Serve the frontier of a collection to worker processes");
  arguments->flags.AddCollection(verb);
  arguments->flags.AddArchive(verb);
  verb.AddOption("--listen", arguments->listen, "ipc://PATH or tcp://ADDRESS:PORT. Repeatable")
      .Required()
      .Repeatable();
  verb.AddOption("--curve", arguments->curve_secret,
                 "Secret key file (arsip keygen); required for tcp://")
      .TypeName("FILE");
  verb.AddOption("--allow-keys", arguments->allow_keys,
                 "Public keys of the workers that may connect")
      .TypeName("FILE");
  verb.AddOption("--max-wait", arguments->max_wait, "End when nothing can be fetched for this long")
      .ShowDefault();
  verb.AddFlag("--keep-running", arguments->keep_running, "Never end by itself");
  verb.AddFlag("--recrawl", arguments->recrawl, "Fetch again what was captured before");
  verb.AddOption("--progress", arguments->progress, "tty, plain or none")
      .OneOf({"tty", "plain", "none"});
  verb.AddOption("--allow-address", arguments->flags.allow_addresses,
                 "As its workers have it: what was refused for its address is tried again once "
                 "this changes. Repeatable")
      .TypeName("CIDR")
      .Repeatable();
  arguments->flags.AddMetrics(verb);
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip frontier news.yaml --archive /srv/frontier --listen ipc:///run/arsip/frontier.sock\n"
      "  arsip frontier news.yaml --archive /srv/frontier --listen tcp://10.0.0.1:7150 \\\n"
      "      --curve frontier.key --allow-keys allowed-workers");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunFrontier(*arguments); });
}

}  // namespace arsip::cli
