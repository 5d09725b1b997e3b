// A simulated year of visits: freshness of this program's policy beside a uniform one, one in
// proportion to the true rates of change, and the best that knows them, with the same visits.
//   revisit_year [SEED] [DAYS] [PAGES] [REQUESTS_PER_DAY]
#include <cstdio>
#include <cstdlib>

#include "revisited_web.h"

namespace {

using arsip::frontier::PolicyResult;
using arsip::frontier::VisitPolicy;

void Print(const char* name, const PolicyResult& result) {
  std::printf("| %s | %zu | %.1f %% | %.1f %% | %.1f h | %.1f %% | %.1f h | %.1f %% |\n", name,
              result.visits, 100 * result.fresh, 100 * result.fresh_heads, result.age_hours,
              100 * result.caught, result.takedown_gap_hours, 100 * result.takedowns_missed);
}

}  // namespace

int main(int argc, char** argv) {
  arsip::frontier::WebOptions options{
      .seed = 1, .days = 365, .platforms = 2, .pages = 400, .requests_per_day = 288};
  if (argc > 1) options.seed = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) options.days = std::atoi(argv[2]);
  if (argc > 3) options.pages = std::atoi(argv[3]);
  if (argc > 4) options.requests_per_day = std::atoi(argv[4]);
  arsip::frontier::RevisitedWeb web(options);
  std::printf("seed %llu, %d days, %d platforms of %d pages, %d requests a day each\n\n",
              static_cast<unsigned long long>(options.seed), options.days, options.platforms,
              options.pages, options.requests_per_day);
  std::printf(
      "| policy | visits | fresh | heads fresh | age | changes caught | takedown known within | "
      "missed |\n|---|---|---|---|---|---|---|---|\n");
  Print("Arsip", web.Measure(VisitPolicy::kFrontier));
  Print("uniform", web.Measure(VisitPolicy::kUniform));
  Print("in proportion to change", web.Measure(VisitPolicy::kProportional));
  Print("best, rates known", web.Measure(VisitPolicy::kBestKnown));
  return 0;
}
