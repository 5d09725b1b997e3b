#include "archive/record_uuid.h"

#include <pthread.h>
#include <sys/random.h>

#include <atomic>
#include <cstdlib>

namespace arsip::archive {
namespace {

constexpr std::string_view kPrefix = "<urn:uuid:";
constexpr std::string_view kDigits = "0123456789abcdef";
constexpr size_t kTextBytes = 36;

constexpr bool DashBefore(size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

// -1: not one of kDigits.
int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The first half of each id, and the four bits of the second that are no counter.
struct Run {
  std::atomic<uint64_t> high;
  std::atomic<uint64_t> low;
};

Run& CurrentRun() {
  static Run run;
  return run;
}

// Up to 256 bytes come whole or not at all, and only a kernel without the call refuses: a record
// without an identity of its own must not be written.
void BeginRun() {
  std::array<uint64_t, 2> bits{};
  if (getrandom(bits.data(), sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) std::abort();
  constexpr uint64_t kVersion8 = 0x8000, kVersionBits = 0xf000;  // RFC 9562 section 5.8
  constexpr uint64_t kVariant = uint64_t{1} << 63;  // section 4.1: 10 in the first bits
  constexpr uint64_t kMoreRandom = uint64_t{0xf} << RecordUuid::kCounterBits;
  CurrentRun().high = (bits[0] & ~kVersionBits) | kVersion8;
  CurrentRun().low = kVariant | (bits[1] & kMoreRandom);
}

}  // namespace

std::array<uint8_t, kUuidBytes> UuidBytes(const RecordUuid& uuid) {
  std::array<uint8_t, kUuidBytes> bytes{};
  for (size_t i = 0; i < 8; ++i) {
    bytes.at(i) = static_cast<uint8_t>(uuid.high >> (56 - 8 * i));
    bytes.at(8 + i) = static_cast<uint8_t>(uuid.low >> (56 - 8 * i));
  }
  return bytes;
}

RecordUuid UuidFromBytes(const std::array<uint8_t, kUuidBytes>& bytes) {
  RecordUuid uuid;
  for (size_t i = 0; i < 8; ++i) {
    uuid.high = uuid.high << 8 | bytes.at(i);
    uuid.low = uuid.low << 8 | bytes.at(8 + i);
  }
  return uuid;
}

std::string FormatRecordUuid(const RecordUuid& uuid) {
  const auto bytes = UuidBytes(uuid);
  std::string text;
  text.reserve(kPrefix.size() + kTextBytes + 1);
  text = kPrefix;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (DashBefore(i)) text.push_back('-');
    text.push_back(kDigits[bytes.at(i) >> 4]);
    text.push_back(kDigits[bytes.at(i) & 0xf]);
  }
  text.push_back('>');
  return text;
}

std::optional<RecordUuid> ParseRecordUuid(std::string_view record_id) {
  if (record_id.size() != kPrefix.size() + kTextBytes + 1 || !record_id.starts_with(kPrefix) ||
      record_id.back() != '>') {
    return std::nullopt;
  }
  std::array<uint8_t, kUuidBytes> bytes{};
  size_t at = kPrefix.size();
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (DashBefore(i) && record_id[at++] != '-') return std::nullopt;
    const int high = DigitOf(record_id[at++]);
    const int low = DigitOf(record_id[at++]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.at(i) = static_cast<uint8_t>(high << 4 | low);
  }
  return UuidFromBytes(bytes);
}

RecordUuid NewRecordUuid() {
  static std::atomic<uint64_t> next{0};
  // The child of a fork would go on with its parent's ids.
  static const bool begun = [] {
    BeginRun();
    if (pthread_atfork(nullptr, nullptr, BeginRun) != 0) std::abort();
    return true;
  }();
  static_cast<void>(begun);
  const RecordUuid run{CurrentRun().high, CurrentRun().low};
  return run.WithCounter(next.fetch_add(1, std::memory_order_relaxed));
}

}  // namespace arsip::archive
