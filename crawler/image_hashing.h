// ImageHashing: perceptual hashes of images that somebody hands over by name rather than by URL, as
// `arsip hash` does. The bytes are decoded in an arsip-image-sandbox process, behind the walls of
// docs/sandbox.md, never here. One thread; synchronous.
#ifndef ARSIP_CRAWLER_IMAGE_HASHING_H_
#define ARSIP_CRAWLER_IMAGE_HASHING_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crawler/event_loop.h"
#include "crawler/sandbox_broker.h"
#include "extractors/extraction.pb.h"

namespace arsip::crawler {

// Path of a sandbox program of that name, beside the running executable.
std::string ProgramBeside(const std::string& name);

class ImageHashing {
 public:
  // `options.binary` empty: arsip-image-sandbox beside the running executable. One process unless
  // more are asked for. The errors of SandboxBroker::Create.
  static Result<std::unique_ptr<ImageHashing>> Create(SandboxBrokerOptions options);

  // kInvalidInput and kPermission: there is no hash, "corrupt: ...", "unsupported: ...",
  // "refused-limit: ..." or what befell the process ("crashed: signal 11"). A payload of more than
  // SandboxBrokerOptions::max_payload_bytes is refused: of a part there is another hash.
  Result<extractors::ImageHash> Hash(std::string_view bytes);

  const SandboxBroker& sandbox() const { return *sandbox_; }

 private:
  ImageHashing() = default;

  uint64_t max_payload_bytes_ = 0;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SandboxBroker> sandbox_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_IMAGE_HASHING_H_
