#include "frontier_process.h"

#include <algorithm>

#include "store_check.h"

namespace arsip::simulation {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Duration kDryWait = milliseconds(5);
constexpr Duration kHousekeeping = seconds(5);
constexpr uint64_t kMaxSpins = 200;

bool Passes(const Error& error) {
  return error.code == ErrorCode::kNoSpace || error.code == ErrorCode::kUnavailable ||
         error.code == ErrorCode::kTimeout;
}

}  // namespace

FrontierProcess::FrontierProcess(const Climate& climate, Mutation mutation, const SyntheticWeb& web,
                                 EventLoop& loop, Trace& trace, SeededRandom& random,
                                 SimulatedStore& store, FrontierModel& model, Send send)
    : climate_(climate),
      mutation_(mutation),
      web_(web),
      loop_(loop),
      trace_(trace),
      random_(random),
      store_(store),
      model_(model),
      send_(std::move(send)) {}

frontier::FrontierOptions FrontierProcess::MutatedOptions() const {
  frontier::FrontierOptions options = climate_.options;
  switch (mutation_) {
    case Mutation::kNoHostDelay:
      options.host_delay = Duration(milliseconds(1));
      break;
    case Mutation::kNoIpDelay:
      options.ip_delay = Duration::zero();
      break;
    case Mutation::kNoCrawlDelay:
      options.max_crawl_delay = Duration::zero();
      break;
    case Mutation::kNoRetryAfter:
      options.max_retry_after = seconds(1);
      break;
    case Mutation::kNoBackOff:
      options.host_retries.front() = options.busy_backoff_first = seconds(1);
      break;
    case Mutation::kNoRobots:
      options.obey_robots = false;
      break;
    case Mutation::kOldRobots:
      options.robots_ttl = std::chrono::hours(24 * 365);
      break;
    case Mutation::kNoLeaseLimit:
      options.max_pages.reset();
      break;
    case Mutation::kNoByteLimit:
      options.max_bytes.reset();
      break;
    case Mutation::kNoPlatformDelay:
      options.platforms.clear();
      break;
    case Mutation::kNoHandoverWait:
      options.handover_wait = Duration::zero();
      break;
    case Mutation::kNoWildcardLimit:
      options.traps.max_hosts_per_domain = 1'000'000;
      break;
    case Mutation::kDeferAllHosts:
      options.traps.max_hosts_per_domain = 1;
      break;
    case Mutation::kNoDemotion:
      options.traps.min_novelty_percent = 0;
      break;
    case Mutation::kNoCalendars:
      options.traps.calendars = false;
      break;
    case Mutation::kNoPlatformBudget:
      for (frontier::PlatformLimit& platform : options.platforms) platform.max_requests.reset();
      break;
    case Mutation::kNoChannels:
      for (frontier::PlatformLimit& platform : options.platforms) platform.channel_paths.clear();
      break;
    default:
      break;
  }
  ChangeVisits(options);
  return options;
}

void FrontierProcess::ChangeVisits(frontier::FrontierOptions& options) const {
  if (!has_budgets_) {
    options.recrawl.enabled = false;
    for (frontier::PlatformLimit& platform : options.platforms) platform.max_requests.reset();
  }
  if (mutation_ == Mutation::kNoVisitBudget) options.recrawl.visits_per_day.reset();
  if (mutation_ != Mutation::kSoonVisits) return;
  options.recrawl.earliest = 0.01;
  for (frontier::RevisitRange& range : options.recrawl.ranges) range.min = std::chrono::minutes(1);
}

Result<std::unique_ptr<frontier::Frontier>> FrontierProcess::Open() {
  resolver_ = std::make_unique<SimulatedResolver>(web_, loop_, random_);
  resolver_->SetWake([this] { TurnAt(loop_.now()); });
  return frontier::Frontier::Open(store_, *resolver_, loop_.clock(), MutatedOptions());
}

