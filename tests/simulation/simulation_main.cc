// frontier_simulation [--seed N | --seeds A..B | --part I/N] [--steps N] [--trace] [--mutation N]
//
// Runs seeds and prints one line for all, or for the first that fails: the seed, the step, the
// invariant, the last events, and the command that shows it again. Exit 0: no violation; 1: one;
// 2: usage. Environment: ARSIP_SIMULATION_SEEDS: how many seeds from 1 on, without --seed or
// --seeds (default 2000; nightly more). --part 1/2: the first half of them.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "base/log.h"
#include "simulation.h"

namespace arsip::simulation {
namespace {

struct Arguments {
  uint64_t first = 1;
  uint64_t last = 2000;
  SimulationOptions simulation;
};

bool Number(std::string_view text, uint64_t* number) {
  char* end = nullptr;
  const std::string copy(text);
  *number = std::strtoull(copy.c_str(), &end, 10);
  return !copy.empty() && *end == '\0';
}

bool ParseSeeds(std::string_view text, Arguments& arguments) {
  const size_t dots = text.find("..");
  if (dots == std::string_view::npos) return false;
  return Number(text.substr(0, dots), &arguments.first) &&
         Number(text.substr(dots + 2), &arguments.last);
}

// Of the seeds from 1 on.
bool ParsePart(std::string_view text, Arguments& arguments) {
  const size_t slash = text.find('/');
  uint64_t part = 0;
  uint64_t parts = 0;
  if (slash == std::string_view::npos || !Number(text.substr(0, slash), &part) ||
      !Number(text.substr(slash + 1), &parts) || part == 0 || part > parts) {
    return false;
  }
  const uint64_t seeds = arguments.last;
  arguments.first = (part - 1) * seeds / parts + 1;
  arguments.last = part * seeds / parts;
  return true;
}

bool Parse(int argc, char** argv, Arguments& arguments) {
  const char* const seeds = std::getenv("ARSIP_SIMULATION_SEEDS");
  if (seeds != nullptr && !Number(seeds, &arguments.last)) return false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--trace") {
      arguments.simulation.trace = true;
      continue;
    }
    if (++i >= argc) return false;
    uint64_t number = 0;
    if (flag == "--seeds") {
      if (!ParseSeeds(argv[i], arguments)) return false;
      continue;
    }
    if (flag == "--part") {
      if (!ParsePart(argv[i], arguments)) return false;
      continue;
    }
    if (!Number(argv[i], &number)) return false;
    if (flag == "--seed") {
      arguments.first = arguments.last = number;
    } else if (flag == "--steps") {
      arguments.simulation.steps = number;
    } else if (flag == "--mutation" && number < static_cast<uint64_t>(Mutation::kNumberOf)) {
      arguments.simulation.mutation = static_cast<Mutation>(number);
    } else {
      return false;
    }
  }
  return true;
}

void Report(const Arguments& arguments, uint64_t seed, const SimulationResult& result) {
  std::cout << "seed " << seed << " failed at step " << result.violation->step << ": "
            << result.violation->invariant << ": " << result.violation->what
            << "\nthe last events (seconds):\n";
  for (const std::string& line : result.last_events) std::cout << "  " << line << "\n";
  std::cout << "again: frontier_simulation --seed " << seed << " --steps "
            << arguments.simulation.steps;
  if (arguments.simulation.mutation != Mutation::kNone) {
    std::cout << " --mutation " << static_cast<int>(arguments.simulation.mutation);
  }
  std::cout << " --trace\n";
}

int Run(const Arguments& arguments) {
  const auto began = std::chrono::steady_clock::now();
  SimulationResult total;
  for (uint64_t seed = arguments.first; seed <= arguments.last; ++seed) {
    SimulationOptions options = arguments.simulation;
    options.seed = seed;
    const SimulationResult result = Simulate(options);
    if (result.violation.has_value()) {
      Report(arguments, seed, result);
      return 1;
    }
    total.steps += result.steps;
    total.urls += result.urls;
    total.requests += result.requests;
    total.captured += result.captured;
    total.crashes += result.crashes;
    total.lasted += result.lasted / 1000;
    total.digest = total.digest * 31 + result.digest;
  }
  const auto took = std::chrono::steady_clock::now() - began;
  std::cout << "seeds " << arguments.first << ".." << arguments.last << ": no violation; "
            << total.steps << " steps, " << total.urls << " URLs, " << total.requests
            << " requests, " << total.captured << " captures, " << total.crashes
            << " crashes of the frontier, "
            << std::chrono::duration_cast<std::chrono::hours>(total.lasted).count() * 1000 / 24
            << " virtual days in "
            << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms; digest "
            << std::hex << total.digest << "\n";
  return 0;
}

}  // namespace
}  // namespace arsip::simulation

int main(int argc, char** argv) {
  arsip::SetLogLevel(arsip::LogLevel::kError);
  arsip::simulation::Arguments arguments;
  if (!arsip::simulation::Parse(argc, argv, arguments)) {
    std::cerr << "usage: frontier_simulation [--seed N | --seeds A..B | --part I/N] [--steps N] "
                 "[--trace] "
                 "[--mutation N]\n";
    return 2;
  }
  return arsip::simulation::Run(arguments);
}
