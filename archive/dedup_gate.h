// DedupGate: one verdict at a time for each payload, so that equal payloads are stored once.
//
// A payload that no durable record holds is reserved by the first who asks; whoever asks next waits
// until the reservation ends. Then, when the payload has become durable, all who wait get a
// revisit; when it has not (failed, truncated, forgotten), the next in line gets the reservation.
// Identity is SHA-256 alone: SHA-1 can be made to collide. Empty payloads are always new and never
// reserved. Not thread-safe: lives on the archive's thread, where all its callbacks run. They may
// call back into the gate.
#ifndef ARSIP_ARCHIVE_DEDUP_GATE_H_
#define ARSIP_ARCHIVE_DEDUP_GATE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>

#include "archive/archive.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

class DedupGate {
 public:
  using Done = std::function<void(Result<DedupVerdict>)>;
  // The durable, untruncated original of a payload.
  using FindOriginal = std::function<Result<std::optional<DedupVerdict>>(const Sha256&)>;

  explicit DedupGate(FindOriginal find_original) : find_original_(std::move(find_original)) {}

  void Judge(const Sha256& payload, Done done);
  // The reservation's holder is done with it, for better or worse. Nothing when there is none.
  void Release(const Sha256& payload);
  // All who wait, and all who ask from now on, get `error`.
  void Close(const Error& error);

  // Payloads reserved now.
  size_t reserved() const { return waiting_.size(); }

 private:
  FindOriginal find_original_;
  std::map<Sha256, std::deque<Done>> waiting_;  // by reserved payload
  std::optional<Error> closed_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_DEDUP_GATE_H_
