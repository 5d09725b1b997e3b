#include "simulation.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "world.h"

namespace arsip::simulation {
namespace {

constexpr uint64_t kCheckEvery = 200;  // turns between two comparisons of everything
constexpr uint64_t kLeastToEnd = 250'000;

}  // namespace

World::World(const SimulationOptions& options)
    : options_(options),
      climate_(options.seed),
      scratch_(options.seed),
      trace_(loop_, options.trace),
      random_(options.seed),
      web_(options.seed, climate_.habits),
      model_(climate_.options, web_, loop_, trace_, climate_.max_depth),
      log_(climate_.options, model_, web_, loop_, trace_),
      store_(MakeStore(), climate_, options.mutation, loop_, trace_, random_),
      process_(climate_, options.mutation, web_, loop_, trace_, random_, store_, model_,
               [this](const frontier::Peer& peer, std::string_view bytes) {
                 return ToWorker(peer, bytes);
               }),
      operator_(web_, trace_, random_, model_, climate_.max_depth),
      around_{climate_,
              web_,
              loop_,
              trace_,
              random_,
              log_,
              [this]() -> const SimulatedScope& { return model_.operator_model().scope(); },
              archive_,
              [this](const frontier::Peer& from, std::string bytes) {
                ToFrontier(from, std::move(bytes));
              }} {
  for (size_t number = 0; number < climate_.workers; ++number) {
    workers_.push_back(std::make_unique<SimulatedWorker>("w" + std::to_string(number), around_));
  }
}

std::unique_ptr<frontier::FrontierStore> World::MakeStore() {
  if (!climate_.on_disk) return frontier::NewMemoryStore();
  auto store = frontier::OpenLevelDbStore(scratch_.path.string());
  if (store) return std::move(*store);
  trace_.Violate("opens", store.error().ToString());
  return frontier::NewMemoryStore();
}

SimulationResult World::Run() {
  process_.OnStart([this] {
    for (const auto& worker : workers_) {
      if (climate_.one_process || !worker->alive()) worker->Start();
    }
    if (healed_) Finish();
  });
  process_.OnCrash([this] {
    if (!climate_.one_process) return;
    for (const auto& worker : workers_) worker->Kill();
  });
  process_.OnKeepalive([this] {
    for (const auto& worker : workers_) worker->Keepalive();
  });
  process_.Start();
  PlanFault();
  PlanAction();
  RunUntil(climate_.life, options_.steps);
  Heal();
  RunUntil(Duration::max(), trace_.step + options_.steps + kLeastToEnd);
  CheckEnd();
  SimulationResult result;
  result.violation = trace_.violation();
  result.digest = trace_.digest();
  result.steps = trace_.step;
  result.urls = model_.urls().size();
  result.requests = log_.size();
  result.crashes = crashes_;
  result.lasted = loop_.now();
  for (const auto& [href, url] : model_.urls()) result.captured += url.captures;
  result.last_events = trace_.last();
  return result;
}

void World::RunUntil(Duration end, uint64_t last_step) {
  while (!trace_.violation().has_value() && trace_.step < last_step) {
    const auto next = loop_.next();
    if (!next.has_value() || *next > end) return;
    ++trace_.step;
    loop_.RunNext();
    Observe();
    if (AtEnd()) return;
  }
}

// After every step of the frontier: one URL's explanation; now and then all that is stored.
void World::Observe() {
  if (!process_.running() || process_.turns() == observed_) return;
  observed_ = process_.turns();
  const ModelUrl* const url = model_.Any(random_.Next());
  if (url != nullptr) {
    auto explanation = process_.frontier().ExplainUrl(url->url);
    if (!explanation) {
      trace_.Violate("explained", explanation.error().ToString());
    } else {
      model_.CheckExplanation(*url, *explanation);
    }
  }
  if (observed_ % kCheckEvery == 0 && !process_.frontier().dirty()) process_.Settle();
}

void World::Heal() {
  trace_.Add("all is healed");
  healed_ = true;
  healed_at_ = loop_.now();
  SetDateRight();
  web_.HealAt(loop_.now());
  store_.StopFaults();
  process_.LiftBudgets();
  for (const auto& worker : workers_) {
    worker->CutOffUntil({});
    if (process_.running()) worker->Start();
  }
  Finish();
}

// A host whose robots.txt is never found waits for ever: RFC 9309 section 2.3.1.4.
bool World::AtEnd() {
  if (!finished_ || model_.open_leases() > 0) return false;
  return process_.finished() || loop_.now() > healed_at_ + std::chrono::hours(24 * 8);
}

void World::CheckWaiting(const ModelUrl& url, const frontier::Explanation& explanation,
                         bool budget) {
  if (explanation.state != frontier::UrlState::kQueued || budget) return;
  if (explanation.reason.starts_with("robots.txt could not be fetched")) return;
  const bool deferred = explanation.reason.starts_with("deferred");
  if (deferred && model_.operator_model().WhyDeferred(url.url).has_value()) return;
  if (deferred && model_.IsOneTooMany(url.url)) return;
  trace_.Violate(deferred ? "comes back" : "comes to an end",
                 url.url.href() + " still waits: " + explanation.reason);
}

// The operator asked for a rescope at last: nothing that is inside stays refused.
void World::CheckRefused(const ModelUrl& url, const frontier::Explanation& explanation) {
  const bool by_scope = explanation.reason.starts_with("refused (scope)") ||
                        explanation.reason.starts_with("refused (trap)");
  if (!by_scope || !model_.operator_model().Inside(url.url, url.depth)) return;
  trace_.Violate("rescope", url.url.href() + " is inside, and stays " + explanation.reason);
}

void World::CheckEnd() {
  if (trace_.violation().has_value()) return;
  if (!AtEnd()) {
    trace_.Violate("comes to an end", std::to_string(model_.open_leases()) + " leases are open");
    return;
  }
  process_.Settle();
  const frontier::FrontierProgress progress = process_.frontier().Progress();
  std::map<frontier::UrlState, uint64_t> states;
  for (const auto& [href, url] : model_.urls()) {
    auto explanation = process_.frontier().ExplainUrl(url.url);
    if (!explanation) {
      trace_.Violate("explained", explanation.error().ToString());
      return;
    }
    model_.CheckExplanation(url, *explanation);
    CheckWaiting(url, *explanation, progress.budget_reached);
    CheckRefused(url, *explanation);
    ++states[explanation->state.value_or(frontier::UrlState::kDiscovered)];
  }
  uint64_t refused = 0;
  for (const auto& [why, count] : progress.refused) refused += count;
  using frontier::UrlState;
  if (states[UrlState::kCaptured] != progress.captured ||
      states[UrlState::kFailed] != progress.failed || states[UrlState::kRefused] != refused ||
      states[UrlState::kQueued] != progress.queued + progress.deferred ||
      states[UrlState::kDormant] != progress.dormant || states[UrlState::kDiscovered] != 0) {
    trace_.Violate("one state", "the counters do not add up to the URLs at the end");
  }
}

SimulationResult Simulate(const SimulationOptions& options) {
  World world(options);
  return world.Run();
}

}  // namespace arsip::simulation
