#include "archive/dedup_gate.h"

#include <utility>

namespace arsip::archive {

void DedupGate::Judge(const Sha256& payload, Done done) {
  static const Sha256 empty = ComputeSha256(std::string_view());
  if (closed_) return done(*closed_);
  if (payload == empty) return done(DedupVerdict{});
  if (const auto reserved = waiting_.find(payload); reserved != waiting_.end()) {
    reserved->second.push_back(std::move(done));
    return;
  }
  Result<std::optional<DedupVerdict>> original = find_original_(payload);
  if (!original.has_value()) return done(std::move(original.error()));
  if (original->has_value()) return done(std::move(**original));
  waiting_.try_emplace(payload);
  done(DedupVerdict{});
}

void DedupGate::Release(const Sha256& payload) {
  const auto reserved = waiting_.find(payload);
  if (reserved == waiting_.end()) return;
  std::deque<Done> waiting = std::move(reserved->second);
  waiting_.erase(reserved);
  // Each asks again, in turn: with the payload durable all of them find it, otherwise the first
  // reserves it and the others line up behind.
  for (Done& done : waiting) Judge(payload, std::move(done));
}

void DedupGate::Close(const Error& error) {
  closed_ = error;
  auto waiting = std::exchange(waiting_, {});
  for (auto& [payload, callbacks] : waiting) {
    for (Done& done : callbacks) done(error);
  }
}

}  // namespace arsip::archive
