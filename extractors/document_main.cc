// arsip-document-sandbox: reads documents, containers and images behind the walls of arsip-sandbox.
// Another program, so that what only documents need is not loaded where pages are parsed. Started
// by the sandbox broker only.
//   arsip-document-sandbox --channel SLOTS:INPUT:OUTPUT [--allow-missing-layers] [--ocr ind+eng]
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "extractors/document_extractor.h"
#include "extractors/sandbox_program.h"

namespace arsip::extractors {
namespace {

class DocumentReader final : public PayloadReader {
 public:
  explicit DocumentReader(std::vector<std::string> languages) : languages_(std::move(languages)) {}

  Status WarmUp() override {
    std::unique_ptr<Ocr> ocr;
    if (!languages_.empty()) {
      ARSIP_ASSIGN(ocr, Ocr::Load(languages_));
    }
    extractor_.emplace(std::move(ocr));
    extractor_->Preload();
    return Ok();
  }
  std::string Versions() const override { return DocumentVersions(); }
  void Extract(const ExtractionRequest& request, std::string_view payload,
               Extraction& extraction) override {
    extractor_->Extract(request, payload, extraction);
  }

 private:
  const std::vector<std::string> languages_;
  std::optional<DocumentExtractor> extractor_;
};

std::vector<std::string> OcrLanguages(int argc, char** argv) {
  std::vector<std::string> languages;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string_view(argv[i]) != "--ocr") continue;
    const std::string_view list = argv[i + 1];
    for (size_t begin = 0; begin < list.size();) {
      const size_t end = std::min(list.find('+', begin), list.size());
      languages.emplace_back(list.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return languages;
}

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  using namespace arsip::extractors;
  // What a payload is expanded into lies in memory, beside the libraries' own.
  constexpr uint64_t kAddressSpace = uint64_t{2048} << 20;
  SandboxArguments arguments = ParseSandboxArguments(argc, argv);
  arguments.options.address_space_bytes = kAddressSpace;
  DocumentReader reader(OcrLanguages(argc, argv));
  ::_exit(RunSandboxProgram("arsip-document-sandbox", arguments, reader));
}
