// Digests as WARC and CDXJ write them.
//
// WARC 1.1 section 5.8-5.9 and the community annotations #48 and #80: `sha1:` in upper-case Base32,
// `sha256:` in lower-case hexadecimal. Block digests here are sha256 (evidence), payload digests
// sha1 (interoperability with CDX tools); whether two payloads are the same is decided by sha256
// alone.
#ifndef ARSIP_BASE_DIGEST_H_
#define ARSIP_BASE_DIGEST_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace arsip {

using Sha1 = std::array<uint8_t, 20>;
using Sha256 = std::array<uint8_t, 32>;

Sha1 ComputeSha1(std::string_view bytes);
Sha256 ComputeSha256(std::string_view bytes);
// Over the concatenation of the parts, without joining them.
Sha256 ComputeSha256(std::span<const std::string_view> parts);

// Incremental SHA-256 for bytes that do not fit in memory. Not thread-safe. Movable.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void Update(std::string_view bytes);
  // Ends the digest; the stream must not be used afterwards.
  Sha256 Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
std::string FormatDigest(const Sha1& digest);
// "sha256:e3b0c442..."
std::string FormatDigest(const Sha256& digest);
// Accept either case, hexadecimal or Base32, with or without the label, as archives in the wild
// have them.
Result<Sha1> ParseSha1(std::string_view text);
Result<Sha256> ParseSha256(std::string_view text);

std::string Base32Encode(std::span<const uint8_t> bytes);  // RFC 4648, upper case, padded
std::string HexEncode(std::span<const uint8_t> bytes);     // lower case
Result<std::string> HexDecode(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_DIGEST_H_
