#include "frontier/wire.h"

#include <algorithm>
#include <climits>
#include <span>
#include <utility>

#include "base/url_key.h"
#include "frontier/wire_fields.h"

namespace arsip::frontier {
namespace {

Error Invalid(std::string what) { return Error{ErrorCode::kInvalidInput, std::move(what), ""}; }

bool IsPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

constexpr size_t kMaxFields = 200'000;
// Objects of longer messages are not kept for the next; in memory they are some 30 times as large
// most.
constexpr size_t kKeptMessageBytes = 64u << 10;
constexpr NestedFields kToFrontierFields[] = {{.number = wire::ToFrontier::kHelloFieldNumber}};
constexpr NestedFields kToWorkerFields[] = {{.number = wire::ToWorker::kGrantedFieldNumber},
                                            {.number = wire::ToWorker::kProgressFieldNumber}};

template <class Message>
Status ParseMessage(std::string_view bytes, std::span<const NestedFields> nested,
                    Message* message) {
  if (message->ByteSizeLong() > kKeptMessageBytes) *message = Message();
  if (bytes.size() > INT_MAX || !FieldsAreWithin(bytes, nested, kMaxFields) ||
      !message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    *message = Message();
    return Invalid("not a message of the frontier's protocol");
  }
  if (message->version() != kWireVersion) {
    return Invalid("protocol version " + std::to_string(message->version()) + ", expected " +
                   std::to_string(kWireVersion));
  }
  return Ok();
}

Status DecodeLeaseIds(const google::protobuf::RepeatedPtrField<wire::LeaseRef>& leases,
                      std::vector<LeaseId>* out) {
  if (leases.size() > kMaxLeasesPerMessage) return Invalid("too many leases in one message");
  out->clear();
  out->reserve(static_cast<size_t>(leases.size()));
  for (const wire::LeaseRef& lease : leases) out->push_back(DecodeLeaseId(lease));
  return Ok();
}

Result<WorkerHello> DecodeHello(const wire::Hello& hello) {
  ARSIP_TRY(CheckWorkerName(hello.worker()));
  WorkerHello decoded{.worker = hello.worker(),
                      .incarnation = hello.incarnation(),
                      .sequence = hello.sequence(),
                      .leases_received = hello.leases_received(),
                      .held = {}};
  ARSIP_TRY(DecodeLeaseIds(hello.held(), &decoded.held));
  return decoded;
}

MonotonicTime DecodeTime(uint64_t nanoseconds) {
  constexpr auto kLatest = static_cast<uint64_t>(INT64_MAX);
  return MonotonicTime(Duration(static_cast<int64_t>(std::min(nanoseconds, kLatest))));
}

}  // namespace

Result<Duration> DecodeDuration(uint64_t nanoseconds, const char* what) {
  if (nanoseconds > static_cast<uint64_t>(kMaxWireDuration.count())) {
    return Invalid(std::string(what) + " is longer than a year");
  }
  return Duration(static_cast<int64_t>(nanoseconds));
}

Result<Refusal> DecodeRefusal(uint32_t value) {
  if (value > static_cast<uint32_t>(Refusal::kGate)) return Invalid("unknown refusal");
  return static_cast<Refusal>(value);
}

bool IsHop(uint32_t letter) {
  return letter != 0 && letter < 128 &&
         std::string_view("SLREXPIM").find(static_cast<char>(letter)) != std::string_view::npos;
}

Status CheckHopPath(std::string_view letters) {
  if (letters.size() > kMaxHopPathLetters) return Invalid("hop path is longer than 255 letters");
  const auto is_hop = [](char c) { return IsHop(static_cast<uint8_t>(c)); };
  if (!std::all_of(letters.begin(), letters.end(), is_hop)) return Invalid("unknown hop letter");
  return Ok();
}

Status CheckUrlText(std::string_view text, const char* what) {
  if (text.size() > kMaxUrlBytes || !IsPrintableAscii(text)) {
    return Invalid(std::string(what) + " is not the text of a URL");
  }
  return Ok();
}

Status CheckWorkerName(std::string_view name) {
  if (name.empty() || name.size() > kMaxWorkerNameBytes || !IsPrintableAscii(name)) {
    return Invalid("a worker's name is 1 to 255 printable ASCII characters without spaces");
  }
  return Ok();
}

uint64_t EncodeTime(MonotonicTime time) {
  return static_cast<uint64_t>(std::max<int64_t>(time.time_since_epoch().count(), 0));
}

void EncodeLeaseId(const LeaseId& lease, wire::LeaseRef* out) {
  out->set_partition(lease.partition);
  out->set_epoch(lease.epoch);
  out->set_number(lease.number);
}

LeaseId DecodeLeaseId(const wire::LeaseRef& lease) {
  return LeaseId{lease.partition(), lease.epoch(), lease.number()};
}

void EncodeLease(const Lease& lease, wire::Lease* out) {
  EncodeLeaseId(lease.id, out->mutable_id());
  out->set_url(lease.target.url.href());
  out->set_via(lease.target.via);
  out->set_hop_path(lease.target.hop_path);
  out->set_depth(lease.target.depth);
  out->set_purpose(static_cast<uint32_t>(lease.purpose));
  out->set_attempt(lease.attempt);
  out->set_lasts(static_cast<uint64_t>(std::max(lease.lasts, Duration::zero()).count()));
  for (const std::string& address : lease.addresses) out->add_addresses(address);
  wire::RobotsDecision* robots = out->mutable_robots();
  robots->set_overridden(lease.robots.overridden);
  robots->set_allowed(lease.robots.allowed);
  robots->set_line(lease.robots.line);
  robots->set_robots_txt_url(lease.robots.robots_txt_url);
  robots->set_fetched_at(lease.robots.fetched_at.time_since_epoch().count());
}

Result<Lease> DecodeLease(const wire::Lease& wire) {
  Lease lease;
  lease.id = DecodeLeaseId(wire.id());
  ARSIP_ASSIGN(lease.target.url, Url::Parse(wire.url()));
  lease.target.key = KeyOf(lease.target.url);
  ARSIP_TRY(CheckUrlText(wire.via(), "via"));
  lease.target.via = wire.via();
  ARSIP_TRY(CheckHopPath(wire.hop_path()));
  lease.target.hop_path = wire.hop_path();
  if (wire.depth() > UINT16_MAX || wire.attempt() > UINT16_MAX) {
    return Invalid("depth or attempt of a lease is out of range");
  }
  lease.target.depth = static_cast<uint16_t>(wire.depth());
  lease.attempt = static_cast<uint16_t>(wire.attempt());
  if (wire.purpose() > static_cast<uint32_t>(LeasePurpose::kRobotsTxt)) {
    return Invalid("unknown purpose of a lease");
  }
  lease.purpose = static_cast<LeasePurpose>(wire.purpose());
  ARSIP_ASSIGN(lease.lasts, DecodeDuration(wire.lasts(), "lease"));
  if (wire.addresses_size() > kMaxLeaseAddresses) return Invalid("too many addresses in a lease");
  for (const std::string& address : wire.addresses()) {
    if (address.size() > kMaxAddressBytes || !IsPrintableAscii(address)) {
      return Invalid("malformed address in a lease");
    }
    lease.addresses.push_back(address);
  }
  lease.robots.overridden = wire.robots().overridden();
  lease.robots.allowed = wire.robots().allowed();
  lease.robots.line = wire.robots().line();
  ARSIP_TRY(CheckUrlText(wire.robots().robots_txt_url(), "robots.txt URL"));
  lease.robots.robots_txt_url = wire.robots().robots_txt_url();
  lease.robots.fetched_at = UtcTime(std::chrono::microseconds(wire.robots().fetched_at()));
  return lease;
}

void EncodeProgress(const FrontierProgress& progress, wire::Progress* out) {
  out->set_queued(progress.queued);
  out->set_leased(progress.leased);
  out->set_captured(progress.captured);
  out->set_failed(progress.failed);
  out->set_dormant(progress.dormant);
  out->set_deferred(progress.deferred);
  for (const auto& [refusal, urls] : progress.refused) {
    wire::Progress::Refused* refused = out->add_refused();
    refused->set_refusal(static_cast<uint32_t>(refusal));
    refused->set_urls(urls);
  }
  out->set_captured_bytes(progress.captured_bytes);
  out->set_received_bytes(progress.received_bytes);
  out->set_hosts(progress.hosts);
  out->set_unheard_words(progress.unheard_words);
  out->set_budget_reached(progress.budget_reached);
  if (progress.next_wake) {
    const Duration wake = std::clamp(*progress.next_wake, Duration::zero(), kMaxWireDuration);
    out->set_next_wake(static_cast<uint64_t>(wake.count()));
  }
}

Result<FrontierProgress> DecodeProgress(const wire::Progress& wire) {
  FrontierProgress progress;
  progress.queued = wire.queued();
  progress.leased = wire.leased();
  progress.captured = wire.captured();
  progress.failed = wire.failed();
  progress.dormant = wire.dormant();
  progress.deferred = wire.deferred();
  for (const wire::Progress::Refused& refused : wire.refused()) {
    ARSIP_ASSIGN(const Refusal refusal, DecodeRefusal(refused.refusal()));
    progress.refused[refusal] = refused.urls();
  }
  progress.captured_bytes = wire.captured_bytes();
  progress.received_bytes = wire.received_bytes();
  progress.hosts = wire.hosts();
  progress.unheard_words = wire.unheard_words();
  progress.budget_reached = wire.budget_reached();
  if (wire.has_next_wake()) {
    ARSIP_ASSIGN(progress.next_wake, DecodeDuration(wire.next_wake(), "next wake"));
  }
  return progress;
}

Result<const WorkerMessage*> WorkerMessageDecoder::Decode(std::string_view bytes) {
  ARSIP_TRY(ParseMessage(bytes, kToFrontierFields, &wire_));
  message_.hello.reset();
  if (wire_.has_hello()) {
    ARSIP_ASSIGN(message_.hello, DecodeHello(wire_.hello()));
  }
  message_.credit_total = wire_.credit_total();
  if (wire_.ended_size() > kMaxLeasesPerMessage) return Invalid("too many leases in one message");
  message_.ended.clear();
  for (const wire::Ended& ended : wire_.ended()) {
    ARSIP_ASSIGN(const Duration fetch_time, DecodeDuration(ended.fetch_time(), "fetch time"));
    message_.ended.push_back({DecodeLeaseId(ended.lease()), fetch_time});
  }
  ARSIP_TRY(DecodeLeaseIds(wire_.renew(), &message_.renew));
  if (wire_.done_size() > kMaxLeasesPerMessage) return Invalid("too many DONE in one message");
  message_.done.assign(wire_.done().begin(), wire_.done().end());
  message_.goodbye = wire_.goodbye();
  message_.sent_at.reset();
  if (wire_.has_sent_at()) message_.sent_at = DecodeTime(wire_.sent_at());
  return &message_;
}

Result<FrontierMessage*> FrontierMessageDecoder::Decode(std::string_view bytes) {
  ARSIP_TRY(ParseMessage(bytes, kToWorkerFields, &wire_));
  message_.say_hello = wire_.say_hello();
  message_.refused = wire_.refused();
  message_.welcome.reset();
  if (wire_.has_welcome()) {
    message_.welcome = {wire_.welcome().sequence(), wire_.welcome().fresh()};
  }
  ARSIP_TRY(DecodeLeases());
  message_.progress.reset();
  if (wire_.has_progress()) {
    ARSIP_ASSIGN(message_.progress, DecodeProgress(wire_.progress()));
  }
  message_.heard.reset();
  if (wire_.has_heard()) message_.heard = DecodeTime(wire_.heard());
  return &message_;
}

Status FrontierMessageDecoder::DecodeLeases() {
  if (wire_.granted_size() > kMaxLeasesPerMessage ||
      wire_.acknowledged_size() > kMaxLeasesPerMessage) {
    return Invalid("too many leases in one message");
  }
  message_.granted.clear();
  for (const wire::Lease& lease : wire_.granted()) {
    ARSIP_ASSIGN(Lease decoded, DecodeLease(lease));
    message_.granted.push_back(std::move(decoded));
  }
  message_.acknowledged.clear();
  for (const wire::Ack& ack : wire_.acknowledged()) {
    if (ack.verdict() > static_cast<uint32_t>(CompletionVerdict::kStale)) {
      return Invalid("unknown verdict");
    }
    message_.acknowledged.push_back(
        {DecodeLeaseId(ack.lease()), static_cast<CompletionVerdict>(ack.verdict())});
  }
  return DecodeLeaseIds(wire_.lost(), &message_.lost);
}

}  // namespace arsip::frontier