void FrontierProcess::Start() {
  if (running()) return;
  ++life_;
  store_.NewProcess();
  auto opened = Open();
  if (!opened) {
    if (!Passes(opened.error())) trace_.Violate("opens", opened.error().ToString());
    loop_.After(seconds(1), [this] { Start(); });
    return;
  }
  trace_.Add("the frontier is open");
  frontier_ = std::make_unique<ObservedFrontier>(std::move(*opened), model_, mutation_, random_);
  Compare();
  if (!has_budgets_) model_.LiftBudgets();
  ObservedControl& control = *frontier_->live_control();
  model_.operator_model().CheckRulesAtStart(control.ignore_rules());
  control.StartWith(model_.operator_model().scope());
  frontier::FrontierServerOptions options;
  options.worker_timeout = climate_.worker_timeout;
  service_ = std::make_unique<frontier::FrontierService>(*frontier_, loop_.clock(), options);
  retrying_ = false;
  last_housekeeping_ = loop_.now();
  if (has_budgets_ && climate_.recrawls > 0 && random_.Chance(climate_.recrawls) && !Recrawl()) {
    Crash();
    loop_.After(seconds(1), [this] { Start(); });
    return;
  }
  std::vector<frontier::DiscoveredUrl> seeds;
  for (const Url& url : web_.Seeds()) {
    frontier::DiscoveredUrl& seed = seeds.emplace_back();
    seed.url = url;
    seed.hop = frontier::Hop::kSeed;
  }
  if (Status status = frontier_->Discover(seeds); !status) {
    trace_.Violate("discovers", status.error().ToString());
  }
  if (started_) started_();
  TurnAt(loop_.now());
}

// As frontier_node.cc has it: what cannot be queued once more keeps the process from starting.
bool FrontierProcess::Recrawl() {
  trace_.Add("everything once more");
  const Status status = frontier_->Recrawl();
  if (!status) {
    if (!Passes(status.error())) trace_.Violate("recrawl", status.error().ToString());
    return false;
  }
  auto stored = CheckStore(store_.real(), climate_.options.partition);
  if (!stored) {
    trace_.Violate("store", stored.error().ToString());
    return false;
  }
  model_.CheckRecrawled(*stored);
  model_.Compare(*stored);
  return true;
}

void FrontierProcess::Compare() {
  auto stored = CheckStore(store_.real(), climate_.options.partition);
  if (!stored) {
    trace_.Violate("store", stored.error().ToString());
    return;
  }
  model_.Compare(*stored);
}

void FrontierProcess::Crash() {
  if (!running()) return;
  ++life_;
  service_.reset();
  frontier_.reset();
  resolver_.reset();
  inbox_.clear();
  orders_.clear();
  turn_at_.reset();
  model_.Crashed();
  if (crashed_) crashed_();
}

// The old owner does not know yet: what it tells the store must change nothing.
void FrontierProcess::LoseOwnership() {
  if (!running() || retrying_ || store_.doomed() || !Settle()) return;
  trace_.Add("another owner takes the partition over");
  SimulatedResolver resolver(web_, loop_, random_);
  auto other = frontier::Frontier::Open(store_, resolver, loop_.clock(), MutatedOptions());
  const bool taken = other.has_value();
  frontier::DiscoveredUrl late;
  late.url =
      Url::Parse(web_.Seeds().front().href() + "?late=" + std::to_string(life_)).value_or(Url());
  const bool told = frontier_->Discover({&late, 1}).has_value();
  const Status status = frontier_->Commit();
  const bool refused =
      !status && (status.error().code == ErrorCode::kPermission || Passes(status.error()));
  if (taken && told && !refused) {
    trace_.Violate("fenced", status ? "an old owner wrote" : status.error().ToString());
  }
  Crash();
  loop_.After(seconds(1), [this] { Start(); });
}

void FrontierProcess::Receive(const frontier::Peer& from, const std::string& bytes) {
  if (!running()) return;
  inbox_.emplace_back(from, bytes);
  TurnAt(loop_.now());
}

void FrontierProcess::Post(Order order) {
  if (!running()) return;
  orders_.push_back(std::move(order));
  TurnAt(loop_.now());
}

void FrontierProcess::TurnAt(Duration when) {
  if (!running() || (turn_at_.has_value() && *turn_at_ <= when)) return;
  turn_at_ = when;
  loop_.At(when, [this, life = life_, turn = ++turns_] {
    if (life == life_ && turn == turns_) Turn();
  });
}

void FrontierProcess::Turn() {
  ++turns_taken_;
  turn_at_.reset();
  if (!TakeTurn()) {
    Crash();
    const Duration most = random_.Chance(0.5) ? Duration(seconds(3)) : std::chrono::minutes(5);
    loop_.After(random_.Between(milliseconds(100), most), [this] { Start(); });
    return;
  }
  PlanNext();
}

// What is asked for takes effect whole, before anything else is granted. False: the process ends.
bool FrontierProcess::TakeOrders() {
  ObservedControl& control = *frontier_->live_control();
  const bool any = !orders_.empty();
  for (const Order& order : std::exchange(orders_, {})) order(control);
  if (any && !retrying_ && !Commit()) return false;
  if (!retrying_ && !store_.dying() && control.rescoping()) {
    const auto step = control.ContinueRescope();
    if (!step && !store_.dying() && !Passes(step.error())) {
      trace_.Violate("rescopes", step.error().ToString());
    }
  }
  return !store_.dying();
}

