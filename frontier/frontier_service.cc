#include "frontier/frontier_service.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "frontier/frontier_store.h"

namespace arsip::frontier {
namespace {

constexpr size_t kGrantsPerTurn = 1024;  // to all workers together, so that answers leave soon
constexpr size_t kGrantShare = 8;        // to one worker before the next has its turn
constexpr size_t kMaxStrangers = 1024;

const std::string& FaultsOf(const Peer& peer, std::string* id) {
  if (!peer.user_key.empty()) return peer.user_key;
  *id = peer.id();
  return *id;
}

}  // namespace

FrontierService::FrontierService(Frontier& frontier, const Clock& clock,
                                 const FrontierServerOptions& options)
    : frontier_(frontier),
      clock_(clock),
      worker_timeout_(options.worker_timeout),
      max_message_bytes_(static_cast<size_t>(options.max_message_bytes)) {}

Status FrontierService::Receive(const Peer& peer, std::string_view bytes) {
  std::string id;
  if (faults_.Ignores(FaultsOf(peer, &id), clock_.Monotonic())) {
    ++counters_.ignored;
    return Ok();
  }
  if (bytes.size() > max_message_bytes_) {
    Fault(peer, Error{ErrorCode::kInvalidInput, "message is over its limit", ""});
    return Ok();
  }
  const Result<const WorkerMessage*> message = message_decoder_.Decode(bytes);
  if (!message) {
    Fault(peer, message.error());
    const uint32_t version = message_decoder_.version();
    if (version != 0 && version != kWireVersion) Refuse(peer, message.error().message);
    return Ok();
  }
  WorkerSession* session = workers_.FindByPeer(peer);
  if ((*message)->hello) ARSIP_TRY(Hello(peer, **message, &session));
  if (session == nullptr) {
    if (!(*message)->hello) AnswerToStranger(peer).set_say_hello(true);
    return Ok();
  }
  return Apply(*session, **message);
}

// Leaves in `*session` the session that the rest of the message is for.
Status FrontierService::Hello(const Peer& peer, const WorkerMessage& message,
                              WorkerSession** session) {
  const WorkerHello& hello = *message.hello;
  WorkerSession* const connected = std::exchange(*session, nullptr);
  WorkerSession* const named = workers_.FindByName(hello.worker);
  if (connected != nullptr && connected != named) {
    Fault(peer, Error{ErrorCode::kInvalidInput, "one connection speaks for one worker", ""});
    return Ok();
  }
  WorkerSession* const current = SessionFor(peer, hello);
  if (current == nullptr) return Ok();
  const bool same_start = named != nullptr && hello.incarnation == current->incarnation;
  if (same_start && hello.sequence <= current->hello_sequence) {
    *session = connected;  // a late or repeated HELLO says nothing new
    return Ok();
  }
  const bool fresh = !same_start || connected == nullptr;
  if (!same_start) current->heard.reset();  // another process, perhaps another clock
  if (named != nullptr && !same_start) {
    if (Status status = frontier_.Abandon(hello.worker); !status && !IsTransient(status.error())) {
      return status;
    }
    workers_.ReleaseAll(*current);
  }
  if (fresh) ARSIP_TRY(Admit(*current, peer, message));
  Renew(*current, hello.held);
  current->hello_sequence = hello.sequence;
  wire::Welcome* welcome = AnswerTo(*current).mutable_welcome();
  welcome->set_sequence(hello.sequence);
  if (fresh) welcome->set_fresh(true);  // or a HELLO of the same turn was
  *session = current;
  return Ok();
}

// The session that a HELLO may speak for; nullptr: refused.
WorkerSession* FrontierService::SessionFor(const Peer& peer, const WorkerHello& hello) {
  WorkerSession* session = workers_.FindByName(hello.worker);
  if (session == nullptr) {
    session = workers_.Add(hello.worker);
    if (session == nullptr) {
      Refuse(peer, "the frontier has as many workers as it can serve");
      return nullptr;
    }
    session->incarnation = hello.incarnation;
    session->peer.user_key = peer.user_key;
    counters_.workers = workers_.sessions().size();
    Log(LogLevel::kInfo, "frontier", "worker_connected", {{"worker", hello.worker}});
    return session;
  }
  if (session->peer.user_key != peer.user_key) {
    Fault(peer, Error{ErrorCode::kPermission, "the worker's name is taken by another key", ""});
    Refuse(peer, "the worker's name is taken by another key");
    return nullptr;
  }
  if (hello.incarnation < session->incarnation) {
    Refuse(peer, "a newer worker has the same name");
    return nullptr;
  }
  return session;
}

// A new connection: what was under way on the former one is lost, so both sides count anew.
Status FrontierService::Admit(WorkerSession& session, const Peer& peer,
                              const WorkerMessage& message) {
  const WorkerHello& hello = *message.hello;
  workers_.Connect(session, peer);
  session.incarnation = hello.incarnation;
  session.asked = message.credit_total;
  session.granted = hello.leases_received;
  session.answer.Clear();
  session.answer_waits = false;
  const std::set<LeaseId> held(hello.held.begin(), hello.held.end());
  for (const LeaseId& lease : workers_.LeasesOf(session)) {
    if (!held.contains(lease)) ARSIP_TRY(GiveBack(lease));
  }
  return Ok();
}

Status FrontierService::Apply(WorkerSession& session, const WorkerMessage& message) {
  session.last_heard = clock_.Monotonic();
  session.heard = std::max(session.heard, message.sent_at);
  session.reachable = true;
  session.asked = std::max(session.asked, message.credit_total);
  for (const ResponseEnd& end : message.ended) {
    // Anyone else's, and those of leases that are over, would shift a delay that is not theirs.
    if (workers_.Owner(end.lease) == &session) frontier_.ResponseEnded(end);
  }
  for (const std::string_view done : message.done) ARSIP_TRY(Complete(session, done));
  Renew(session, message.renew);
  if (message.goodbye) End(session, "goodbye");
  return Ok();
}

Status FrontierService::Complete(WorkerSession& session, std::string_view done) {
  const Result<const Completion*> decoded = completion_decoder_.Decode(done);
  if (!decoded) {
    Fault(session.peer, decoded.error());
    return Ok();
  }
  const Completion& completion = **decoded;
  ++completions_;
  CompletionVerdict verdict = CompletionVerdict::kStale;
  WorkerSession* const owner = workers_.Owner(completion.lease);
  if (owner != nullptr && owner != &session) {
    ++counters_.foreign_leases;
    Fault(session.peer, Error{ErrorCode::kPermission, "DONE of another worker's lease", ""});
  } else {
    // A lease that is nobody's now was completed, given back or handed out before this epoch: the
    // frontier tells which, and changes nothing.
    const Result<CompletionVerdict> applied =
        frontier_.Complete(completion.lease, completion.outcome, completion.discovered);
    if (!applied) {
      if (!IsTransient(applied.error())) return applied.error();
      ++counters_.deferred;
      return Ok();
    }
    verdict = *applied;
    workers_.Release(completion.lease);
    if (verdict == CompletionVerdict::kAccepted) counters_.links_cut += completion.links_cut;
    counters_.links_dropped += completion.links_dropped;
  }
  wire::Ack* ack = AnswerTo(session).add_acknowledged();
  EncodeLeaseId(completion.lease, ack->mutable_lease());
  ack->set_verdict(static_cast<uint32_t>(verdict));
  return Ok();
}

void FrontierService::Renew(WorkerSession& session, const std::vector<LeaseId>& leases) {
  if (leases.empty()) return;
  const std::vector<LeaseId> lost = frontier_.Renew(session.name, leases);
  const std::set<LeaseId> is_lost(lost.begin(), lost.end());
  for (const LeaseId& lease : leases) {
    if (!is_lost.contains(lease)) {
      workers_.Assign(lease, session);
      continue;
    }
    if (workers_.Owner(lease) == &session) workers_.Release(lease);
    // One message may not arrive, and the next would confirm the renewal.
    session.lost[lease] = clock_.Monotonic() + worker_timeout_;
    AnswerTo(session);
  }
}

Status FrontierService::Grant() {
  const auto& sessions = workers_.sessions();
  size_t left = kGrantsPerTurn;
  dry_ = false;
  bool anyone = true;
  while (anyone && left > 0) {
    anyone = false;
    for (size_t i = 0; i < sessions.size() && left > 0; ++i) {
      const size_t index = (next_served_ + i) % sessions.size();
      WorkerSession& session = *sessions[index];
      const size_t want = std::min<uint64_t>({session.credit(), kGrantShare, left});
      if (want == 0) continue;
      size_t granted = 0;
      ARSIP_TRY(GrantTo(session, want, &granted));
      left -= granted;
      if (granted < want) {
        dry_ = true;
        next_served_ = granted == 0 ? index : index + 1;
        return Ok();
      }
      anyone = true;
    }
  }
  return Ok();
}

Status FrontierService::GrantTo(WorkerSession& session, size_t want, size_t* granted) {
  Result<std::vector<Lease>> leases = frontier_.Acquire(session.name, want);
  if (!leases) {
    if (IsTransient(leases.error())) return Ok();
    return leases.error();
  }
  for (Lease& lease : *leases) {
    workers_.Assign(lease.id, session);
    // A silent worker's leases go to others: it must have given them up by itself before.
    lease.lasts = std::min(lease.lasts, worker_timeout_);
    EncodeLease(lease, AnswerTo(session).add_granted());
  }
  session.granted += leases->size();
  *granted = leases->size();
  return Ok();
}

bool FrontierService::wants_leases() const {
  const auto& sessions = workers_.sessions();
  return std::any_of(sessions.begin(), sessions.end(),
                     [](const auto& session) { return session->credit() > 0; });
}

void FrontierService::ExpireSilentWorkers() {
  const MonotonicTime now = clock_.Monotonic();
  std::vector<WorkerSession*> silent;
  for (const auto& session : workers_.sessions()) {
    if (now - session->last_heard >= worker_timeout_) silent.push_back(session.get());
  }
  for (WorkerSession* session : silent) {
    ++counters_.workers_timed_out;
    End(*session, "silent");
  }
}

void FrontierService::ForgiveSilence() {
  for (const auto& session : workers_.sessions()) session->last_heard = clock_.Monotonic();
}

void FrontierService::ReportProgress() {
  if (workers_.sessions().empty()) return;
  wire::Progress progress;
  EncodeProgress(frontier_.Progress(), &progress);
  for (const auto& session : workers_.sessions()) {
    if (session->reachable) *AnswerTo(*session).mutable_progress() = progress;
  }
}

Status FrontierService::Answer(const Send& send) {
  answers_wait_ = false;
  for (auto& [id, stranger] : std::exchange(strangers_, {})) {
    stranger.answer.SerializeToString(&encoded_);
    if (!send(stranger.peer, encoded_)) ++counters_.undeliverable;
  }
  for (const auto& session : workers_.sessions()) {
    if (!session->answer_waits) continue;
    session->answer_waits = false;
    std::erase_if(session->lost,
                  [now = clock_.Monotonic()](const auto& told) { return told.second <= now; });
    for (const auto& [lease, until] : session->lost) {
      EncodeLeaseId(lease, session->answer.add_lost());
    }
    if (session->heard) session->answer.set_heard(EncodeTime(*session->heard));
    session->answer.SerializeToString(&encoded_);
    if (!send(session->peer, encoded_)) ARSIP_TRY(Undelivered(*session));
    session->answer.Clear();
  }
  return Ok();
}

Status FrontierService::Undelivered(WorkerSession& session) {
  ++counters_.undeliverable;
  session.reachable = false;
  for (const wire::Lease& lease : session.answer.granted()) {
    ARSIP_TRY(GiveBack(DecodeLeaseId(lease.id())));
    --session.granted;
  }
  return Ok();
}

Status FrontierService::GiveBack(const LeaseId& lease) {
  workers_.Release(lease);
  Outcome outcome;
  outcome.kind = OutcomeKind::kGivenBack;
  outcome.detail = "the grant did not reach its worker";
  const Result<CompletionVerdict> verdict = frontier_.Complete(lease, outcome, {});
  // Otherwise it expires.
  if (!verdict && !IsTransient(verdict.error())) return verdict.error();
  return Ok();
}

void FrontierService::End(WorkerSession& session, const char* why) {
  Log(LogLevel::kInfo, "frontier", "worker_gone",
      {{"worker", session.name}, {"why", why}, {"leases", session.leases}});
  if (Status status = frontier_.Abandon(session.name); !status) {
    // Its leases expire by themselves.
    Log(LogLevel::kWarning, "frontier", "abandon_failed",
        {{"worker", session.name}, {"error", status.error().ToString()}});
  }
  workers_.Remove(session);
  counters_.workers = workers_.sessions().size();
}

void FrontierService::Fault(const Peer& peer, const Error& error) {
  ++counters_.malformed;
  std::string id;
  if (!faults_.Count(FaultsOf(peer, &id), clock_.Monotonic())) return;
  WorkerSession* session = workers_.FindByPeer(peer);
  Log(LogLevel::kWarning, "frontier", "peer_ignored",
      {{"worker", session == nullptr ? "" : session->name}, {"last_fault", error.ToString()}});
}

void FrontierService::Refuse(const Peer& peer, const std::string& why) {
  ++counters_.refused_workers;
  AnswerToStranger(peer).set_refused(why);
}

wire::ToWorker& FrontierService::AnswerTo(WorkerSession& session) {
  answers_wait_ = true;
  session.answer_waits = true;
  session.answer.set_version(kWireVersion);
  return session.answer;
}

wire::ToWorker& FrontierService::AnswerToStranger(const Peer& peer) {
  answers_wait_ = true;
  if (strangers_.size() >= kMaxStrangers) strangers_.erase(strangers_.begin());
  Stranger& stranger = strangers_[peer.id()];
  stranger.peer = peer;
  stranger.answer.set_version(kWireVersion);
  return stranger.answer;
}

}  // namespace arsip::frontier
