// Keys are printable ASCII (a scheme that is none may hold anything but spaces: it is never
// decoded), and the key of a canonical URL begins with the key of its host.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/surt.h"
#include "base/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string key = arsip::Surt(text);
  if (key.empty()) std::abort();
  arsip::SurtHost(text);
  const arsip::Result<arsip::Url> url = arsip::Url::Parse(text);
  if (!url.has_value()) return 0;
  const std::string url_key = arsip::Surt(url->href());
  for (char c : url_key) {
    if (static_cast<uint8_t>(c) <= 0x20 || static_cast<uint8_t>(c) >= 0x7F) std::abort();
  }
  const std::string host = arsip::SurtHost(url->host());
  if (!host.empty() && !url_key.starts_with(host)) std::abort();
  return 0;
}
