#include "crawler/crawl_metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <utility>
#include <vector>

namespace arsip::crawler {
namespace {

using frontier::FrontierProgress;
using frontier::TransportCounters;
using prometheus::MetricType;

// The families of one collection.
class Families {
 public:
  explicit Families(std::string collection) : collection_(std::move(collection)) {}

  void Begin(const char* name, const char* help, MetricType type = MetricType::Gauge) {
    prometheus::MetricFamily& family = families_.emplace_back();
    family.name = name;
    family.help = help;
    family.type = type;
  }
  void Value(double value) { Value("", "", value); }
  void Value(const char* label, const std::string& label_value, double value) {
    prometheus::ClientMetric metric;
    metric.label.push_back({"collection", collection_});
    if (label[0] != '\0') metric.label.push_back({label, label_value});
    metric.counter.value = value;
    metric.gauge.value = value;
    families_.back().metric.push_back(std::move(metric));
  }
  void Gauge(const char* name, const char* help, double value) {
    Begin(name, help);
    Value(value);
  }
  void Counter(const char* name, const char* help, uint64_t value) {
    Begin(name, help, MetricType::Counter);
    Value(static_cast<double>(value));
  }
  std::string Text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  const std::string collection_;
  std::vector<prometheus::MetricFamily> families_;
};

void AddProgress(const FrontierProgress& progress, Families& families) {
  families.Begin("arsip_frontier_urls", "Known URLs by state");
  const std::vector<std::pair<const char*, uint64_t>> states = {{"queued", progress.queued},
                                                                {"leased", progress.leased},
                                                                {"captured", progress.captured},
                                                                {"failed", progress.failed},
                                                                {"dormant", progress.dormant}};
  for (const auto& [state, count] : states) {
    families.Value("state", state, static_cast<double>(count));
  }
  families.Gauge("arsip_frontier_deferred_urls", "Queued URLs that ignore rules and traps put off",
                 static_cast<double>(progress.deferred));
  families.Begin("arsip_frontier_refused_urls", "URLs that are not fetched, by reason");
  for (const auto refusal :
       {frontier::Refusal::kScope, frontier::Refusal::kRobots, frontier::Refusal::kTrap,
        frontier::Refusal::kBudget, frontier::Refusal::kGate}) {
    const auto found = progress.refused.find(refusal);
    const uint64_t count = found == progress.refused.end() ? 0 : found->second;
    families.Value("reason", frontier::RefusalName(refusal), static_cast<double>(count));
  }
  families.Gauge("arsip_frontier_hosts", "Hosts met", static_cast<double>(progress.hosts));
  families.Counter("arsip_frontier_unheard_words_total",
                   "Dates in sitemaps and feeds that came faster than they could be heeded",
                   progress.unheard_words);
  families.Counter("arsip_captured_bytes_total", "Payload bytes received of captured URLs",
                   progress.received_bytes);
  families.Gauge("arsip_frontier_paused", "1 while an operator has paused the crawl",
                 progress.paused ? 1 : 0);
  families.Gauge("arsip_frontier_budget_reached", "1 when the crawl's budget is used up",
                 progress.budget_reached ? 1 : 0);
  if (!progress.next_wake) return;
  families.Gauge("arsip_frontier_next_wake_seconds", "Until a queue can be served",
                 std::chrono::duration<double>(*progress.next_wake).count());
}

void AddTransport(const TransportCounters& counters, Families& families) {
  families.Gauge("arsip_frontier_workers", "Workers that are served",
                 static_cast<double>(counters.workers));
  families.Counter("arsip_frontier_messages_total", "Messages received from workers",
                   counters.messages);
  families.Counter("arsip_frontier_malformed_messages_total", "Messages that were none",
                   counters.malformed);
  families.Counter("arsip_frontier_unauthenticated_messages_total",
                   "Messages without an allowed key", counters.unauthenticated);
  families.Counter("arsip_frontier_refused_workers_total", "Workers that were not admitted",
                   counters.refused_workers);
  families.Counter("arsip_frontier_timed_out_workers_total", "Workers that fell silent",
                   counters.workers_timed_out);
  families.Counter("arsip_frontier_deferred_completions_total",
                   "Completions that the store could not take at once", counters.deferred);
}

void AddSandbox(const SandboxCounters& counters, Families& families) {
  families.Begin("arsip_sandbox_payloads_total", "Payloads, by what became of them",
                 MetricType::Counter);
  const std::vector<std::pair<const char*, uint64_t>> results = {
      {"extracted", counters.items},
      {"given_up", counters.given_up},
      {"in_quarantine", counters.refused_in_quarantine}};
  for (const auto& [result, count] : results) {
    families.Value("result", result, static_cast<double>(count));
  }
  families.Begin("arsip_sandbox_ends_total",
                 "Sandbox processes that ended over a payload, by cause", MetricType::Counter);
  const std::vector<std::pair<const char*, uint64_t>> ends = {
      {"crash", counters.crashes - counters.violations},
      {"violation", counters.violations},
      {"timeout", counters.timeouts},
      {"invalid_answer", counters.invalid_answers}};
  for (const auto& [cause, count] : ends) {
    families.Value("cause", cause, static_cast<double>(count));
  }
  families.Counter("arsip_sandbox_quarantined_total", "Payloads put into quarantine",
                   counters.quarantined);
  families.Counter("arsip_sandbox_retries_total", "Payloads tried again in another process",
                   counters.retries);
  families.Counter("arsip_sandbox_cut_payloads_total", "Payloads of which a part was extracted",
                   counters.cut_payloads);
  families.Counter("arsip_sandbox_processes_started_total", "Sandbox processes started",
                   counters.processes_started);
  families.Counter("arsip_sandbox_recycled_total",
                   "Sandbox processes replaced after their share of payloads or memory",
                   counters.recycled);
}

}  // namespace

std::string FormatMetrics(const std::string& collection, const MetricsSnapshot& snapshot) {
  Families families(collection);
  if (snapshot.progress) AddProgress(*snapshot.progress, families);
  if (snapshot.transport) AddTransport(*snapshot.transport, families);
  if (snapshot.worker_events) {
    families.Counter("arsip_worker_events_total", "Lines of the worker's crawl log, in this run",
                     *snapshot.worker_events);
  }
  if (snapshot.sandbox) AddSandbox(*snapshot.sandbox, families);
  if (snapshot.disk) {
    families.Gauge("arsip_archive_disk_free_bytes", "Free space where the archive is",
                   static_cast<double>(snapshot.disk->free_bytes));
    families.Gauge("arsip_archive_disk_size_bytes", "All space where the archive is",
                   static_cast<double>(snapshot.disk->total_bytes));
  }
  return families.Text();
}

}  // namespace arsip::crawler
