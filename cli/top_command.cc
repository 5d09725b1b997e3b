// arsip top: a running crawl, drawn again every second.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/control_call.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/stop_signal.h"
#include "cli/top_view.h"

namespace arsip::cli {
namespace {

using nlohmann::json;
using Pace = std::chrono::steady_clock;

constexpr Duration kShortestInterval = std::chrono::milliseconds(100);
constexpr int kReasonsOf = 1000;  // queues whose reasons are counted
constexpr int kSlowest = 10;

struct TopArguments {
  std::string archive_directory;
  std::string interval = "1s";
  bool once = false;
  bool json = false;
};

struct Picture {
  json status, waiting, slowest;
};

Result<Picture> Look(const std::string& archive) {
  Picture picture;
  ARSIP_ASSIGN(picture.status, CallControl(archive, {{"verb", "status"}}));
  ARSIP_ASSIGN(picture.waiting, CallControl(archive, {{"verb", "queues"}, {"limit", kReasonsOf}}));
  ARSIP_ASSIGN(
      picture.slowest,
      CallControl(archive, {{"verb", "queues"}, {"order", "slowest"}, {"limit", kSlowest}}));
  return picture;
}

void PrintJson(const Picture& picture) {
  json object = picture.status;
  object.erase("ok");
  object["queues"] = picture.waiting.value("total", uint64_t{0});
  object["waiting_reasons"] = WaitingReasons(picture.waiting);
  object["slowest"] = picture.slowest.value("queues", json::array());
  std::puts(JsonText(object, -1).c_str());
  std::fflush(stdout);
}

void Draw(const Picture& picture, bool terminal) {
  std::string text = TopText(picture.status, picture.waiting, picture.slowest);
  if (terminal) text = "\033[H\033[2J" + text + "\nCtrl-C ends this, not the crawl.\n";
  std::fputs(text.c_str(), stdout);
  if (!terminal) std::puts("");
  std::fflush(stdout);
}

int RunTop(const TopArguments& arguments) {
  Result<Duration> interval = ParseDuration(arguments.interval);
  if (!interval) return Complain(interval.error());
  CatchStopSignals();
  const bool terminal = !arguments.once && isatty(STDOUT_FILENO) != 0;
  for (bool first = true;; first = false) {
    const Result<Picture> picture = Look(arguments.archive_directory);
    if (!picture && !first && picture.error().code == ErrorCode::kNotFound) {
      std::fprintf(stderr, "arsip: the crawl has ended\n");
      return kDone;
    }
    if (!picture) return Complain(picture.error());
    if (arguments.json) {
      PrintJson(*picture);
    } else {
      Draw(*picture, terminal);
    }
    if (arguments.once) return kDone;
    const auto next = Pace::now() + std::max(*interval, kShortestInterval);
    while (Pace::now() < next && !StopRequested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (StopRequested()) return kDone;
  }
}

}  // namespace

void AddTopCommand(Verb program, int& exit_code) {
  auto arguments = std::make_shared<TopArguments>();
  Verb verb =
      program.AddVerb("top", "Watch a crawl while it runs: rates, queues, hosts, disk, ETA");
  verb.AddOption("--archive", arguments->archive_directory, "Archive directory")
      .Required()
      .TypeName("DIR");
  verb.AddOption("--interval", arguments->interval, "Between two looks").ShowDefault();
  verb.AddFlag("--once", arguments->once, "Look once, then end");
  verb.AddFlag("--json", arguments->json, "One JSON object a look, one a line");
  verb.SetFooter(
      "Examples:\n"
      "  arsip top --archive /srv/news\n"
      "  arsip top --archive /srv/news --once --json | jq .rates");
  verb.SetCallback([arguments, &exit_code] { exit_code = RunTop(*arguments); });
}

}  // namespace arsip::cli
