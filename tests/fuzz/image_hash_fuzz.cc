// Bytes of any kind as an image: no crash; a hash is whole and the same twice, or there is a reason
// of a known kind. What is slow is libFuzzer's to find (-timeout).
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "extractors/image_decoding.h"
#include "extractors/image_hash.h"
#include "extractors/image_thumbnail.h"

namespace {

using arsip::extractors::Extraction;
using arsip::extractors::ImageHash;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckHash(const ImageHash& hash) {
  Check(hash.pdq().size() == arsip::extractors::PdqHash::kBytes);
  Check(hash.dihedral_size() == static_cast<int>(arsip::extractors::kDihedrals));
  Check(hash.dihedral(0) == hash.pdq());
  Check(hash.quality() <= 100);
  Check(hash.width() > 0 && hash.height() > 0);
  Check(uint64_t{hash.width()} * hash.height() <= arsip::extractors::kMaxImagePixels);
  Check(hash.frames() >= 1 && hash.frames() <= arsip::extractors::kMaxImageFrames);
  Check(hash.state().empty() || hash.state() == "damaged");
  Check(!hash.thumbnail().empty() &&
        hash.thumbnail().size() <= arsip::extractors::kMaxThumbnailBytes);
}

void CheckReason(const std::string& state) {
  Check(state.size() <= 256);
  Check(state.starts_with("corrupt: ") || state.starts_with("refused-limit: ") ||
        state.starts_with("unsupported: "));
  for (const char c : state) Check(c >= ' ' && c <= '~');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static arsip::extractors::ImageHasher hasher;
  const std::string_view image(reinterpret_cast<const char*>(bytes), size);
  Extraction extraction;
  arsip::extractors::ExtractionRequest request;
  request.set_want_thumbnail(true);
  hasher.Extract(request, image, extraction);
  const ImageHash first = extraction.image_hash();
  if (first.pdq().empty()) {
    CheckReason(first.state());
  } else {
    CheckHash(first);
  }
  hasher.Extract(request, image, extraction);
  Check(extraction.image_hash().SerializeAsString() == first.SerializeAsString());
  return 0;
}
