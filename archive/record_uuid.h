// RecordUuid: a record id of the form <urn:uuid:...> as 16 bytes, split into the run that it
// belongs to and its place there.
//
// Ids that this program makes are UUIDs of version 8 (RFC 9562 section 5.8): 64 bits from the
// operating system, others in every process, and a counter of 58 bits that each id raises by one.
// Records are written in nearly the order in which their ids were made, so that the index has to
// keep hardly more than one id of many (record_block.h). Nothing in an id is secret. Thread-safe.
#ifndef ARSIP_ARCHIVE_RECORD_UUID_H_
#define ARSIP_ARCHIVE_RECORD_UUID_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arsip::archive {

inline constexpr size_t kUuidBytes = 16;

struct RecordUuid {
  // Of the counter.
  static constexpr int kCounterBits = 58;
  static constexpr uint64_t kCounterMask = (uint64_t{1} << kCounterBits) - 1;

  uint64_t high = 0;  // the first eight bytes, big-endian
  uint64_t low = 0;
  bool operator==(const RecordUuid&) const = default;

  uint64_t counter() const { return low & kCounterMask; }
  bool SameRun(const RecordUuid& other) const {
    return high == other.high && low >> kCounterBits == other.low >> kCounterBits;
  }
  RecordUuid WithCounter(uint64_t counter) const {
    return {high, (low & ~kCounterMask) | (counter & kCounterMask)};
  }
};

std::array<uint8_t, kUuidBytes> UuidBytes(const RecordUuid& uuid);
RecordUuid UuidFromBytes(const std::array<uint8_t, kUuidBytes>& bytes);

// "<urn:uuid:01234567-89ab-cdef-0123-456789abcdef>"
std::string FormatRecordUuid(const RecordUuid& uuid);
// Only of the spelling that FormatRecordUuid gives: an id is an exact text.
std::optional<RecordUuid> ParseRecordUuid(std::string_view record_id);

// Never one that it gave before, in this process or, by the random part, in another; the child of a
// fork counts as another.
RecordUuid NewRecordUuid();

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_RECORD_UUID_H_
