#include "crawler/sandboxes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <thread>
#include <utility>

#include "base/media_type.h"
#include "crawler/image_hashing.h"
#include "extractors/image_hash.h"
#include "extractors/pdq_hash.h"
#include "extractors/pdq_transform.h"

namespace arsip::crawler {

using extractors::ExtractionRequest;
using extractors::ImageHash;

namespace {

constexpr size_t kSniffBytes = 4096;

Task<ImageHash> HashIn(SandboxBroker& images, uint64_t max_bytes, const ExtractionRequest& page,
                       std::string_view payload) {
  ImageHash hash;
  if (payload.size() > max_bytes) {
    hash.set_state("refused-limit: more than " + std::to_string(max_bytes) + " bytes");
    co_return hash;
  }
  ExtractionRequest request;
  request.set_kind(ExtractionRequest::IMAGE);
  request.set_want_thumbnail(true);
  *request.mutable_content_encoding() = page.content_encoding();
  SandboxResult result = co_await images.Extract(std::move(request), payload);
  if (result.facts() != nullptr) {
    hash = std::move(*result.extraction.mutable_image_hash());
  } else {
    hash.set_state(result.detail);
  }
  co_return hash;
}

std::string DefaultBinary(const std::string& page_binary) {
  constexpr const char* kName = "arsip-image-sandbox";
  if (page_binary.empty()) return ProgramBeside(kName);
  return (std::filesystem::path(page_binary).parent_path() / kName).string();
}

archive::Hash256 AsStored(const extractors::PdqHash& hash) {
  return archive::ParseHash256(hash.ToHex()).value_or(archive::Hash256());
}

// Nullopt: the sandbox gave others than the eight.
std::optional<archive::TurnedHashes> TurnedOf(const ImageHash& image) {
  if (image.dihedral_size() != static_cast<int>(extractors::kDihedrals)) return std::nullopt;
  const auto form = [&image](extractors::Dihedral dihedral) {
    return extractors::PdqHash::FromBytes(image.dihedral(static_cast<int>(dihedral)));
  };
  const auto rot180 = form(extractors::Dihedral::kRotate180);
  const auto flipx = form(extractors::Dihedral::kFlipX);
  const auto flipy = form(extractors::Dihedral::kFlipY);
  if (!rot180 || !flipx || !flipy) return std::nullopt;
  return archive::TurnedHashes{AsStored(*rot180), AsStored(*flipx), AsStored(*flipy)};
}

}  // namespace

Result<std::unique_ptr<SandboxBroker>> CreateImageSandbox(EventLoop& loop,
                                                          const ImageHashOptions& options,
                                                          const SandboxBrokerOptions& pages) {
  SandboxBrokerOptions broker = pages;
  broker.binary = options.binary.empty() ? DefaultBinary(pages.binary) : options.binary;
  broker.arguments = {};
  broker.processes = options.processes == 0 ? std::max(1u, std::thread::hardware_concurrency() / 4)
                                            : options.processes;
  broker.wall_clock_limit = options.wall_clock_limit;
  broker.max_payload_bytes = options.max_payload_bytes;
  return SandboxBroker::Create(loop, broker);
}

bool IsForImages(const ExtractionRequest& request, std::string_view payload) {
  if (request.kind() != ExtractionRequest::PAGE) return false;
  const bool coded = std::ranges::any_of(request.content_encoding(), [](const std::string& coding) {
    return !coding.empty() && coding != "identity";
  });
  if (coded) return MediaType::Parse(request.content_type()).essence.starts_with("image/");
  return SniffMediaType(payload.substr(0, kSniffBytes)).starts_with("image/");
}

bool IsForDocuments(const ExtractionRequest& request, std::string_view payload) {
  return request.kind() == ExtractionRequest::PAGE &&
         KindFor(request, payload) == ExtractionRequest::DOCUMENT;
}

bool IsForMedia(const ExtractionRequest& request, std::string_view payload) {
  return request.kind() == ExtractionRequest::PAGE &&
         KindFor(request, payload) == ExtractionRequest::MEDIA;
}

Task<SandboxResult> ExtractIn(Sandboxes sandboxes, const ExtractionChoice& choice,
                              ExtractionRequest request, std::string_view payload) {
  std::optional<ImageHash> hash;
  if (sandboxes.images != nullptr && IsForImages(request, payload)) {
    hash = co_await HashIn(*sandboxes.images, sandboxes.max_image_bytes, request, payload);
  }
  SandboxResult result;
  if (sandboxes.documents != nullptr && IsForDocuments(request, payload)) {
    AskForDocument(choice, request);
    result = co_await sandboxes.documents->Extract(std::move(request), payload);
  } else {
    result = co_await sandboxes.pages->Extract(std::move(request), payload);
  }
  result.image_hash = std::move(hash);
  co_return result;
}

Task<SandboxResult> HashImageIn(Sandboxes sandboxes, ExtractionRequest request,
                                std::string_view payload) {
  SandboxResult result = SandboxResult::Nothing();
  if (sandboxes.images != nullptr && IsForImages(request, payload)) {
    result.image_hash =
        co_await HashIn(*sandboxes.images, sandboxes.max_image_bytes, request, payload);
  }
  co_return result;
}

Task<SandboxResult> ReadMediaIn(Sandboxes sandboxes, ExtractionRequest request,
                                std::string_view payload) {
  if (sandboxes.media == nullptr || !IsForMedia(request, payload)) {
    co_return SandboxResult::Nothing();
  }
  AskForMedia(sandboxes.media_reading, request);
  co_return co_await sandboxes.media->Extract(std::move(request), payload);
}

uint32_t ImageHashRule() {
  uint32_t rule = 0;
  const std::string_view version = extractors::kImageHashVersion;
  std::from_chars(version.data(), version.data() + version.size(), rule);
  return rule;
}

std::optional<archive::ImageFact> ImageFactOf(const SandboxResult& result, const Sha256& payload,
                                              uint64_t payload_bytes) {
  if (!result.image_hash) return std::nullopt;
  const auto pdq = extractors::PdqHash::FromBytes(result.image_hash->pdq());
  if (!pdq) return std::nullopt;
  archive::ImageFact fact;
  fact.payload = payload;
  fact.hash = AsStored(*pdq);
  fact.turned = TurnedOf(*result.image_hash);
  fact.quality = result.image_hash->quality();
  fact.rule = ImageHashRule();
  fact.bytes = payload_bytes;
  fact.degenerate = extractors::IsDegenerate(*pdq);
  return fact;
}

}  // namespace arsip::crawler
