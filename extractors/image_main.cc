// arsip-image-sandbox: hashes images behind the walls of arsip-sandbox. Another program, so that
// the decoders and the libraries behind them are not loaded where pages are parsed. Started by the
// sandbox broker only.
//   arsip-image-sandbox --channel SLOTS:INPUT:OUTPUT [--allow-missing-layers]
#include <unistd.h>

#include <string>

#include "extractors/image_decoding.h"
#include "extractors/image_hash.h"
#include "extractors/sandbox_program.h"

namespace arsip::extractors {
namespace {

class ImageReader final : public PayloadReader {
 public:
  Status WarmUp() override { return LoadImageDecoders(); }
  std::string Versions() const override { return ImageHashVersions(); }
  void Extract(const ExtractionRequest& request, std::string_view payload,
               Extraction& extraction) override {
    hasher_.Extract(request, payload, extraction);
  }

 private:
  ImageHasher hasher_;
};

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  using namespace arsip::extractors;
  ImageReader reader;
  ::_exit(RunSandboxProgram("arsip-image-sandbox", ParseSandboxArguments(argc, argv), reader));
}
