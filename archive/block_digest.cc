#include "archive/block_digest.h"

#include "base/http_message.h"

namespace arsip::archive {

LabelledDigest LabelledDigest::Parse(std::string_view field) {
  LabelledDigest digest;
  const std::string_view label = field.substr(0, field.find(':'));
  if (EqualsIgnoreCase(label, "sha1")) {
    const auto sha1 = ParseSha1(field);
    if (sha1.has_value()) digest.sha1 = *sha1;
  } else if (EqualsIgnoreCase(label, "sha256")) {
    const auto sha256 = ParseSha256(field);
    if (sha256.has_value()) digest.sha256 = *sha256;
  }
  return digest;
}

void BlockDigestCheck::Update(std::string_view bytes) {
  if (said_.sha1.has_value()) sha1_.Update(bytes);
  if (said_.sha256.has_value()) sha256_.Update(bytes);
}

std::optional<std::string> BlockDigestCheck::Finish() {
  std::string is;
  std::string said;
  if (said_.sha1.has_value()) {
    is = FormatDigest(sha1_.Finish());
    said = FormatDigest(*said_.sha1);
  } else if (said_.sha256.has_value()) {
    is = FormatDigest(sha256_.Finish());
    said = FormatDigest(*said_.sha256);
  }
  if (is == said) return std::nullopt;
  return "the block is " + is + ", the record says " + said;
}

}  // namespace arsip::archive
