// CurlHandles: libcurl easy handles with the options that are the same for every hop, kept for the
// next hop: making one costs more than a small fetch.
// https://curl.se/libcurl/c/curl_easy_setopt.html. On the loop's thread.
#ifndef ARSIP_CRAWLER_CURL_HANDLES_H_
#define ARSIP_CRAWLER_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crawler/fetcher.h"

namespace arsip::crawler {

struct CurlHandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlHandleDeleter>;

struct CurlListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListDeleter>;
CurlList MakeCurlList(const std::vector<std::string>& lines);

// Sets options and remembers the first one that was refused.
class CurlOptions {
 public:
  explicit CurlOptions(CURL* handle) : handle_(handle) {}
  template <class Value>
  void Set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (code != CURLE_OK && code_ == CURLE_OK) {
      code_ = code;
      option_ = option;
    }
  }
  Status status() const;

 private:
  CURL* const handle_;
  CURLcode code_ = CURLE_OK;
  CURLoption option_ = CURLOPT_LASTENTRY;
};

class CurlHandles {
 public:
  explicit CurlHandles(const FetcherOptions& options);

  Result<CurlHandle> Take();
  // Keeps at most FetcherOptions::max_connections.
  void Give(CurlHandle handle);

 private:
  Status SetFixedOptions(CURL* handle) const;
  Status SetTlsOptions(CURL* handle) const;

  const FetcherOptions options_;
  const std::string ca_file_;
  std::vector<CurlHandle> idle_;
};

// RFC 9110 section 5.5: may `value` be sent in a field? No controls, no line ends.
bool IsFieldValue(std::string_view value);

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CURL_HANDLES_H_
