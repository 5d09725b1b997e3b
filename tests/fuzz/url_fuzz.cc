// The first line is a base URL, the rest a reference. What parses must be a fixed point: two
// readers of one URL that disagree are how a crawler is led past its fence.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/url.h"

namespace {

void Check(const arsip::Url& url) {
  const arsip::Result<arsip::Url> again = arsip::Url::Parse(url.href());
  const bool same = again.has_value() && *again == url && again->host() == url.host() &&
                    again->authority() == url.authority() && again->path() == url.path() &&
                    again->query() == url.query() && again->port() == url.port() &&
                    again->host_is_ip() == url.host_is_ip();
  if (!same || url.href().size() > arsip::kMaxUrlBytes || url.host().empty() ||
      !url.path().starts_with('/')) {
    std::abort();
  }
  for (char c : url.href()) {
    if (static_cast<uint8_t>(c) <= 0x20 || static_cast<uint8_t>(c) >= 0x7F || c == '#')
      std::abort();
  }
  if (arsip::RegistrableDomain(url.host()).size() > url.host().size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t line = text.find('\n');
  const arsip::Result<arsip::Url> base = arsip::Url::Parse(text.substr(0, line));
  if (!base.has_value()) return 0;
  Check(*base);
  if (line == std::string_view::npos) return 0;
  const arsip::Result<arsip::Url> url = arsip::Url::Resolve(*base, text.substr(line + 1));
  if (url.has_value()) Check(*url);
  return 0;
}
