#include "archive/indexed_record.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "archive/row_bytes.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

constexpr size_t kTimestampDigits = 17;
constexpr size_t kMinSerialDigits = 5;
constexpr FileId kMaxSerial = 0x7fffffff;

size_t DigitsAt(std::string_view text, size_t at) {
  const auto end = std::find_if_not(text.begin() + static_cast<ptrdiff_t>(at), text.end(),
                                    [](char c) { return IsAsciiDigit(c); });
  return static_cast<size_t>(end - text.begin()) - at;
}

}  // namespace

std::optional<FileId> SerialOfFilename(std::string_view filename) {
  for (size_t dash = filename.find('-'); dash != std::string_view::npos;
       dash = filename.find('-', dash + 1)) {
    if (DigitsAt(filename, dash + 1) != kTimestampDigits) continue;
    const size_t serial = dash + 1 + kTimestampDigits + 1;
    if (serial >= filename.size() || filename[serial - 1] != '-') continue;
    const size_t digits = DigitsAt(filename, serial);
    const size_t end = serial + digits;
    if (digits < kMinSerialDigits || end >= filename.size() || filename[end] != '-') continue;
    FileId value = 0;
    const auto [stopped, error] =
        std::from_chars(filename.data() + serial, filename.data() + end, value);
    if (error != std::errc() || value == 0 || value > kMaxSerial) continue;
    return value;
  }
  return std::nullopt;
}

// A file keeps its id when it is converted from gzip to Zstandard and back.
FileId ForeignFileId(std::string_view filename) {
  constexpr std::string_view kZstd = ".warc.zst";
  std::string name(filename);
  if (name.ends_with(kZstd)) name.replace(name.size() - kZstd.size(), kZstd.size(), ".warc.gz");
  const Sha256 digest = ComputeSha256(std::string_view(name));
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  return ReadBigEndian32(bytes) | (kMaxSerial + 1);
}

}  // namespace arsip::archive
