// arsip-media-sandbox: reads video and audio behind the walls of arsip-sandbox. Another program, so
// that FFmpeg's libraries are not loaded where anything else is parsed. Started by the sandbox
// broker only.
//   arsip-media-sandbox --channel SLOTS:INPUT:OUTPUT [--allow-missing-layers]
#include <unistd.h>

#include <string>

#include "extractors/media_extractor.h"
#include "extractors/sandbox_program.h"

namespace arsip::extractors {
namespace {

class MediaReader final : public PayloadReader {
 public:
  Status WarmUp() override {
    MediaExtractor::Preload();
    return Ok();
  }
  std::string Versions() const override { return MediaVersions(); }
  void Extract(const ExtractionRequest& request, std::string_view payload,
               Extraction& extraction) override {
    extractor_.Extract(request, payload, extraction);
  }

 private:
  MediaExtractor extractor_;
};

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  using namespace arsip::extractors;
  // The payload lies in shared memory, beside the frames of a decoder.
  constexpr uint64_t kAddressSpace = uint64_t{3072} << 20;
  SandboxArguments arguments = ParseSandboxArguments(argc, argv);
  arguments.options.address_space_bytes = kAddressSpace;
  MediaReader reader;
  ::_exit(RunSandboxProgram("arsip-media-sandbox", arguments, reader));
}
