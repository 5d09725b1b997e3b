#include "operator.h"

#include <utility>

namespace arsip::simulation {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A disk that is full, or an answer that is lost, is the operator's bad luck.
void Operator::Told(const std::string& what, const Status& status) {
  trace_.Add("operator: " + what + (status ? "" : ": " + status.error().ToString()));
  if (status) return;
  const ErrorCode code = status.error().code;
  if (code == ErrorCode::kNoSpace || code == ErrorCode::kUnavailable) return;
  if (code == ErrorCode::kTimeout) return;
  trace_.Violate("live control", what + ": " + status.error().ToString());
}

void Operator::Act(ObservedControl& control) {
  switch (random_.Below(8)) {
    case 0:
      return PauseOrResume(control);
    case 1:
      return Block(control);
    case 2:
      return SetRules(control);
    case 3:
      return Rescope(control);
    case 4:
      return SetBudget(control);
    case 5: {
      const Url url = AnyUrl();
      const auto answer = control.AddSeed(url);
      return Told("seed " + url.href() + (answer ? ": " + answer->what : ""),
                  answer ? Ok() : Status(answer.error()));
    }
    default: {
      const Url url = AnyUrl();
      const auto answer = control.CaptureNow(url);
      return Told("capture " + url.href() + (answer ? ": " + answer->what : ""),
                  answer ? Ok() : Status(answer.error()));
    }
  }
}

void Operator::PauseOrResume(ObservedControl& control) {
  if (random_.Chance(0.3)) {
    control.Pause("a test");
    return Told("pause", Ok());
  }
  control.Resume();
  Told("resume", Ok());
}

void Operator::Block(ObservedControl& control) {
  const std::string host = "h" + std::to_string(random_.Below(web_.hosts())) + ".example";
  if (random_.Chance(0.5)) {
    const auto origins = control.UnblockHost(host);
    return Told("unblock " + host, origins ? Ok() : Status(origins.error()));
  }
  std::optional<Duration> lasts;
  if (random_.Chance(0.7)) lasts = random_.Between(seconds(1), hours(6));
  const auto origins = control.BlockHost(host, lasts, "a test");
  Told("block " + host, origins ? Ok() : Status(origins.error()));
}

void Operator::SetRules(ObservedControl& control) {
  std::vector<std::string> rules;
  for (const char* const rule : {"/day/", "h1.example/p", "/s/c0", "/p1", "/a"}) {
    if (random_.Chance(0.2)) rules.emplace_back(rule);
  }
  const Status status = control.SetIgnoreRules(rules);
  Told(std::to_string(rules.size()) + " ignore rules", status);
}

void Operator::Rescope(ObservedControl& control) {
  SimulatedScope scope;
  scope.max_depth = 1 + static_cast<uint32_t>(random_.Below(5));
  if (random_.Chance(0.7)) scope.closed_hosts = random_.Next() & random_.Next();
  control.RescopeTo(scope);
  Told("rescope to depth " + std::to_string(scope.max_depth), Ok());
}

void Operator::SetBudget(ObservedControl& control) {
  frontier::Budgets budgets;
  if (random_.Chance(0.6)) budgets.max_pages = random_.Below(150);
  if (random_.Chance(0.3)) budgets.max_bytes = random_.Below(400'000);
  control.SetBudgets(budgets);
  Told("budget", Ok());
}

Url Operator::AnyUrl() {
  const ModelUrl* const known = model_.Any(random_.Next());
  if (known != nullptr && random_.Chance(0.8)) return known->url;
  const std::string host = "h" + std::to_string(random_.Below(web_.hosts() + 1)) + ".example/p";
  const std::string scheme = random_.Chance(0.6) ? "https://" : "http://";
  return Url::Parse(scheme + host + std::to_string(random_.Below(60))).value_or(Url());
}

void Operator::TakeBack(ObservedControl& control) {
  control.Resume();
  for (size_t host = 0; host <= web_.hosts(); ++host) {
    const std::string name = "h" + std::to_string(host) + ".example";
    const auto origins = control.UnblockHost(name);
    if (!origins) Told("unblock " + name, Status(origins.error()));
  }
  Told("no ignore rules", control.SetIgnoreRules({}));
}

void Operator::Finish(ObservedControl& control) {
  TakeBack(control);
  control.RescopeTo(SimulatedScope{max_depth_, 0});
  Told("rescope to the first scope", Ok());
}

}  // namespace arsip::simulation
