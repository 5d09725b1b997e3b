#include "kill_journal.h"

#include <algorithm>
#include <sstream>

namespace arsip::simulation {

using frontier::UrlState;

void KillModel::Read(std::string_view journal, int64_t killed) {
  while (true) {
    const size_t end = journal.find('\n');
    if (end == std::string_view::npos) break;
    Line(journal.substr(0, end));
    journal.remove_prefix(end + 1);
  }
  // What it had begun ended with it.
  leased_.clear();
  for (auto* windows : {&hosts_, &addresses_}) {
    for (auto& [name, window] : *windows) {
      if (std::exchange(window.open, 0) > 0) window.ended = killed;
    }
  }
}

void KillModel::Line(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string kind;
  std::string first;
  words >> kind >> first;
  if (kind == "D") {
    known_.insert(first);
  } else if (kind == "C") {
    ++captures;
    leased_.erase(first);
    if (!captured_.insert(first).second) Violate("captured twice: " + first);
  } else if (kind == "K") {
    ++back_offs;
    words >> blocked_until_[first];
  } else if (kind == "G") {
    std::string href;
    words >> href;
    const uint64_t epoch = std::stoull(first);
    if (epoch < epoch_) Violate("a lease of an older epoch: " + href);
    epoch_ = epoch;
    if (captured_.contains(href)) Violate("captured, and granted again: " + href);
    if (!known_.contains(href)) known_.insert(href);  // its process died before it could say so
    if (!leased_.insert(href).second) Violate("leased twice at once: " + href);
  } else if (kind == "P") {
    leased_.erase(first);
  } else {
    std::string address;
    int64_t at = 0;
    words >> address >> at;
    if (kind == "B") {
      Begin(first, address, at);
      return;
    }
    hosts_[first] = {at, 0};
    addresses_[address] = {at, 0};
  }
}

void KillModel::Begin(const std::string& host, const std::string& address, int64_t at) {
  ++requests;
  const auto check = [&](Window& window, std::chrono::nanoseconds delay, const std::string& name) {
    if (window.open++ > 0) Violate("two requests at once to " + name);
    if (at - window.ended < delay.count()) {
      Violate("a request to " + name + " came " + std::to_string((at - window.ended) / 1000) +
              " us after the last response");
    }
  };
  check(hosts_[host], kKilledHostDelay, host);
  check(addresses_[address], kKilledIpDelay, address);
  const auto blocked = blocked_until_.find(host);
  if (blocked != blocked_until_.end() && at < blocked->second) {
    Violate("a request to " + host + " came " + std::to_string((blocked->second - at) / 1000) +
            " us before its back-off ended");
  }
}

void KillModel::Compare(const StoredFrontier& stored) {
  for (const std::string& href : known_) {
    if (!stored.urls.contains(href)) Violate("acknowledged, and lost: " + href);
  }
  for (const std::string& href : captured_) {
    const auto found = stored.urls.find(href);
    if (found == stored.urls.end() || found->second.state != UrlState::kCaptured) {
      Violate("its capture was acknowledged, and is forgotten: " + href);
    }
  }
  // At most one batch more than was acknowledged is there.
  const auto captured = static_cast<size_t>(
      std::count_if(stored.urls.begin(), stored.urls.end(),
                    [](const auto& entry) { return entry.second.state == UrlState::kCaptured; }));
  if (captured < captured_.size()) Violate("fewer captures than were acknowledged");
}

}  // namespace arsip::simulation
