// HashImage: the perceptual hash of an image as it came: decoded (image_decoding.h), made smaller
// (pdq_resize.h), hashed (pdq.h). What arsip-image-sandbox does with an ExtractionRequest of kind
// IMAGE. Bounded: 100 million pixels, of which 512 x 512 are held here; the decoders hold what
// their format makes them hold. Not thread-safe: one ImageHasher a thread, which keeps its memory.
#ifndef ARSIP_EXTRACTORS_IMAGE_HASH_H_
#define ARSIP_EXTRACTORS_IMAGE_HASH_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "extractors/content_decoding.h"
#include "extractors/extraction.pb.h"
#include "extractors/pdq.h"
#include "extractors/pdq_resize.h"

namespace arsip::extractors {

// Of an image whose content coding was undone.
inline constexpr uint64_t kMaxDecodedImageBytes = 64u << 20;

// Raise it with any change of what is decoded or hashed.
inline constexpr std::string_view kImageHashVersion = "2";

class ImageHasher {
 public:
  explicit ImageHasher(PdqLanes lanes = LanesOfThisProcessor()) : pdq_(lanes) {}

  // The errors of DecodeImage.
  Result<ImageHash> Hash(std::string_view bytes);
  // Overwrites `extraction`; an error becomes ImageHash.state. Content codings are undone first.
  // With a thumbnail when `request` asks for one (image_thumbnail.h).
  void Extract(const ExtractionRequest& request, std::string_view bytes, Extraction& extraction);

 private:
  Pdq pdq_;
  ContentDecoder decoder_;
  PdqResize resize_;
};

Result<ImageHash> HashImage(std::string_view bytes);

// "image 1, libjpeg-turbo 2.1.5, vips 8.14.1"
std::string ImageHashVersions();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_IMAGE_HASH_H_
