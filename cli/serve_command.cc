// arsip serve: an archive over HTTP.
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "base/log.h"
#include "cli/archive_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/stop_signal.h"
#include "portal/http_server.h"
#include "portal/portal.h"

namespace arsip::cli {
namespace {

constexpr std::chrono::seconds kGrace{10};

struct ServeArguments {
  portal::PortalOptions portal;
  portal::HttpServerOptions server;
  std::string header_timeout, write_timeout, response_deadline;
};

Status ReadDuration(const std::string& text, Duration& duration) {
  if (text.empty()) return Ok();
  ARSIP_ASSIGN(duration, ParseDuration(text));
  if (duration > Duration::zero()) return Ok();
  return Error{ErrorCode::kInvalidInput, "a time limit is more than nothing", text};
}

Status ReadDurations(ServeArguments& arguments) {
  ARSIP_TRY(ReadDuration(arguments.header_timeout, arguments.server.header_timeout));
  ARSIP_TRY(ReadDuration(arguments.write_timeout, arguments.server.write_timeout));
  return ReadDuration(arguments.response_deadline, arguments.server.response_deadline);
}

bool OnlyHere(const std::string& listen) {
  return listen.starts_with("unix:") || listen.starts_with("127.") || listen.starts_with("[::1]");
}

Status Serve(ServeArguments& arguments) {
  ARSIP_TRY(ReadDurations(arguments));
  ARSIP_TRY(CheckIndexedArchive(arguments.portal.archive_directory));
  const SystemClock clock;
  ARSIP_ASSIGN(const auto portal, portal::Portal::Open(arguments.portal, clock));
  ARSIP_ASSIGN(
      const auto server,
      portal::HttpServer::Start(arguments.server, [&portal](const portal::HttpRequest& request) {
        return portal->Answer(request);
      }));
  CatchStopSignals();
  if (!OnlyHere(arguments.server.listen)) {
    std::fprintf(stderr,
                 "arsip: this address can be reached by others, and serve asks nobody who they "
                 "are: put nginx in front (deploy/nginx)\n");
  }
  const std::string address = server->address();
  if (address.starts_with("unix:")) {
    std::printf("serving %s at %s\n", portal->collection().c_str(), address.c_str());
  } else {
    std::printf("serving http://%s/%s/\n", address.c_str(), portal->collection().c_str());
  }
  std::fflush(stdout);
  while (!StopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  server->Stop(kGrace);
  return Ok();
}

int RunServe(ServeArguments& arguments) {
  const Status served = Serve(arguments);
  return served ? kDone : Complain(served.error());
}

void AddLimits(Verb verb, ServeArguments& arguments) {
  verb.AddOption("--threads", arguments.server.threads, "Requests answered at the same time")
      .ShowDefault();
  verb.AddOption("--max-connections", arguments.server.max_connections,
                 "Connections in all; more wait")
      .ShowDefault();
  verb.AddOption("--max-connections-per-peer", arguments.server.max_connections_per_peer,
                 "Connections from one address; more are closed")
      .ShowDefault();
  verb.AddOption("--header-timeout", arguments.header_timeout,
                 "For a request's header. Default: 10s");
  verb.AddOption("--write-timeout", arguments.write_timeout,
                 "For each 64 KiB that a reader takes. Default: 30s");
  verb.AddOption("--response-deadline", arguments.response_deadline,
                 "For a whole answer. Default: 1h");
}

}  // namespace

void AddServeCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  portal::PortalOptions& portal = arguments->portal;
  Verb verb = program.AddVerb("serve", "Serve an archive over HTTP: CDX, WARC ranges, Memento");
  verb.AddOption("--archive", portal.archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddOption("--listen", arguments->server.listen, "IP:PORT, or unix:/PATH for a local socket")
      .ShowDefault();
  verb.AddOption("--collection", portal.collection,
                 "First part of every path. Default: the directory's name");
  verb.AddOption(
      "--public-url", portal.public_url,
      "Where readers find it, such as https://archive.example. Default: from the request");
  verb.AddOption("--allow-origin", portal.allowed_origins,
                 "Origin whose scripts may read answers (CORS); * for any. Repeatable")
      .Repeatable();
  verb.AddOption("--access-log", portal.access_log,
                 "Who fetched what, as JSON lines. Default: DIR/reports/access-log.jsonl")
      .TypeName("FILE");
  AddLimits(verb, *arguments);
  verb.SetFooter(
      "Examples:\n"
      "  arsip serve --archive /srv/news\n"
      "  arsip serve --archive /srv/news --listen unix:/run/arsip/news.sock --public-url "
      "https://archive.example\n"
      "  curl 'http://127.0.0.1:8090/news/cdx?url=example.org&matchType=host'\n"
      "docs/http-api.md says what each path does. It reads a copy of the index, so crawls go on "
      "beside it;\nwhat they capture shows when they have ended. Ctrl-C stops it.");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunServe(*arguments); });
}

}  // namespace arsip::cli
