// ContentDecoder: undoes content codings (RFC 9110 section 8.4.1) for parsing. The archive keeps
// the bytes as they came; a bomb costs at most what the caps allow.
//
// gzip and x-gzip (RFC 1952, several members too), deflate (zlib, RFC 1950; or raw, RFC 1951, as
// some servers send it), identity. Whatever cannot be undone is left as it is and flagged, so that
// it is sniffed. The result lives in the decoder's memory until its next call. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_CONTENT_DECODING_H_
#define ARSIP_EXTRACTORS_CONTENT_DECODING_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace arsip::extractors {

// Beyond the first MiB, decoded bytes may be this many times the coded ones.
inline constexpr uint64_t kMaxDecodingRatio = 200;
inline constexpr uint64_t kRatioFreeBytes = 1u << 20;
inline constexpr uint64_t kDefaultMaxDecodedBytes = 256u << 20;
inline constexpr size_t kMaxCodingLayers = 3;

struct DecodedContent {
  std::string_view bytes;
  bool bomb = false;          // cut at the ratio
  bool cut = false;           // cut at max_decoded_bytes
  bool bad_encoding = false;  // not in the declared coding, an unknown coding, or too many layers
  bool truncated_encoding = false;  // the coded bytes end too early
};

class ContentDecoder {
 public:
  ContentDecoder();
  ~ContentDecoder();
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  // `field_values` are the Content-Encoding values in the order received. `coded` outlives the
  // result.
  DecodedContent Decode(std::string_view coded, const std::vector<std::string_view>& field_values,
                        uint64_t max_decoded_bytes);

 private:
  struct Inflater;
  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  struct Buffer {
    std::unique_ptr<char, Free> memory;
    size_t capacity = 0;
    bool Grow(size_t capacity_wanted);
  };

  bool UndoLayer(std::string_view coding, uint64_t wire_bytes, uint64_t max_bytes, Buffer& buffer,
                 DecodedContent& result);

  std::unique_ptr<Inflater> inflater_;
  Buffer buffers_[2];  // a layer reads from one and writes to the other
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_CONTENT_DECODING_H_
