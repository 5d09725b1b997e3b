// The decoders of stored frontier records: any bytes give a record or an error, and what decodes is
// written back as a record that decodes to the same. The first byte chooses the decoder.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "frontier/record_codec.h"
#include "frontier/seen_manifest.h"
#include "frontier/store_keys.h"

namespace arsip::frontier {
namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

void FuzzUrl(std::string_view bytes) {
  const auto url = DecodeUrl(UrlKey{}, bytes);
  if (!url.has_value()) return;
  const auto again = DecodeUrl(UrlKey{}, EncodeUrl(*url));
  // A `via` longer than a URL may be is cut when it is written.
  if (url->via.size() <= kMaxUrlBytes) Check(again.has_value() && *again == *url);
}

void FuzzHost(std::string_view bytes) {
  const auto host = DecodeHost(1, bytes);
  if (!host.has_value()) return;
  const auto again = DecodeHost(1, EncodeHost(*host));
  Check(again.has_value() && *again == *host);
}

void FuzzCounts(std::string_view bytes) {
  const auto counts = DecodeCounts(bytes);
  if (!counts.has_value()) return;
  const auto again = DecodeCounts(EncodeCounts(*counts));
  Check(again.has_value() && *again == *counts);
}

void FuzzRobots(std::string_view bytes) {
  const auto robots = DecodeRobots(1, bytes);
  if (!robots.has_value()) return;
  const auto again = DecodeRobots(1, EncodeRobots(*robots));
  Check(again.has_value() && again->rules.rules.size() == robots->rules.rules.size());
}

void FuzzLease(std::string_view bytes) {
  const auto lease = DecodeLease(1, 2, bytes);
  if (!lease.has_value()) return;
  const auto again = DecodeLease(1, 2, EncodeLease(*lease));
  Check(again.has_value() && *again == *lease);
}

void FuzzPartition(std::string_view bytes) {
  const auto partition = DecodePartition(bytes);
  if (!partition.has_value()) return;
  const auto again = DecodePartition(EncodePartition(*partition));
  Check(again.has_value() && *again == *partition);
}

void FuzzSeenManifest(std::string_view bytes) {
  const auto manifest = DecodeSeenManifest(bytes);
  if (!manifest.has_value()) return;
  const auto again = DecodeSeenManifest(EncodeSeenManifest(*manifest));
  Check(again.has_value() && *again == *manifest);
}

void FuzzKeys(std::string_view bytes) {
  const auto position = ParseQueueKey(bytes);
  if (position.has_value()) {
    Check(position->lane < kLanes);
    Check(ParseQueueKey(QueueKey(0, *position)) == position);
  }
  static_cast<void>(ParseQueueByHostKey(bytes));
  const auto due = ParseDueKey(bytes);
  if (due.has_value()) Check(ParseDueKey(DueKey(0, *due)) == due);
  const auto arrival = ParseUrlStoreKey(bytes);
  if (arrival.has_value()) Check(ParseUrlStoreKey(UrlStoreKey(0, *arrival)) == arrival);
  static_cast<void>(ParseUrlByKey(bytes));
  static_cast<void>(ParseHostKey(bytes));
  static_cast<void>(ParseGroupKey(bytes));
  static_cast<void>(ParseLeaseKey(bytes));
}

}  // namespace
}  // namespace arsip::frontier

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arsip::frontier;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      FuzzUrl(bytes);
      break;
    case 1:
      FuzzHost(bytes);
      break;
    case 2:
      FuzzRobots(bytes);
      break;
    case 3:
      FuzzLease(bytes);
      break;
    case 4:
      FuzzPartition(bytes);
      break;
    case 5:
      FuzzKeys(bytes);
      break;
    case 6:
      FuzzCounts(bytes);
      break;
    default:
      FuzzSeenManifest(bytes);
      break;
  }
  return 0;
}
