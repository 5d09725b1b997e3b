#include "crawler/media_sandbox.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "crawler/task.h"

namespace arsip::crawler {
namespace {

uint32_t CountOf(Duration time, Duration unit) {
  return static_cast<uint32_t>(std::clamp<int64_t>(time / unit, 1, 1'000'000'000));
}

std::string DefaultBinary(const std::string& page_binary) {
  std::error_code error;
  const std::filesystem::path beside = page_binary.empty()
                                           ? std::filesystem::read_symlink("/proc/self/exe", error)
                                           : std::filesystem::path(page_binary);
  return beside.parent_path() / "arsip-media-sandbox";
}

bool SaysNothing(const extractors::Record& record) {
  const extractors::MediaFacts& facts = record.media_facts();
  return facts.frames().empty() && facts.fingerprint().empty() && facts.streams().empty();
}

}  // namespace

Result<std::unique_ptr<SandboxBroker>> CreateMediaSandbox(EventLoop& loop,
                                                          const MediaSandboxOptions& options,
                                                          const SandboxBrokerOptions& pages) {
  SandboxBrokerOptions broker = pages;
  broker.binary = options.binary.empty() ? DefaultBinary(pages.binary) : options.binary;
  broker.arguments.clear();
  broker.batch = 1;
  broker.recycle_after = 1;
  broker.wall_clock_limit = options.wall_clock_limit;
  broker.max_payload_bytes = options.max_payload_bytes;
  broker.processes = options.processes == 0 ? std::max(1u, std::thread::hardware_concurrency() / 2)
                                            : options.processes;
  return SandboxBroker::Create(loop, broker);
}

void AskForMedia(const MediaSandboxOptions& options, extractors::ExtractionRequest& request) {
  request.set_kind(extractors::ExtractionRequest::MEDIA);
  request.set_max_media_seconds(CountOf(options.duration_limit, std::chrono::seconds(1)));
  request.set_max_work_ms(CountOf(options.work_limit, std::chrono::milliseconds(1)));
  request.set_hash_interval_ms(CountOf(options.hash_interval, std::chrono::milliseconds(1)));
  request.set_keyframes_only(options.keyframes_only);
  request.set_prune_distance(options.prune_distance);
  request.set_want_contact_sheet(options.contact_sheet);
}

Result<std::unique_ptr<MediaReading>> MediaReading::Create(const MediaSandboxOptions& options,
                                                           const SandboxBrokerOptions& pages) {
  std::unique_ptr<MediaReading> reading(new MediaReading());
  reading->options_ = options;
  reading->options_.processes = 1;
  ARSIP_ASSIGN(reading->loop_, EventLoop::Create());
  ARSIP_ASSIGN(reading->sandbox_, CreateMediaSandbox(*reading->loop_, reading->options_, pages));
  return reading;
}

Result<extractors::Extraction> MediaReading::Read(std::string_view bytes) {
  extractors::ExtractionRequest request;
  AskForMedia(options_, request);
  SandboxResult result;
  bool ended = false;
  Spawn(sandbox_->Extract(request, bytes), [&](SandboxResult answer) {
    result = std::move(answer);
    ended = true;
    loop_->Stop();
  });
  while (!ended) ARSIP_TRY(loop_->Run());
  if (result.facts() == nullptr) return Error{ErrorCode::kInvalidInput, result.detail, "media"};
  if (result.extraction.records().empty()) {
    return Error{ErrorCode::kInvalidInput, "no record", "media"};
  }
  const extractors::Record& record = result.extraction.records(0);
  if (SaysNothing(record)) return Error{ErrorCode::kInvalidInput, record.state(), "media"};
  return std::move(result.extraction);
}

}  // namespace arsip::crawler
