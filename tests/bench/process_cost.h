// What a bench of one process asks of the machine, and how it ends when something fails.
#ifndef ARSIP_TESTS_BENCH_PROCESS_COST_H_
#define ARSIP_TESTS_BENCH_PROCESS_COST_H_

#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "base/result.h"

namespace arsip {

// CLOCK_PROCESS_CPUTIME_ID: of all threads; CLOCK_THREAD_CPUTIME_ID: of the calling one.
inline double CpuSecondsOf(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Memory that is the process' own; pages of files are not counted.
inline uint64_t AnonymousBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  uint64_t kilobytes = 0;
  while (status >> word) {
    if (word == "RssAnon:") status >> kilobytes;
  }
  return kilobytes << 10;
}

inline void Require(const Status& status) {
  if (status.has_value()) return;
  std::fprintf(stderr, "bench: %s\n", status.error().ToString().c_str());
  std::exit(1);
}
template <class T>
T Require(Result<T> result) {
  if (!result.has_value()) Require(Status(result.error()));
  return std::move(*result);
}

}  // namespace arsip

#endif  // ARSIP_TESTS_BENCH_PROCESS_COST_H_
