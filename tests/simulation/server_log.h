// ServerLog: every request as the simulated servers saw it, and what politeness says of it.
//
// The judge stands at the servers: it knows when a request came and when the answer ended, and the
// rules that were promised. A worker whose process stands still cannot end a connection; what it
// holds counts as ended when the frontier gave its lease up. Nothing else is excused. The log
// also takes other delays (of a platform, say): a Rule is a name for the request's servers, and
// the delay that any two requests of one name keep.
#ifndef ARSIP_TESTS_SIMULATION_SERVER_LOG_H_
#define ARSIP_TESTS_SIMULATION_SERVER_LOG_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "event_loop.h"
#include "frontier/frontier_options.h"
#include "frontier/lease.h"
#include "frontier_model.h"
#include "synthetic_web.h"

namespace arsip::simulation {

struct ServedRequest {
  std::string origin;
  std::string address;
  std::string href;
  frontier::LeaseId lease;
  std::string worker;
  bool robots = false;
  Duration begin{};
  std::optional<Duration> end;
  bool excused = false;  // its worker's process stood still
};

class ServerLog {
 public:
  struct Rule {
    std::string invariant;                                  // "host delay"
    std::function<std::string(const ServedRequest&)> name;  // empty: it is not concerned
    std::function<Duration(const ServedRequest&)> delay;
    size_t connections = 1;  // at once
  };

  ServerLog(const frontier::FrontierOptions& options, FrontierModel& model, const SyntheticWeb& web,
            const EventLoop& loop, Trace& trace);
  void AddRule(Rule rule) { rules_.push_back(std::move(rule)); }

  // The number of the request.
  size_t Begin(const frontier::Lease& lease, const std::string& worker);
  void End(size_t request);
  // The worker's process stands still, with these requests open.
  void Excuse(size_t request) { requests_[request].excused = true; }
  size_t size() const { return requests_.size(); }
  const ServedRequest& operator[](size_t request) const { return requests_[request]; }

 private:
  Duration HostDelay(const ServedRequest& request);
  void CheckRule(const Rule& rule, const ServedRequest& request);
  void CheckLease(const ServedRequest& request);
  void CheckBackOff(const ServedRequest& request);
  void CheckRobots(const frontier::Lease& lease, const ServedRequest& request);
  // When the server, or for excused ones the frontier, was done with it.
  std::optional<Duration> EndOf(const ServedRequest& request) const;

  const frontier::FrontierOptions options_;  // rules refer to it
  FrontierModel& model_;
  const SyntheticWeb& web_;
  const EventLoop& loop_;
  Trace& trace_;
  std::vector<Rule> rules_;
  std::vector<ServedRequest> requests_;
  // By rule and name: the last requests, as many as may matter.
  std::map<std::pair<std::string, std::string>, std::vector<size_t>> by_name_;
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SERVER_LOG_H_