// False: the process ends.
bool FrontierProcess::TakeTurn() {
  if (!TakeOrders()) return false;
  const auto failed = [this](const Status& status) {
    if (!status) trace_.Violate("serves", status.error().ToString());
    return !status;
  };
  if (!retrying_) {
    for (const auto& [from, bytes] : std::exchange(inbox_, {})) {
      if (failed(service_->Receive(from, bytes))) return false;
    }
    Housekeep();
    if (failed(service_->Grant())) return false;
  }
  if (!Commit()) return false;
  if (retrying_) return true;
  return !failed(service_->Answer(send_));
}

void FrontierProcess::Housekeep() {
  const Duration since = loop_.now() - last_housekeeping_;
  if (since < kHousekeeping) return;
  last_housekeeping_ = loop_.now();
  // No turn for so long means that nothing was sent; the silence was nobody's fault.
  if (since > climate_.worker_timeout / 4) service_->ForgiveSilence();
  service_->ExpireSilentWorkers();
  service_->ReportProgress();
}

bool FrontierProcess::Commit() {
  if (!frontier_->dirty()) return true;
  const Status status = frontier_->Commit();
  if (!status) {
    if (store_.dying()) return false;
    if (!Passes(status.error())) {
      trace_.Violate("commits", status.error().ToString());
      return false;
    }
    retrying_ = true;
    return true;
  }
  if (std::exchange(retrying_, false)) service_->ForgiveSilence();
  return true;
}

bool FrontierProcess::Settle() {
  if (!running() || !Commit() || retrying_) return false;
  Compare();
  return true;
}

void FrontierProcess::PlanNext() {
  if (retrying_) {
    TurnAt(loop_.now() + seconds(1));
    return;
  }
  if (frontier_->live_control()->rescoping()) TurnAt(loop_.now() + kDryWait);
  // While anything is leased its workers are told now and then that the frontier lives.
  if (model_.open_leases() > 0) TurnAt(loop_.now() + kHousekeeping);
  if (!service_->wants_leases()) return;
  if (!service_->dry()) {
    TurnAt(loop_.now());
    return;
  }
  const frontier::FrontierProgress progress = frontier_->Progress();
  CheckStuck(progress);
  if (!progress.next_wake.has_value()) return;
  CheckSpin(*progress.next_wake);
  if (*progress.next_wake > Duration::zero()) {
    // Idle workers say every two seconds that they live; here they do before it matters.
    const Duration before = loop_.now() + *progress.next_wake - seconds(4);
    if (*progress.next_wake > seconds(10) && keepalive_at_ != before) {
      keepalive_at_ = before;
      loop_.At(before, keepalive_);
    }
    TurnAt(loop_.now() + *progress.next_wake);
  } else if (!resolver_->looking_up()) {
    TurnAt(loop_.now() + kDryWait);
  }
}

void FrontierProcess::CheckSpin(Duration wake) {
  // A rescope of many URLs takes many turns, and each of them gets it further.
  const bool works = resolver_->looking_up() || frontier_->live_control()->rescoping();
  const bool spins = wake < milliseconds(1) && !works;
  const auto leases = static_cast<uint64_t>(model_.leases());
  spins_ = spins && leases == leases_seen_ ? spins_ + 1 : 0;
  leases_seen_ = leases;
  if (spins_ > kMaxSpins) trace_.Violate("no busy loop", "it can go on now, it says, and does not");
}

void FrontierProcess::CheckStuck(const frontier::FrontierProgress& progress) {
  const bool waits = progress.queued + progress.dormant > 0 && progress.leased == 0;
  if (!waits || progress.budget_reached || progress.next_wake.has_value()) return;
  if (resolver_->looking_up() || progress.paused) return;
  // Until the operator ends it.
  if (model_.operator_model().any_block()) return;
  trace_.Violate("progress", std::to_string(progress.queued) + " queued, " +
                                 std::to_string(progress.dormant) +
                                 " dormant, nothing leased, and no time to go on");
}

bool FrontierProcess::finished() {
  if (!running() || retrying_ || frontier_->live_control()->rescoping()) return false;
  const frontier::FrontierProgress progress = frontier_->Progress();
  if (progress.leased > 0) return false;
  if (progress.budget_reached) return true;
  // It may be looking through what is deferred.
  return progress.queued == 0 && progress.next_wake != Duration::zero();
}

}  // namespace arsip::simulation
