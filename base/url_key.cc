#include "base/url_key.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

#include "base/digest.h"
#include "base/url_keys.h"

namespace arsip {
namespace {

// libsodium picks its fastest implementation in sodium_init, once per process.
void InitSodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();  // no entropy source: nothing of ours may go on
}

void Blake2b64(std::string_view bytes, uint8_t* out) {
  InitSodium();
  crypto_generichash(out, 8, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), nullptr,
                     0);
}

}  // namespace

std::string UrlKey::ToHex() const { return HexEncode(bytes); }

Result<UrlKey> UrlKey::FromBytes(std::string_view bytes) {
  UrlKey key;
  if (bytes.size() != key.bytes.size()) {
    return Error{ErrorCode::kCorruption,
                 "a URL key has 16 bytes, not " + std::to_string(bytes.size()), ""};
  }
  std::memcpy(key.bytes.data(), bytes.data(), bytes.size());
  return key;
}

UrlKey KeyOf(const Url& url) {
  UrlKey key;
  Blake2b64(url.host(), key.bytes.data());
  Blake2b64(url.href(), key.bytes.data() + 8);
  return key;
}

UrlKey UrlKeys::KeyOf(const Url& url) {
  if (url.host() != host_ || host_.empty()) {
    host_ = url.host();
    Blake2b64(host_, host_half_.data());
  }
  UrlKey key;
  std::copy(host_half_.begin(), host_half_.end(), key.bytes.begin());
  Blake2b64(url.href(), key.bytes.data() + 8);
  return key;
}

uint64_t HostHash(std::string_view host) {
  uint8_t digest[8];
  Blake2b64(host, digest);
  uint64_t hash = 0;
  for (uint8_t byte : digest) hash = hash << 8 | byte;
  return hash;
}

}  // namespace arsip
