// SimulatedResolver: the synthetic web's name service, asynchronous and cached as a real one.
// Ends with its frontier's process. Not thread-safe.
#ifndef ARSIP_TESTS_SIMULATION_SIMULATED_RESOLVER_H_
#define ARSIP_TESTS_SIMULATION_SIMULATED_RESOLVER_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "event_loop.h"
#include "frontier/host_resolver.h"
#include "seeded_random.h"
#include "synthetic_web.h"

namespace arsip::simulation {

class SimulatedResolver : public frontier::HostResolver {
 public:
  SimulatedResolver(const SyntheticWeb& web, EventLoop& loop, SeededRandom& random)
      : web_(web), loop_(loop), random_(random) {}

  std::optional<frontier::Resolution> Resolve(std::string_view host) override {
    const auto found = answers_.find(std::string(host));
    if (found != answers_.end() && loop_.now() < found->second.until) {
      return found->second.resolution;
    }
    if (found != answers_.end() && !found->second.resolution.has_value()) return std::nullopt;
    LookUp(std::string(host));
    return std::nullopt;
  }
  void SetWake(std::function<void()> wake) override { wake_ = std::move(wake); }
  bool looking_up() const { return pending_ > 0; }

 private:
  struct Answer {
    std::optional<frontier::Resolution> resolution;  // nullopt: being looked up
    Duration until{};
  };

  void LookUp(const std::string& host) {
    answers_[host] = Answer{};
    ++pending_;
    const Duration latency = random_.Between(std::chrono::milliseconds(1), std::chrono::seconds(2));
    loop_.After(latency, [this, host, alive = std::weak_ptr<int>(alive_)] {
      if (alive.expired()) return;
      const frontier::Resolution resolution = web_.Resolve(host, loop_.now());
      answers_[host] = Answer{resolution, loop_.now() + resolution.ttl};
      --pending_;
      if (wake_) wake_();
    });
  }

  const SyntheticWeb& web_;
  EventLoop& loop_;
  SeededRandom& random_;
  std::function<void()> wake_;
  std::map<std::string, Answer> answers_;
  size_t pending_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace arsip::simulation

#endif  // ARSIP_TESTS_SIMULATION_SIMULATED_RESOLVER_H_
