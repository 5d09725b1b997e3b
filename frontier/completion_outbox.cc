#include "frontier/completion_outbox.h"

#include <algorithm>
#include <utility>

namespace arsip::frontier {
namespace {

constexpr int kLongestWait = 8;  // times resend_after

}  // namespace

Status CompletionOutbox::CheckRoom(size_t bytes) const {
  if (completions_.empty()) return Ok();
  if (completions_.size() < max_completions_ && bytes_ + bytes <= max_bytes_) return Ok();
  return Error{ErrorCode::kUnavailable,
               std::to_string(completions_.size()) + " completions wait for their acknowledgement",
               ""};
}

void CompletionOutbox::Add(const LeaseId& lease, std::string done) {
  bytes_ += done.size();
  completions_.emplace(lease, Entry{std::move(done), resend_after_, MonotonicTime(), true});
  due_.push_back(lease);
}

bool CompletionOutbox::Acknowledge(const LeaseId& lease) {
  const auto found = completions_.find(lease);
  if (found == completions_.end()) return false;
  bytes_ -= found->second.done.size();
  completions_.erase(found);
  return true;
}

std::vector<LeaseId> CompletionOutbox::All() const {
  std::vector<LeaseId> all;
  all.reserve(completions_.size());
  for (const auto& [lease, entry] : completions_) all.push_back(lease);
  return all;
}

const std::string* CompletionOutbox::Next() {
  while (!due_.empty()) {
    const auto found = completions_.find(due_.front());
    if (found != completions_.end() && found->second.due) return &found->second.done;
    due_.pop_front();
  }
  return nullptr;
}

void CompletionOutbox::Sent(MonotonicTime now) {
  Entry& entry = completions_.at(due_.front());
  entry.due = false;
  entry.sent = now;
  due_.pop_front();
}

void CompletionOutbox::ResendLate(MonotonicTime now) {
  for (auto& [lease, entry] : completions_) {
    if (entry.due || now - entry.sent < entry.wait) continue;
    entry.wait = std::min<Duration>(entry.wait * 2, resend_after_ * kLongestWait);
    entry.due = true;
    due_.push_back(lease);
  }
}

void CompletionOutbox::ResendAll() {
  due_.clear();
  for (auto& [lease, entry] : completions_) {
    entry.due = true;
    due_.push_back(lease);
  }
}

}  // namespace arsip::frontier
