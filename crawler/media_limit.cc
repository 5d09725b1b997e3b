#include "crawler/media_limit.h"

#include "base/media_type.h"

namespace arsip::crawler {
namespace {

// Formats people read as documents; everything else undeclared is treated as a page.
bool IsDocument(std::string_view essence) {
  return essence == "application/pdf" || essence == "application/epub+zip" ||
         essence == "application/msword" || essence.starts_with("application/vnd.") ||
         essence == "application/rtf" || essence == "application/zip";
}

std::optional<uint64_t> Limit(bool wanted, const std::optional<uint64_t>& bytes) {
  return wanted ? bytes : std::optional<uint64_t>(0);
}

}  // namespace

std::optional<uint64_t> MediaLimit(const seeds::MediaPolicy& media, std::string_view content_type) {
  const MediaType type = MediaType::Parse(content_type);
  if (type.image()) return Limit(media.image, media.max_image_bytes);
  if (type.video()) return Limit(media.video, media.max_video_bytes);
  if (type.audio()) return Limit(media.audio, media.max_audio_bytes);
  if (IsDocument(type.essence)) return Limit(media.document, media.max_document_bytes);
  return std::nullopt;
}

}  // namespace arsip::crawler
