// The two decoders behind DecodeImage (image_decoding.h), each with its library in a source of its
// own.
#ifndef ARSIP_EXTRACTORS_IMAGE_DECODERS_H_
#define ARSIP_EXTRACTORS_IMAGE_DECODERS_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "extractors/image_decoding.h"

namespace arsip::extractors {

Error CorruptImage(std::string_view why);
// kPermission when the image is larger than anything that is decoded.
Status CheckImageLimits(const DecodedImage& image);

Result<DecodedImage> DecodeJpeg(std::string_view bytes, ImageRows& rows);

// REQUIRES: `media_type` is that of PNG, GIF or WebP; StartVips() was called.
Result<DecodedImage> DecodeWithVips(std::string_view media_type, std::string_view bytes,
                                    ImageRows& rows);
Status StartVips();

std::string JpegVersion();
std::string VipsVersion();

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_IMAGE_DECODERS_H_
