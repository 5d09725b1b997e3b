#include "extractors/image_hash.h"

#include <utility>
#include <vector>

#include "base/media_type.h"
#include "extractors/image_decoding.h"
#include "extractors/image_thumbnail.h"

namespace arsip::extractors {
namespace {

class IntoResize : public ImageRows {
 public:
  explicit IntoResize(PdqResize& resize) : resize_(resize) {}
  void Begin(const DecodedImage& image) override {
    resize_.Begin(image.width, image.height, image.channels);
  }
  void AddRow(uint32_t y, const uint8_t* samples) override { resize_.AddRow(y, samples); }

 private:
  PdqResize& resize_;
};

// Of a part there is another hash.
Result<std::string_view> Decoded(const ExtractionRequest& request, std::string_view bytes,
                                 ContentDecoder& decoder) {
  if (request.content_encoding().empty()) return bytes;
  const std::vector<std::string_view> codings(request.content_encoding().begin(),
                                              request.content_encoding().end());
  const DecodedContent content = decoder.Decode(bytes, codings, kMaxDecodedImageBytes);
  if (content.bad_encoding) {
    return Error{ErrorCode::kInvalidInput, "unsupported: content coding", "image"};
  }
  if (content.bomb || content.cut) {
    return Error{ErrorCode::kPermission, "refused-limit: decoded bytes", "image"};
  }
  if (content.truncated_encoding) {
    return Error{ErrorCode::kInvalidInput, "corrupt: the content coding ends too early", "image"};
  }
  return content.bytes;
}

}  // namespace

Result<ImageHash> ImageHasher::Hash(std::string_view bytes) {
  IntoResize rows(resize_);
  ARSIP_ASSIGN(const DecodedImage image, DecodeImage(bytes, rows));
  const PdqDihedralResult result = pdq_.HashDihedral(resize_.Result());
  ImageHash hash;
  hash.set_pdq(result.hashes[0].ToBytes());
  hash.set_quality(result.quality);
  hash.set_width(image.width);
  hash.set_height(image.height);
  hash.set_frames(image.frames);
  for (const PdqHash& form : result.hashes) hash.add_dihedral(form.ToBytes());
  hash.set_media_type(std::string(image.media_type));
  if (image.damaged) hash.set_state("damaged");
  return hash;
}

void ImageHasher::Extract(const ExtractionRequest& request, std::string_view bytes,
                          Extraction& extraction) {
  extraction.Clear();
  extraction.set_extractor("image");
  extraction.set_version(std::string(kImageHashVersion));
  const Result<std::string_view> decoded = Decoded(request, bytes, decoder_);
  if (decoded) bytes = *decoded;
  extraction.set_sniffed_media_type(std::string(SniffMediaType(bytes.substr(0, 4096))));
  extraction.set_decoded_bytes(bytes.size());
  Result<ImageHash> hash = decoded ? Hash(bytes) : Result<ImageHash>(decoded.error());
  if (!hash) {
    extraction.mutable_image_hash()->set_state(hash.error().message);
    return;
  }
  if (request.want_thumbnail()) {
    hash->set_thumbnail(
        EncodeThumbnail(BlurredThumbnail(resize_.Result(), hash->width(), hash->height())));
  }
  *extraction.mutable_image_hash() = std::move(*hash);
}

Result<ImageHash> HashImage(std::string_view bytes) { return ImageHasher().Hash(bytes); }

std::string ImageHashVersions() {
  return "image " + std::string(kImageHashVersion) + ", " + ImageDecoderVersions();
}

}  // namespace arsip::extractors
