// ImageGate: one verdict at a time for images that are the same to a person, so that of several
// that come within one group commit the first is the exemplar and the others are told so.
//
// An image that no durable exemplar is near to is new, and pending until its payload is released
// (durable, failed or forgotten). Whoever asks meanwhile with one that is near it waits, and is
// judged again then. Who is pending never waits, so nobody waits for each other. Payloads are those
// of DedupGate's reservations, which end together with these. Costs a comparison with each pending
// image. Not thread-safe: lives on the archive's thread, where all its callbacks run. They may call
// back into the gate.
#ifndef ARSIP_ARCHIVE_IMAGE_GATE_H_
#define ARSIP_ARCHIVE_IMAGE_GATE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/hash_forms.h"
#include "archive/image_fact.h"
#include "base/digest.h"
#include "base/result.h"

namespace arsip::archive {

class ImageGate {
 public:
  using Done = std::function<void(Result<DedupVerdict>)>;
  // Against what is durable: kNew or kNearDuplicate.
  using FindExemplar = std::function<Result<DedupVerdict>(const ImageFact&)>;

  explicit ImageGate(FindExemplar find_exemplar) : find_exemplar_(std::move(find_exemplar)) {}

  void Judge(const ImageFact& image, Done done);
  // The payload is durable, or will not be. Nothing when it is not pending.
  void Release(const Sha256& payload);
  // All who wait, and all who ask from now on, get `error`.
  void Close(const Error& error);

  size_t pending() const { return pending_.size(); }

 private:
  struct Pending {
    HashForms forms{};
    std::vector<std::pair<ImageFact, Done>> waiting;  // in the order in which they came
  };

  FindExemplar find_exemplar_;
  std::map<Sha256, Pending> pending_;
  std::optional<Error> closed_;
};

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_IMAGE_GATE_H_
