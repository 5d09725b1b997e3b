#include "extractors/content_decoding.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "base/http_message.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// Memory above this goes back after a document; an ordinary page stays below.
constexpr size_t kKeptBufferBytes = 4u << 20;
constexpr size_t kFirstBufferBytes = 64u << 10;
// The ratio is looked at after so many bytes.
constexpr size_t kStepBytes = 256u << 10;

// zlib's windowBits: which wrapper to expect.
enum : int { kGzipWindow = 15 + 16, kZlibWindow = 15, kRawWindow = -15 };

std::vector<std::string_view> CodingsOf(const std::vector<std::string_view>& field_values) {
  std::vector<std::string_view> codings;
  for (std::string_view value : field_values) {
    while (!value.empty()) {
      const size_t comma = std::min(value.find(','), value.size());
      const std::string_view coding = TrimSpace(value.substr(0, comma));
      if (!coding.empty() && !EqualsIgnoreCase(coding, "identity")) codings.push_back(coding);
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
  }
  return codings;
}

bool IsGzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

// RFC 1950 section 2.2: CM = 8, and CMF * 256 + FLG is a multiple of 31.
bool IsZlib(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const auto cmf = static_cast<unsigned char>(bytes[0]);
  const auto flg = static_cast<unsigned char>(bytes[1]);
  return (cmf & 0x0F) == 8 && (cmf * 256 + flg) % 31 == 0;
}

std::optional<int> WindowFor(std::string_view coding, std::string_view coded) {
  if (EqualsIgnoreCase(coding, "gzip") || EqualsIgnoreCase(coding, "x-gzip")) {
    return IsGzip(coded) ? std::optional<int>(kGzipWindow) : std::nullopt;
  }
  if (!EqualsIgnoreCase(coding, "deflate")) return std::nullopt;
  if (IsGzip(coded)) return kGzipWindow;  // mislabelled, and plain to see
  return IsZlib(coded) ? kZlibWindow : kRawWindow;
}

size_t NextCapacity(size_t capacity, size_t coded_bytes) {
  return std::max({kFirstBufferBytes, 4 * coded_bytes, 2 * capacity});
}

}  // namespace

// One zlib stream for all documents: its window is allocated once.
struct ContentDecoder::Inflater {
  Inflater() {
    if (::inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { ::inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Fills at most `room` bytes at `out`; adds what it wrote to `produced`.
  int Step(char* out, size_t room, size_t& produced) {
    stream.next_out = reinterpret_cast<Bytef*>(out);
    stream.avail_out = static_cast<uInt>(room);
    const int rc = ::inflate(&stream, Z_NO_FLUSH);
    produced += room - stream.avail_out;
    return rc;
  }
  std::string_view Rest() const {
    return {reinterpret_cast<const char*>(stream.next_in), stream.avail_in};
  }

  z_stream stream{};
};

ContentDecoder::ContentDecoder() : inflater_(std::make_unique<Inflater>()) {}
ContentDecoder::~ContentDecoder() = default;

bool ContentDecoder::Buffer::Grow(size_t capacity_wanted) {
  if (capacity_wanted <= capacity) return true;
  auto* grown = static_cast<char*>(std::realloc(memory.get(), capacity_wanted));
  if (grown == nullptr) return false;
  [[maybe_unused]] char* moved = memory.release();  // realloc has freed it
  memory.reset(grown);
  capacity = capacity_wanted;
  return true;
}

DecodedContent ContentDecoder::Decode(std::string_view coded,
                                      const std::vector<std::string_view>& field_values,
                                      uint64_t max_decoded_bytes) {
  if (max_decoded_bytes == 0) max_decoded_bytes = kDefaultMaxDecodedBytes;
  for (Buffer& buffer : buffers_) {
    if (buffer.capacity > kKeptBufferBytes) buffer = Buffer();
  }
  DecodedContent result;
  result.bytes = coded;
  std::vector<std::string_view> codings = CodingsOf(field_values);
  // "In the order in which they were applied": the last one comes off first.
  for (size_t layer = 0; layer < codings.size(); ++layer) {
    const std::string_view coding = codings[codings.size() - 1 - layer];
    if (layer == kMaxCodingLayers) {
      result.bad_encoding = true;
      break;
    }
    const uint64_t wire_bytes = layer == 0 ? 0 : coded.size();
    if (!UndoLayer(coding, wire_bytes, max_decoded_bytes, buffers_[layer % 2], result)) break;
  }
  return result;
}

// Undoes one layer of result.bytes. False when no further layer should be tried. `wire_bytes` is
// what the ratio is measured against; 0: against the bytes this layer has consumed.
bool ContentDecoder::UndoLayer(std::string_view coding, uint64_t wire_bytes, uint64_t max_bytes,
                               Buffer& buffer, DecodedContent& result) {
  const std::string_view coded = result.bytes;
  const std::optional<int> window = WindowFor(coding, coded);
  z_stream& stream = inflater_->stream;
  if (!window || ::inflateReset2(&stream, *window) != Z_OK) {
    result.bad_encoding |= !coded.empty();
    return false;
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  size_t produced = 0;
  int rc = Z_OK;
  while (rc == Z_OK) {
    const uint64_t consumed = coded.size() - stream.avail_in;
    result.cut = produced >= max_bytes;
    result.bomb = produced > kRatioFreeBytes &&
                  produced / kMaxDecodingRatio >= (wire_bytes == 0 ? consumed : wire_bytes);
    if (result.cut || result.bomb) break;
    if (produced == buffer.capacity && !buffer.Grow(NextCapacity(buffer.capacity, coded.size()))) {
      result.cut = true;
      break;
    }
    const size_t room = std::min<uint64_t>(buffer.capacity, max_bytes) - produced;
    rc = inflater_->Step(buffer.memory.get() + produced, std::min(room, kStepBytes), produced);
    // RFC 1952 section 2.2: members follow one another; anything else behind the last one is
    // ignored.
    if (rc == Z_STREAM_END && *window == kGzipWindow && IsGzip(inflater_->Rest())) {
      rc = ::inflateReset(&stream);
    }
  }
  result.truncated_encoding |= rc == Z_BUF_ERROR;
  if (rc == Z_DATA_ERROR || rc == Z_NEED_DICT) {
    result.bad_encoding = true;
    if (produced == 0) return false;  // the bytes as they came are all there is
  }
  result.bytes = {buffer.memory.get(), produced};
  return rc == Z_STREAM_END || rc == Z_BUF_ERROR;
}

}  // namespace arsip::extractors
