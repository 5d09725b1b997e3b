#include "crawler/image_hashing.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "crawler/task.h"

namespace arsip::crawler {

std::string ProgramBeside(const std::string& name) {
  std::error_code error;
  return (std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / name).string();
}

Result<std::unique_ptr<ImageHashing>> ImageHashing::Create(SandboxBrokerOptions options) {
  if (options.binary.empty()) options.binary = ProgramBeside("arsip-image-sandbox");
  if (options.processes == 0) options.processes = 1;
  std::unique_ptr<ImageHashing> hashing(new ImageHashing());
  hashing->max_payload_bytes_ = options.max_payload_bytes;
  ARSIP_ASSIGN(hashing->loop_, EventLoop::Create());
  ARSIP_ASSIGN(hashing->sandbox_, SandboxBroker::Create(*hashing->loop_, options));
  return hashing;
}

Result<extractors::ImageHash> ImageHashing::Hash(std::string_view bytes) {
  if (bytes.size() > max_payload_bytes_) {
    return Error{ErrorCode::kPermission,
                 "refused-limit: more than " + std::to_string(max_payload_bytes_) + " bytes",
                 "image"};
  }
  extractors::ExtractionRequest request;
  request.set_kind(extractors::ExtractionRequest::IMAGE);
  SandboxResult result;
  bool ended = false;
  Spawn(sandbox_->Extract(request, bytes), [&](SandboxResult answer) {
    result = std::move(answer);
    ended = true;
    loop_->Stop();
  });
  if (!ended) ARSIP_TRY(loop_->Run());
  if (result.facts() == nullptr) return Error{ErrorCode::kInvalidInput, result.detail, "image"};
  const extractors::ImageHash& hash = result.extraction.image_hash();
  if (hash.pdq().empty()) {
    const bool refused = hash.state().starts_with("refused-limit");
    return Error{refused ? ErrorCode::kPermission : ErrorCode::kInvalidInput, hash.state(),
                 "image"};
  }
  return hash;
}

}  // namespace arsip::crawler
