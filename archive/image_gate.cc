#include "archive/image_gate.h"

#include <utility>

#include "archive/image_clusters.h"

namespace arsip::archive {

void ImageGate::Judge(const ImageFact& image, Done done) {
  if (closed_) return done(*closed_);
  if (!image.matchable()) return done(find_exemplar_(image));
  const HashForms forms = image.forms();
  for (auto& [payload, pending] : pending_) {
    if (payload == image.payload || PictureDistance(forms, pending.forms) > kNearDistance) continue;
    pending.waiting.emplace_back(image, std::move(done));
    return;
  }
  Result<DedupVerdict> verdict = find_exemplar_(image);
  if (verdict.has_value() && verdict->kind == DedupVerdict::Kind::kNew) {
    pending_.try_emplace(image.payload, Pending{forms, {}});
  }
  done(std::move(verdict));
}

void ImageGate::Release(const Sha256& payload) {
  auto released = pending_.extract(payload);
  if (released.empty()) return;
  for (auto& [image, done] : released.mapped().waiting) Judge(image, std::move(done));
}

void ImageGate::Close(const Error& error) {
  closed_ = error;
  auto pending = std::exchange(pending_, {});
  for (auto& [payload, image] : pending) {
    for (auto& [fact, done] : image.waiting) done(error);
  }
}

}  // namespace arsip::archive
