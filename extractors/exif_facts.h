// Facts of an EXIF block (CIPA DC-008, Exif 2.32), by libexif: every tag as "exif:Model", and the
// position once more in degrees as "geo:position". Pure; thread-safe.
#ifndef ARSIP_EXTRACTORS_EXIF_FACTS_H_
#define ARSIP_EXTRACTORS_EXIF_FACTS_H_

#include <string_view>

#include "extractors/extraction.pb.h"

namespace arsip::extractors {

// `tiff` is the block without "Exif\0\0". Adds facts, the artist as an author, and the time of the
// picture as `published`; nothing when it is no such block.
void ReadExif(std::string_view tiff, Record& record);

// The properties of an XMP packet (ISO 16684-1) as "xmp:CreatorTool" and the like.
void ReadXmp(std::string_view xml, Record& record);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_EXIF_FACTS_H_
