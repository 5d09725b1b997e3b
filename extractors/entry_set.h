// EntrySet: the records of one payload, bounded in number and bytes, each identity once.
// Not thread-safe.
#ifndef ARSIP_EXTRACTORS_ENTRY_SET_H_
#define ARSIP_EXTRACTORS_ENTRY_SET_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

class EntrySet {
 public:
  // Records go to `extraction`, which outlives the set. `max_bytes` is of all of them, serialised.
  EntrySet(Extraction& extraction, size_t max_records, size_t max_bytes)
      : extraction_(extraction), max_records_(max_records), bytes_left_(max_bytes) {}

  // The first is the payload's own. A record whose native_id (or uri, without one) was there is
  // left out and counted as a repeat; one for which there is no room in records_dropped.
  void Add(Record record);
  // What comes now can only be counted: no need to derive anything for it.
  bool full() const {
    return static_cast<size_t>(extraction_.records_size()) >= max_records_ ||
           too_long_ >= kMaxTooLong;
  }
  void CountDropped() { extraction_.set_records_dropped(extraction_.records_dropped() + 1); }

  // Replaces the first record, which is small by then and may have grown; REQUIRES that one was
  // added. Kept as it was when there is no room.
  void ReplaceFirst(Record record);

  size_t bytes_left() const { return bytes_left_; }
  uint32_t repeats() const { return repeats_; }

 private:
  Extraction& extraction_;
  const size_t max_records_;
  size_t bytes_left_;
  // So many records without room, and there is no use in making more.
  static constexpr uint32_t kMaxTooLong = 16;
  uint32_t too_long_ = 0;
  uint32_t repeats_ = 0;
  std::set<std::string> known_;  // ordered: a hostile feed may choose what collides in a hash
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_ENTRY_SET_H_
