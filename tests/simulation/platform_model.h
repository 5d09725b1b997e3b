// PlatformModel: the requests that a platform is given in a window, and the turns that the channels
// of a host take. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_PLATFORM_MODEL_H_
#define ARSIP_TESTS_SIMULATION_PLATFORM_MODEL_H_

#include <map>
#include <string>

#include "event_loop.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"
#include "synthetic_web.h"

namespace arsip::simulation {

class PlatformModel {
 public:
  PlatformModel(const frontier::FrontierOptions& options, const EventLoop& loop, Trace& trace)
      : options_(options), loop_(loop), trace_(trace) {}

  // Without a platform, its registrable domain.
  std::string PlatformOf(const Url& url) const;
  // Its channel, or else its host: "https://h1.example/s/c0".
  std::string QueueOf(const Url& url) const;

  void Granted(const Url& url);
  // It waits in its queue, and nothing but its turn is missing.
  void Waits(const Url& url) { ++waiting_[Origin(url)][QueueOf(url)]; }
  // `fresh`: it was one of those.
  void Taken(const Url& url, bool fresh);
  // The time between two runs seemed shorter to the frontier than it was.
  void LoseTime() { time_lost_ = true; }

  void LiftBudgets() { budgets_ = false; }
  void Committed() { durable_ = windows_; }
  void Crashed() { passed_.clear(); }
  void Reconcile() { windows_ = durable_; }

 private:
  struct Window {
    Duration start{};
    uint64_t requests = 0;
    uint64_t before = 0;  // in the window before
  };
  static std::string Origin(const Url& url) { return std::string(url.origin()); }
  const frontier::PlatformLimit* Find(const Url& url) const;

  const frontier::FrontierOptions options_;
  const EventLoop& loop_;
  Trace& trace_;
  bool time_lost_ = false;
  bool budgets_ = true;
  std::map<std::string, Window> windows_;  // by platform
  std::map<std::string, Window> durable_;
  std::map<std::string, std::map<std::string, int>> waiting_;  // by origin and queue
  // How often a queue was served since another one was.
  std::map<std::string, std::map<std::string, int>> passed_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_PLATFORM_MODEL_H_
