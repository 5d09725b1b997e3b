#include "frontier/worker_table.h"

#include <algorithm>

namespace arsip::frontier {

uint64_t WorkerSession::credit() const {
  if (!reachable || asked <= granted || leases >= WorkerTable::kMaxLeasesPerWorker) return 0;
  return std::min<uint64_t>(asked - granted, WorkerTable::kMaxLeasesPerWorker - leases);
}

WorkerSession* WorkerTable::FindByPeer(const Peer& peer) {
  const auto found = by_peer_.find(peer.id());
  return found == by_peer_.end() ? nullptr : found->second;
}

WorkerSession* WorkerTable::FindByName(const std::string& name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

WorkerSession* WorkerTable::Add(const std::string& name) {
  if (sessions_.size() >= kMaxWorkers) return nullptr;
  sessions_.push_back(std::make_unique<WorkerSession>());
  WorkerSession* session = sessions_.back().get();
  session->name = name;
  by_name_[name] = session;
  return session;
}

void WorkerTable::Connect(WorkerSession& session, const Peer& peer) {
  by_peer_.erase(session.peer.id());
  session.peer = peer;
  by_peer_[peer.id()] = &session;
}

void WorkerTable::Remove(WorkerSession& session) {
  ReleaseAll(session);
  by_peer_.erase(session.peer.id());
  by_name_.erase(session.name);
  const auto is_this = [&](const auto& other) { return other.get() == &session; };
  sessions_.erase(std::find_if(sessions_.begin(), sessions_.end(), is_this));
}

WorkerSession* WorkerTable::Owner(const LeaseId& lease) {
  const auto found = owners_.find(lease);
  return found == owners_.end() ? nullptr : found->second;
}

void WorkerTable::Assign(const LeaseId& lease, WorkerSession& session) {
  const auto [at, added] = owners_.emplace(lease, &session);
  if (added) ++session.leases;
}

void WorkerTable::Release(const LeaseId& lease) {
  const auto found = owners_.find(lease);
  if (found == owners_.end()) return;
  --found->second->leases;
  owners_.erase(found);
}

void WorkerTable::ReleaseAll(WorkerSession& session) {
  std::erase_if(owners_, [&](const auto& entry) { return entry.second == &session; });
  session.leases = 0;
}

std::vector<LeaseId> WorkerTable::LeasesOf(const WorkerSession& session) const {
  std::vector<LeaseId> leases;
  for (const auto& [lease, owner] : owners_) {
    if (owner == &session) leases.push_back(lease);
  }
  return leases;
}

}  // namespace arsip::frontier
