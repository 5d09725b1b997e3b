// AddressPins: which addresses libcurl may dial for a host: exactly those the frontier resolved.
// Kept in libcurl's DNS cache (CURLOPT_RESOLVE) while a transfer to that host and port is in
// flight, and taken out again with a later transfer, so that the cache stays as small as the set of
// hosts in flight. https://curl.se/libcurl/c/CURLOPT_RESOLVE.html. Not thread-safe.
#ifndef ARSIP_CRAWLER_ADDRESS_PINS_H_
#define ARSIP_CRAWLER_ADDRESS_PINS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/url.h"

namespace arsip::crawler {

// A host may answer with thousands of addresses; these are dialled.
inline constexpr size_t kMaxDialledAddresses = 16;

class AddressPins {
 public:
  // The CURLOPT_RESOLVE lines for a transfer to `url`, to be handed to libcurl before any other
  // transfer begins. Texts that are no IP addresses are left out; empty when none is left. Balanced
  // by Release().
  std::vector<std::string> Pin(const Url& url, const std::vector<std::string>& addresses);
  void Release(const Url& url);

  // Hosts with a transfer in flight.
  size_t size() const { return in_flight_.size(); }

 private:
  std::unordered_map<std::string, uint32_t> in_flight_;  // "host:port" -> transfers
  std::vector<std::string> stale_;                       // still in libcurl's cache
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_ADDRESS_PINS_H_
