// RevisitedWeb: pages that change, burst and vanish, on a virtual clock; the real frontier visits
// them, and other policies spend the same visits of the same platforms at the same times.
//
// Deterministic: the same options give the same web and the same visits.
// tests/bench/revisit_year.cc prints a year of it, revisit_year_test.cc asserts what CI can afford.
#ifndef ARSIP_TESTS_FRONTIER_REVISITED_WEB_H_
#define ARSIP_TESTS_FRONTIER_REVISITED_WEB_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/clock.h"

namespace arsip::frontier {

struct WebOptions {
  uint64_t seed = 1;
  int days = 60;
  int platforms = 2;
  int pages = 150;            // of each platform
  int requests_per_day = 96;  // that its delay allows
};

enum class VisitPolicy : uint8_t {
  kFrontier,      // this program's
  kUniform,       // the page not seen for longest
  kProportional,  // knows each page's true rate of change, and visits in proportion to it
  kBestKnown,     // knows the true rates, and visits where freshness gains most
};

struct PolicyResult {
  size_t visits = 0;
  double fresh = 0;               // of the time that captured pages were there
  double fresh_heads = 0;         // likewise, of channel heads
  double age_hours = 0;           // mean time since the first change not seen yet; 0 while fresh
  double caught = 0;              // of all changes, those of which a version was captured
  double takedown_gap_hours = 0;  // median between the last sight of a page and that it is gone
  double takedowns_missed = 0;    // of the pages that vanished, those not noticed at the end
};

class RevisitedWeb {
 public:
  explicit RevisitedWeb(const WebOptions& options);
  // Runs the frontier first: the others take its visits over.
  PolicyResult Measure(VisitPolicy policy);

 private:
  struct Page {
    std::string href;
    int platform = 0;
    bool head = false;
    double rate = 0;              // changes a second, in the mean
    double born = 0;              // seconds
    double gone = 0;              // seconds; beyond the end: never
    std::vector<double> changes;  // ascending
  };
  struct Visited {
    double time = 0;
    size_t page = 0;
    bool first = false;
  };

  Page MakePage(int platform, int number, std::mt19937_64& random) const;
  void RunFrontier();
  std::vector<Visited> Replay(VisitPolicy policy) const;
  PolicyResult Score(const std::vector<Visited>& visits) const;

  const WebOptions options_;
  const double end_;
  std::vector<Page> pages_;
  std::vector<Visited> visits_;  // the frontier's
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_REVISITED_WEB_H_
