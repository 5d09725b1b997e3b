// A Frontier without politeness or store, whose every call is seen and whose Commit() can be made
// to fail: for tests of who is told what, and when. What was not committed is told apart from what
// was.
#ifndef ARSIP_TESTS_FRONTIER_SCRIPTED_FRONTIER_H_
#define ARSIP_TESTS_FRONTIER_SCRIPTED_FRONTIER_H_

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/url_key.h"
#include "frontier/frontier.h"

namespace arsip::frontier {

class ScriptedFrontier : public Frontier {
 public:
  explicit ScriptedFrontier(uint64_t epoch = 1) : epoch_(epoch) {}

  void Queue(const std::string& url) { queued.push_back(*Url::Parse(url)); }
  void QueueMany(int count) {
    for (int i = 0; i < count; ++i) Queue("http://a.example/" + std::to_string(i));
  }

  Status Discover(std::span<const DiscoveredUrl> urls) override {
    discovered.insert(discovered.end(), urls.begin(), urls.end());
    dirty_ = true;
    return Ok();
  }

  Result<std::vector<Lease>> Acquire(std::string_view worker, size_t credit) override {
    ++acquires;
    std::vector<Lease> granted;
    while (!queued.empty() && granted.size() < credit) {
      Lease lease;
      lease.id = {0, epoch_, ++last_number_};
      lease.target.url = queued.front();
      lease.target.key = KeyOf(lease.target.url);
      lease.lasts = lasts;
      queued.pop_front();
      leased[lease.id] = {std::string(worker), lease.target.url};
      granted.push_back(std::move(lease));
      dirty_ = true;
    }
    return granted;
  }

  std::vector<LeaseId> Renew(std::string_view worker, std::span<const LeaseId> leases) override {
    std::vector<LeaseId> lost;
    for (const LeaseId& lease : leases) {
      renewed.push_back(lease);
      const auto found = leased.find(lease);
      if (found == leased.end() || found->second.worker != worker) lost.push_back(lease);
    }
    return lost;
  }

  void ResponseEnded(const ResponseEnd& end) override {
    ended.push_back(end);
    dirty_ = true;
  }

  Result<CompletionVerdict> Complete(const LeaseId& lease, const Outcome& outcome,
                                     std::span<const DiscoveredUrl> links) override {
    if (complete_error) return *complete_error;
    ++completes;
    if (completed.contains(lease)) return CompletionVerdict::kRepeated;
    const auto found = leased.find(lease);
    if (found == leased.end()) return CompletionVerdict::kStale;
    dirty_ = true;
    if (outcome.kind == OutcomeKind::kGivenBack) {
      queued.push_back(found->second.url);
      given_back.push_back(lease);
    } else {
      completed[lease] = outcome;
      discovered.insert(discovered.end(), links.begin(), links.end());
    }
    leased.erase(found);
    return CompletionVerdict::kAccepted;
  }

  Status Abandon(std::string_view worker) override {
    abandoned.emplace_back(worker);
    for (auto at = leased.begin(); at != leased.end();) {
      if (at->second.worker != worker) {
        ++at;
        continue;
      }
      queued.push_back(at->second.url);
      at = leased.erase(at);
      dirty_ = true;
    }
    return Ok();
  }

  Status Recrawl() override { return Ok(); }
  Status SetIgnoreRules(const std::vector<std::string>& /*rules*/) override { return Ok(); }

  Status Commit() override {
    ++commits;
    if (on_commit) {
      if (Status status = on_commit(); !status) return status;
    }
    dirty_ = false;
    return Ok();
  }
  bool dirty() const override { return dirty_; }

  FrontierProgress Progress() override {
    FrontierProgress progress;
    progress.queued = queued.size();
    progress.leased = leased.size();
    progress.captured = completed.size();
    if (!queued.empty()) progress.next_wake = Duration::zero();
    return progress;
  }
  Result<Explanation> ExplainUrl(const Url& url) override {
    return Explanation{
        .subject = url.href(), .state = {}, .reason = {}, .wakes_in = {}, .path = {}};
  }
  Result<Explanation> ExplainHost(std::string_view authority) override {
    return Explanation{
        .subject = std::string(authority), .state = {}, .reason = {}, .wakes_in = {}, .path = {}};
  }

  struct Leased {
    std::string worker;
    Url url;
  };
  std::deque<Url> queued;
  std::map<LeaseId, Leased> leased;
  std::map<LeaseId, Outcome> completed;
  std::vector<LeaseId> given_back;
  std::vector<LeaseId> renewed;
  std::vector<ResponseEnd> ended;
  std::vector<DiscoveredUrl> discovered;
  std::vector<std::string> abandoned;
  std::function<Status()> on_commit;
  std::optional<Error> complete_error;
  Duration lasts = std::chrono::seconds(120);
  int acquires = 0;
  int completes = 0;
  int commits = 0;

 private:
  const uint64_t epoch_;
  uint64_t last_number_ = 0;
  bool dirty_ = false;
};

}  // namespace arsip::frontier

#endif  // ARSIP_TESTS_FRONTIER_SCRIPTED_FRONTIER_H_
