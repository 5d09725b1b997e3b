// Rows of a media index, and the derived records that they are made of: no crash; what is read is
// within its bounds, and written again it is the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "archive/media_rows.h"

namespace {

using namespace arsip::archive;

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto frame = ParseFrame(text)) Check(frame->quality <= 100);
  if (const auto row = DecodeMediaRow(text)) Check(EncodeMediaRow(*row) == text);
  if (const auto occurrence = DecodeOccurrence(text)) Check(EncodeOccurrence(*occurrence) == text);
  if (const auto item = ReadMediaItem(text)) {
    Check(item->frames.size() <= 14'400 && item->words.size() <= 120'000);
    Check(item->occurrence.timestamp.size() == 14);
    const MediaRow row{"r", item->frames, item->words};
    const auto again = DecodeMediaRow(EncodeMediaRow(row));
    Check(again && again->frames == row.frames && again->words == row.words);
  }
  return 0;
}
