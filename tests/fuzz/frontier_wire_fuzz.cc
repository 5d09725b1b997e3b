// What arrives from the other end of the frontier's transport: any bytes give a message that keeps
// every limit, or kInvalidInput; and the service answers every message only with what a worker can
// decode. The first byte chooses: 0 the messages of workers, 1 those of the frontier, 2 a DONE, 3 a
// worker that talks to the service, each message after its length in two bytes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "frontier/frontier_service.h"
#include "frontier/wire.h"
#include "frontier/wire_completion.h"
#include "scripted_frontier.h"

namespace arsip::frontier {
namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

template <class Value>
void CheckRefusal(const Result<Value>& decoded) {
  Check(decoded.error().code == ErrorCode::kInvalidInput);
}

void FuzzDone(std::string_view bytes) {
  CompletionDecoder decoder;
  const auto decoded = decoder.Decode(bytes);
  if (!decoded) return CheckRefusal(decoded);
  const Completion completion = **decoded;
  Check(completion.discovered.size() <= kMaxLinksPerCompletion);
  CompletionEncoder encoder;
  const auto encoded = encoder.Encode(completion.lease, completion.outcome, completion.discovered,
                                      2 * kMaxDecodedLinkBytes);
  Check(encoded.has_value() && encoded->links_cut == 0);
  const auto again = decoder.Decode(encoded->bytes);
  Check(again.has_value() && (*again)->lease == completion.lease);
  Check((*again)->outcome.kind == completion.outcome.kind);
  Check((*again)->links_dropped == 0);
  Check((*again)->discovered.size() == completion.discovered.size());
  for (size_t i = 0; i < completion.discovered.size(); ++i) {
    Check((*again)->discovered[i].url == completion.discovered[i].url);
    Check((*again)->discovered[i].hop_path == completion.discovered[i].hop_path);
  }
}

void FuzzFromWorker(std::string_view bytes) {
  WorkerMessageDecoder decoder;
  const auto decoded = decoder.Decode(bytes);
  if (!decoded) return CheckRefusal(decoded);
  const WorkerMessage& message = **decoded;
  constexpr auto kMost = static_cast<size_t>(kMaxLeasesPerMessage);
  Check(message.ended.size() <= kMost && message.renew.size() <= kMost);
  if (message.hello) {
    Check(message.hello->held.size() <= kMost);
    Check(CheckWorkerName(message.hello->worker).has_value());
  }
  for (const std::string_view done : message.done) FuzzDone(done);
}

void FuzzFromFrontier(std::string_view bytes) {
  FrontierMessageDecoder decoder;
  const auto decoded = decoder.Decode(bytes);
  if (!decoded) return CheckRefusal(decoded);
  for (const Lease& lease : (*decoded)->granted) {
    Check(lease.lasts >= Duration::zero() && lease.lasts <= kMaxWireDuration);
    Check(lease.addresses.size() <= static_cast<size_t>(kMaxLeaseAddresses));
    wire::Lease encoded;
    EncodeLease(lease, &encoded);
    const auto again = DecodeLease(encoded);
    Check(again.has_value() && again->id == lease.id && again->target.url == lease.target.url);
  }
}

void FuzzService(std::string_view bytes) {
  ScriptedFrontier frontier;
  frontier.QueueMany(4);
  const ManualClock clock;
  FrontierService service(frontier, clock, FrontierServerOptions());
  FrontierMessageDecoder decoder;
  const auto send = [&](const Peer&, std::string_view answer) {
    Check(decoder.Decode(answer).has_value());
    return true;
  };
  bool first = true;
  while (bytes.size() >= 2) {
    const size_t length =
        static_cast<size_t>(static_cast<uint8_t>(bytes[0])) << 8 | static_cast<uint8_t>(bytes[1]);
    const std::string_view message = bytes.substr(2, length);
    bytes.remove_prefix(2 + message.size());
    const Peer peer{0, first ? "first" : "second", ""};
    first = !first;
    Check(service.Receive(peer, message).has_value());
    Check(service.Grant().has_value());
    Check(frontier.Commit().has_value());
    Check(service.Answer(send).has_value());
  }
  // Each of the four is in one place.
  Check(frontier.queued.size() + frontier.leased.size() + frontier.completed.size() == 4);
}

}  // namespace
}  // namespace arsip::frontier

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arsip::frontier;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      FuzzFromWorker(bytes);
      break;
    case 1:
      FuzzFromFrontier(bytes);
      break;
    case 2:
      FuzzDone(bytes);
      break;
    default:
      FuzzService(bytes);
      break;
  }
  return 0;
}
