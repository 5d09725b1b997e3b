// arsip worker: one fetching process of a fleet, with an archive directory of its own.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/curve_keys.h"
#include "cli/event_json.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/metrics_endpoint.h"
#include "cli/stop_signal.h"
#include "crawler/worker_node.h"

namespace arsip::cli {
namespace {

struct WorkerArguments {
  CrawlFlags flags;
  std::string connect;
  std::string name;
  std::string curve_secret;
  std::string server_key;
  bool json = false;
};

std::string DefaultName() {
  std::string host(256, '\0');
  if (gethostname(host.data(), host.size() - 1) != 0) host = "worker";
  host.resize(host.find('\0') == std::string::npos ? host.size() : host.find('\0'));
  return host + ":" + std::to_string(getpid());
}

Status ReadKeys(const WorkerArguments& arguments, frontier::FrontierClientOptions& client) {
  if (arguments.curve_secret.empty()) return Ok();
  ARSIP_ASSIGN(client.curve_keys, ReadCurveKeys(arguments.curve_secret));
  ARSIP_ASSIGN(const std::vector<std::string> server, ReadPublicKeys(arguments.server_key));
  if (server.size() != 1) {
    return Error{ErrorCode::kInvalidInput, "--server-key holds the frontier's one public key",
                 arguments.server_key};
  }
  client.curve_server_key = server.front();
  return Ok();
}

int RunWorker(const WorkerArguments& arguments) {
  const SystemClock clock;
  Result<PreparedCrawl> prepared = Prepare(arguments.flags, clock);
  if (!prepared) return ComplainOfCollection(prepared.error());
  crawler::ApplyCollection(prepared->collection, prepared->options);
  frontier::FrontierClientOptions& client = prepared->options.worker.frontier;
  client.endpoint = arguments.connect;
  client.worker = arguments.name.empty() ? DefaultName() : arguments.name;
  if (Status status = ReadKeys(arguments, client); !status) return Complain(status.error());
  CatchStopSignals();
  crawler::WorkerEvents events;
  events.on_event = [json = arguments.json](const crawler::CrawlEvent& event) {
    if (!json) return;
    std::puts(JsonText(EventJson(event), -1).c_str());
    std::fflush(stdout);
  };
  auto node =
      crawler::WorkerNode::Start(prepared->collection, prepared->options, clock, std::move(events));
  if (!node) return Complain(node.error());
  const auto metrics =
      ServeMetrics(arguments.flags.metrics, [&name = prepared->collection.name, &node = **node] {
        return crawler::FormatMetrics(name, node.metrics());
      });
  if (!metrics) {
    (void)(*node)->Stop();
    return Complain(metrics.error());
  }
  while (!StopRequested() && (*node)->running())
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  if (*metrics) (*metrics)->Stop(Duration::zero());
  if (Status status = (*node)->Stop(); !status) return Complain(status.error());
  return kResumable;
}

}  // namespace

void AddWorkerCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<WorkerArguments>();
  Verb verb = program.AddVerb("worker", "Fetch for a frontier in another process");
  arguments->flags.AddCollection(verb);
  arguments->flags.AddArchive(verb);
  verb.AddOption("--connect", arguments->connect,
                 "Where the frontier listens: ipc://PATH or tcp://HOST:PORT")
      .Required();
  verb.AddOption("--name", arguments->name, "Unique name of this worker; default: HOST:PID");
  verb.AddOption("--curve", arguments->curve_secret,
                 "Secret key file (arsip keygen); required for tcp://")
      .TypeName("FILE");
  verb.AddOption("--server-key", arguments->server_key, "File with the frontier's public key")
      .TypeName("FILE");
  verb.AddFlag("--json", arguments->json, "One JSON object a capture on standard output");
  arguments->flags.AddAllowAddress(verb);
  arguments->flags.AddMetrics(verb);
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip worker news.yaml --archive /srv/worker-1 --connect ipc:///run/arsip/frontier.sock\n"
      "  arsip worker news.yaml --archive /srv/worker-1 --connect tcp://10.0.0.1:7150 \\\n"
      "      --curve worker-1.key --server-key frontier.key.pub\n"
      "Each worker writes an archive directory of its own. Ctrl-C gives its leases back and exits "
      "with 3.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunWorker(*arguments); });
}

}  // namespace arsip::cli
