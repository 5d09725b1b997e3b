// Between the protobuf messages of frontier/wire.proto and the frontier's own types.
//
// Everything that was received is checked here before anyone uses it: version, enumerators, counts,
// lengths, times. What breaks a rule makes the whole message kInvalidInput; a retry cannot help.
// The links and outcome of a DONE are in frontier/wire_completion.h.
// The decoders keep their protobuf objects from one message to the next, so that a message costs
// few allocations; what they return is valid until their next call. Not thread-safe.
#ifndef ARSIP_FRONTIER_WIRE_H_
#define ARSIP_FRONTIER_WIRE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "frontier/frontier.h"
#include "frontier/lease.h"
#include "frontier/wire.pb.h"

namespace arsip::frontier {

inline constexpr uint32_t kWireVersion = 1;

inline constexpr size_t kMaxWorkerNameBytes = 255;
inline constexpr size_t kMaxDetailBytes = 1024;  // longer texts for `arsip explain` are cut
inline constexpr size_t kMaxHopPathLetters = 255;
inline constexpr int kMaxLeasesPerMessage = 16'384;  // in HELLO, RENEW, LOST, GRANT, ACK, ENDED
inline constexpr int kMaxLeaseAddresses = 16;
inline constexpr size_t kMaxAddressBytes = 64;
inline constexpr Duration kMaxWireDuration = std::chrono::hours(24 * 366);

struct WorkerHello {
  std::string worker;
  uint64_t incarnation = 0;
  uint64_t sequence = 0;
  uint64_t leases_received = 0;
  std::vector<LeaseId> held;
};

struct WorkerMessage {
  std::optional<WorkerHello> hello;
  uint64_t credit_total = 0;
  std::vector<ResponseEnd> ended;
  std::vector<LeaseId> renew;
  std::vector<std::string_view> done;  // for CompletionDecoder
  bool goodbye = false;
  std::optional<MonotonicTime> sent_at;  // by the worker's clock
};

class WorkerMessageDecoder {
 public:
  Result<const WorkerMessage*> Decode(std::string_view bytes);
  // Of the last message, also when it was refused; 0 when it was no message at all.
  uint32_t version() const { return wire_.version(); }

 private:
  wire::ToFrontier wire_;
  WorkerMessage message_;
};

struct Acknowledgement {
  LeaseId lease;
  CompletionVerdict verdict = CompletionVerdict::kStale;
};

struct FrontierMessage {
  bool say_hello = false;
  std::string refused;
  struct Welcome {
    uint64_t sequence = 0;
    bool fresh = false;
  };
  std::optional<Welcome> welcome;
  std::vector<Lease> granted;
  std::vector<Acknowledgement> acknowledged;
  std::vector<LeaseId> lost;
  std::optional<FrontierProgress> progress;
  std::optional<MonotonicTime> heard;  // what was sent up to then has arrived
};

// Not const: the caller takes the leases out.
class FrontierMessageDecoder {
 public:
  Result<FrontierMessage*> Decode(std::string_view bytes);

 private:
  Status DecodeLeases();

  wire::ToWorker wire_;
  FrontierMessage message_;
};

void EncodeLeaseId(const LeaseId& lease, wire::LeaseRef* out);
LeaseId DecodeLeaseId(const wire::LeaseRef& lease);
void EncodeLease(const Lease& lease, wire::Lease* out);
Result<Lease> DecodeLease(const wire::Lease& lease);
void EncodeProgress(const FrontierProgress& progress, wire::Progress* out);
Result<FrontierProgress> DecodeProgress(const wire::Progress& progress);

// The worker's clock in a message; the frontier only says it again.
uint64_t EncodeTime(MonotonicTime time);

// Checks that more than one message needs. kInvalidInput names `what`.
Result<Duration> DecodeDuration(uint64_t nanoseconds, const char* what);
Result<Refusal> DecodeRefusal(uint32_t value);
Status CheckHopPath(std::string_view letters);
// Letters of frontier::Hop, kSeed included.
bool IsHop(uint32_t letter);
// Empty, or at most kMaxUrlBytes of printable ASCII: what is shown as a URL, never fetched.
Status CheckUrlText(std::string_view text, const char* what);
Status CheckWorkerName(std::string_view name);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_WIRE_H_
