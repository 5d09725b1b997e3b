// UrlKeys: the keys of many URLs, KeyOf() of each. Most links of a page lead to one host, whose
// half of the key is computed once. Not thread-safe.
#ifndef ARSIP_BASE_URL_KEYS_H_
#define ARSIP_BASE_URL_KEYS_H_

#include <array>
#include <cstdint>
#include <string>

#include "base/url.h"
#include "base/url_key.h"

namespace arsip {

class UrlKeys {
 public:
  UrlKey KeyOf(const Url& url);

 private:
  std::string host_;                    // of the last URL
  std::array<uint8_t, 8> host_half_{};  // of its keys; computed when host_ is not empty
};

}  // namespace arsip

#endif  // ARSIP_BASE_URL_KEYS_H_
