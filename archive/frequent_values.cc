#include "archive/frequent_values.h"

#include <algorithm>
#include <array>
#include <optional>

namespace arsip::archive {
namespace {

// Part of the persistent format: never reorder, add at the end with a new schema version only.
constexpr std::array<uint16_t, 24> kStatuses = {0,   200, 301, 302, 303, 304, 307, 308,
                                                400, 401, 402, 403, 404, 405, 406, 410,
                                                418, 429, 451, 500, 502, 503, 504, 206};
constexpr std::array<std::string_view, 48> kMimes = {"text/html",
                                                     "application/xhtml+xml",
                                                     "text/plain",
                                                     "text/css",
                                                     "text/javascript",
                                                     "application/javascript",
                                                     "application/x-javascript",
                                                     "application/json",
                                                     "application/ld+json",
                                                     "application/xml",
                                                     "text/xml",
                                                     "application/rss+xml",
                                                     "application/atom+xml",
                                                     "image/jpeg",
                                                     "image/png",
                                                     "image/gif",
                                                     "image/webp",
                                                     "image/svg+xml",
                                                     "image/avif",
                                                     "image/x-icon",
                                                     "image/vnd.microsoft.icon",
                                                     "image/bmp",
                                                     "image/tiff",
                                                     "application/pdf",
                                                     "application/octet-stream",
                                                     "application/zip",
                                                     "application/gzip",
                                                     "application/x-gzip",
                                                     "application/manifest+json",
                                                     "application/font-woff",
                                                     "application/font-woff2",
                                                     "font/woff",
                                                     "font/woff2",
                                                     "font/ttf",
                                                     "font/otf",
                                                     "application/vnd.ms-fontobject",
                                                     "audio/mpeg",
                                                     "audio/ogg",
                                                     "audio/wav",
                                                     "video/mp4",
                                                     "video/webm",
                                                     "video/mp2t",
                                                     "application/vnd.apple.mpegurl",
                                                     "application/msword",
                                                     "application/epub+zip",
                                                     "application/x-www-form-urlencoded",
                                                     "text/calendar",
                                                     "text/csv"};
constexpr uint8_t kOtherStatus = 255;
constexpr uint8_t kFrequentMime = 128;

template <class Values, class Value>
std::optional<uint8_t> PlaceOf(const Values& values, const Value& value) {
  const auto at = std::find(values.begin(), values.end(), value);
  if (at == values.end()) return std::nullopt;
  return static_cast<uint8_t>(at - values.begin());
}

}  // namespace

void WriteStatus(RowWriter& out, uint64_t status) {
  const auto place = PlaceOf(kStatuses, status);
  out.Byte(place.value_or(kOtherStatus));
  if (!place.has_value()) out.Varint(status);
}

uint64_t ReadStatus(RowReader& in) {
  const uint8_t place = in.Byte();
  if (place < kStatuses.size()) return kStatuses.at(place);
  const uint64_t status = in.Varint();
  if (place != kOtherStatus || PlaceOf(kStatuses, status).has_value()) in.Fail();
  return status;
}

void WriteMime(RowWriter& out, std::string_view mime) {
  const auto place = PlaceOf(kMimes, mime);
  if (place.has_value()) {
    out.Byte(kFrequentMime + *place);
  } else {
    out.Text(mime);
  }
}

std::string ReadMime(RowReader& in) {
  const uint8_t first = in.Byte();
  if (first < kFrequentMime) {
    std::string mime = in.TextOf(first);
    if (PlaceOf(kMimes, std::string_view(mime)).has_value()) in.Fail();
    return mime;
  }
  const size_t place = first - kFrequentMime;
  if (place < kMimes.size()) return std::string(kMimes.at(place));
  in.Fail();
  return {};
}

}  // namespace arsip::archive
