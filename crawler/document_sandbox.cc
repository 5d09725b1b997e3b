#include "crawler/document_sandbox.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "base/media_type.h"

namespace arsip::crawler {
namespace {

constexpr size_t kSniffBytes = 4096;

std::string DefaultBinary(const std::string& page_binary) {
  std::error_code error;
  const std::filesystem::path beside = page_binary.empty()
                                           ? std::filesystem::read_symlink("/proc/self/exe", error)
                                           : std::filesystem::path(page_binary);
  return beside.parent_path() / "arsip-document-sandbox";
}

uint32_t HalfTheCores() { return std::max(1u, std::thread::hardware_concurrency() / 2); }

}  // namespace

Result<std::unique_ptr<DocumentSandbox>> DocumentSandbox::Create(
    EventLoop& loop, const DocumentSandboxOptions& options, const SandboxBrokerOptions& pages) {
  SandboxBrokerOptions broker = pages;
  broker.binary = options.binary.empty() ? DefaultBinary(pages.binary) : options.binary;
  broker.batch = 1;
  broker.wall_clock_limit = options.wall_clock_limit;
  broker.max_payload_bytes = options.max_payload_bytes;
  if (!options.ocr_languages.empty()) {
    std::string joined;
    for (const std::string& language : options.ocr_languages) {
      joined += (joined.empty() ? "" : "+") + language;
    }
    broker.arguments = {"--ocr", joined};
  }
  // A language that is not installed is to be known at once.
  broker.start_at_once = pages.start_at_once || !options.ocr_languages.empty();
  std::unique_ptr<DocumentSandbox> sandbox(new DocumentSandbox());
  broker.processes = options.processes == 0 ? HalfTheCores() : options.processes;
  broker.recycle_after = 1;
  ARSIP_ASSIGN(sandbox->documents_, SandboxBroker::Create(loop, broker));
  broker.processes = options.image_processes == 0 ? HalfTheCores() : options.image_processes;
  broker.recycle_after = options.recycle_images_after;
  ARSIP_ASSIGN(sandbox->images_, SandboxBroker::Create(loop, broker));
  return sandbox;
}

Task<SandboxResult> DocumentSandbox::Extract(extractors::ExtractionRequest request,
                                             std::string_view payload) {
  const bool image = SniffMediaType(payload.substr(0, kSniffBytes)).starts_with("image/");
  SandboxBroker& broker = image ? *images_ : *documents_;
  co_return co_await broker.Extract(std::move(request), payload);
}

SandboxCounters DocumentSandbox::counters() const {
  SandboxCounters counters = documents_->counters();
  counters += images_->counters();
  return counters;
}

void DocumentSandbox::CancelAll() {
  documents_->CancelAll();
  images_->CancelAll();
}

}  // namespace arsip::crawler
