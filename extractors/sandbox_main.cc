// arsip-sandbox: extracts what is in payloads, behind walls. Started by the sandbox broker only.
//   arsip-sandbox --channel SLOTS:INPUT:OUTPUT [--allow-missing-layers]
#include <unistd.h>

#include "extractors/extract.h"
#include "extractors/extractor_versions.h"
#include "extractors/sandbox_program.h"

namespace arsip::extractors {
namespace {

class PageReader final : public PayloadReader {
 public:
  Status WarmUp() override {
    extractor_.Preload();
    ExtractionRequest request;
    request.set_want_text(true);
    request.set_content_type("text/html");
    Extraction extraction;
    extractor_.Extract(request, "<!doctype html><title>t</title><p>text <a href=x>", extraction);
    return Ok();
  }
  std::string Versions() const override { return ExtractorVersions(); }
  void Extract(const ExtractionRequest& request, std::string_view payload,
               Extraction& extraction) override {
    extractor_.Extract(request, payload, extraction);
  }

 private:
  Extractor extractor_;
};

}  // namespace
}  // namespace arsip::extractors

// Not through exit(): handlers that run there have nothing to do and no right to do it.
int main(int argc, char** argv) {
  using namespace arsip::extractors;
  PageReader reader;
  ::_exit(RunSandboxProgram("arsip-sandbox", ParseSandboxArguments(argc, argv), reader));
}
