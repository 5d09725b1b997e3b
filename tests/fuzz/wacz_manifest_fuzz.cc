// datapackage.json and datapackage-digest.json of any bytes: what is read is within the limits and
// reads the same once written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "archive/wacz_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace arsip::archive;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto manifest = ParseWaczManifest(text);
  if (manifest.has_value()) {
    if (manifest->resources.size() > kMaxWaczResources) std::abort();
    const auto again = ParseWaczManifest(FormatWaczManifest(*manifest));
    if (!again.has_value() || again->resources.size() != manifest->resources.size()) std::abort();
  }
  const auto digest = ParseWaczDigest(text);
  if (digest.has_value() && digest->signature.has_value()) {
    const WaczSignature& s = *digest->signature;
    static_cast<void>(VerifyWaczSignature(s.hash, s.signature, s.public_key));
    const auto again = ParseWaczDigest(FormatWaczDigest(*digest));
    if (!again.has_value() || again->signature->signature != s.signature) std::abort();
  }
  return 0;
}
