// arsip seeds check: is this collection file valid, and what does it say?
#include <cstdio>
#include <memory>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/crawl_flags.h"
#include "cli/exit_code.h"
#include "seeds/collection.h"

namespace arsip::cli {
namespace {

int RunCheck(const std::string& path) {
  const SystemClock clock;
  Result<seeds::Collection> collection = seeds::ReadCollection(path, clock.Utc());
  if (!collection) return ComplainOfCollection(collection.error());
  std::printf("%s: valid\n", path.c_str());
  std::printf("  collection   %s\n", collection->name.c_str());
  std::printf("  purpose      %s\n", collection->purpose.c_str());
  std::printf("  review by    %s\n", collection->review_by.c_str());
  std::printf("  seeds        %zu\n", collection->seeds.size());
  std::printf("  scope        %zu prefixes, %zu hosts, %zu domains\n",
              collection->scope.prefixes.size(), collection->scope.hosts.size(),
              collection->scope.domains.size());
  std::printf("  robots       %s\n",
              collection->robots.obey ? "obey" : "ignore (recorded override)");
  return kDone;
}

}  // namespace

void AddSeedsCommand(Verb program, int& exit_code) {
  Verb verb = program.AddVerb("seeds", "Work with collection files");
  verb.RequireVerb();
  auto path = std::make_shared<std::string>();
  Verb check = verb.AddVerb("check", "Check a collection file; every problem with its line");
  check.AddOption("FILE", *path, "Collection file (YAML)").Required().Check(NotADirectory);
  check.SetFooter(
      "Examples:\n  arsip seeds check news.yaml\nEvery key is explained in docs/collections.md.");
  verb.SetFooter("Examples:\n  arsip seeds check news.yaml");
  check.SetCallback([path, &exit_code] { exit_code = RunCheck(*path); });
}

}  // namespace arsip::cli
