// What a frontier or its store says, compared with the model.
#include <algorithm>
#include <utility>

#include "frontier_model.h"

namespace arsip::simulation {

using frontier::Refusal;
using frontier::UrlRecord;
using frontier::UrlState;

void FrontierModel::Compare(const StoredFrontier& stored) {
  if (std::exchange(crashed_, false)) Reconcile(stored);
  for (auto& [href, url] : urls_) {
    const auto found = stored.urls.find(href);
    if (found == stored.urls.end()) {
      trace_.Violate("no URL lost", "acknowledged, and not in the store: " + href);
      return;
    }
    CompareUrl(url, found->second);
  }
  for (const auto& [href, record] : stored.urls) {
    if (!urls_.contains(href)) trace_.Violate("origin", "nobody discovered it: " + href);
  }
}

// Batches survive whole and in order: what was told up to some moment is there, the rest is not.
void FrontierModel::Reconcile(const StoredFrontier& stored) {
  std::string lost;
  bool all = true;
  for (const Change& change : std::exchange(pending_, {})) {
    const auto found = stored.urls.find(change.href);
    const bool known = found != stored.urls.end();
    const bool survived = known && (change.insert || found->second.state == change.state);
    if (survived && !lost.empty()) {
      trace_.Violate("batches in order", change.href + " survived a crash, and not " + lost);
    }
    if (!survived) lost = change.href;
    all = all && survived;
    const auto url = urls_.find(change.href);
    if (change.insert) {
      url->second.durable = survived;
      if (survived) continue;
      std::erase(hrefs_, change.href);
      urls_.erase(url);
    } else if (!survived) {
      if (change.state == UrlState::kCaptured) {
        --captured_;
        --url->second.captures;
      }
      url->second.state = UrlState::kQueued;
      url->second.refusal = Refusal::kNone;
    }
  }
  // Back-offs of the last batch survived with it; whether they did does not show in URLs alone.
  hosts_ = durable_hosts_;
}

// A URL that waits may also have been refused by robots.txt when its turn came, or have failed.
void FrontierModel::CompareUrl(ModelUrl& url, const UrlRecord& record) {
  const std::string& href = url.url.href();
  if (record.state == url.state && record.refusal == url.refusal) return;
  const std::string says = std::string("the store says ") + frontier::UrlStateName(record.state) +
                           " (" + record.detail + "), the model " +
                           frontier::UrlStateName(url.state) + ": " + href;
  if (url.state != UrlState::kQueued) {
    trace_.Violate("one state", says);
  } else if (record.state == UrlState::kRefused && record.refusal == Refusal::kRobots) {
    if (!MayBeRefused(url)) trace_.Violate("refused for a reason", says);
    url.state = record.state;
    url.refusal = record.refusal;
  } else if (record.state == UrlState::kFailed) {
    if (url.broken <= options_.transfer_retries.size()) trace_.Violate("tries", says);
    url.state = record.state;
  } else {
    trace_.Violate("one state", says);
  }
}

bool FrontierModel::MayBeRefused(const ModelUrl& url) const {
  const auto host = web_.HostOf(url.url);
  if (!host.has_value()) return false;
  const std::string path(url.url.path());
  if (path.starts_with("/private/")) return true;
  return path.starts_with("/version");
}

void FrontierModel::CheckProgress(const frontier::FrontierProgress& progress) {
  if (progress.captured != captured_) {
    trace_.Violate("counters", std::to_string(progress.captured) + " captured, the model has " +
                                   std::to_string(captured_));
  }
  if (progress.leased != open_.size()) {
    trace_.Violate("counters", std::to_string(progress.leased) + " leased, the model has " +
                                   std::to_string(open_.size()));
  }
}

void FrontierModel::CheckExplanation(const ModelUrl& url,
                                     const frontier::Explanation& explanation) {
  const std::string& href = url.url.href();
  if (explanation.reason.empty()) trace_.Violate("explained", "without a reason: " + href);
  if (!explanation.state.has_value()) {
    trace_.Violate("no URL lost", "explained as never discovered: " + href);
    return;
  }
  const UrlState state = *explanation.state;
  const auto wrong = [&](const char* why) {
    trace_.Violate("one state", std::string(why) + ", explained as " +
                                    frontier::UrlStateName(state) + " (" + explanation.reason +
                                    "): " + href);
  };
  if (explanation.wakes_in.has_value() && *explanation.wakes_in < Duration::zero()) {
    wrong("it wakes in the past");
  }
  if (!url.durable && state == UrlState::kDiscovered) return;
  if (url.state != UrlState::kQueued) {
    if (state != url.state) wrong("settled");
    return;
  }
  const ModelLease* const lease = url.lease.has_value() ? FindLease(*url.lease) : nullptr;
  if (lease != nullptr) {
    if (state != UrlState::kLeased) wrong("leased");
    return;
  }
  const bool settles = state == UrlState::kRefused || state == UrlState::kFailed;
  const bool waits = state == UrlState::kQueued || state == UrlState::kDormant;
  if (!waits && !settles && url.durable) wrong("it waits");
}

}  // namespace arsip::simulation
