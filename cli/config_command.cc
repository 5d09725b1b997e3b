// arsip config --print: every setting, its meaning and what holds now.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "cli/settings.h"

namespace arsip::cli {

void AddConfigCommand(Verb program, int& exit_code) {
  struct ConfigArguments {
    CrawlFlags flags;
    bool print = false;
  };
  auto arguments = std::make_shared<ConfigArguments>();
  Verb verb = program.AddVerb("config", "Show the settings that hold, with their meaning");
  verb.AddFlag("--print", arguments->print, "Print them as a settings file");
  arguments->flags.AddSettings(verb);
  verb.SetFooter(
      "Examples:\n"
      "  arsip config --print\n"
      "  arsip config --print --set fetch.total_timeout=5m > arsip.yaml\n"
      "  arsip crawl news.yaml --archive DIR --config arsip.yaml");
  verb.SetCallback([arguments, &exit_code] {
    Result<crawler::CrawlOptions> options = PrepareSettings(arguments->flags);
    if (!options) {
      exit_code = Complain(options.error());
      return;
    }
    std::fputs(PrintSettings(*options).c_str(), stdout);
  });
}

}  // namespace arsip::cli
