// A metadata block as any archive may hold it, and the image rows of the index: what is read is
// within its bounds, and written again it is the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/image_fact.h"
#include "archive/image_rows.h"
#include "archive/index_rows.h"

namespace {

using namespace arsip::archive;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckFact(const ImageFact& fact) {
  Require(fact.quality <= 100);
  const std::string block = "payload-sha256: " + arsip::FormatDigest(fact.payload) +
                            "\r\nimage-hash: " + FormatImageHash(fact) + "; width=8\r\n";
  Require(ImageFactOf(block) == fact);
  ImageRow row;
  row.fact = fact;
  Require(DecodeImageRow(EncodeImageRow(row)) == row);
  Require(PictureDistance(fact.forms(), fact.forms()) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (const auto fact = ImageFactOf(input)) CheckFact(*fact);
  if (const auto row = DecodeImageRow(input)) Require(EncodeImageRow(*row) == input);
  if (const auto member = DecodeMemberKey(input)) Require(EncodeMemberKey(*member) == input);
  if (const auto sighting = DecodeSightingKey(input)) {
    const auto again = DecodeSightingKey(EncodeSightingKey({}, *sighting));
    Require(again == sighting);
  }
  if (const auto hash = ParseHash256(input)) Require(FormatHash256(*hash) == input);
  return 0;
}
