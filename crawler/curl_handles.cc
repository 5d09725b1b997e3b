#include "crawler/curl_handles.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace arsip::crawler {
namespace {

// At 128 KiB, malloc maps and unmaps the buffer anew for every transfer.
constexpr long kReceiveBufferBytes = 64 << 10;

long Milliseconds(Duration duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

std::string SystemCaFile() {
  const curl_version_info_data* version = curl_version_info(CURLVERSION_NOW);
  return version->cainfo != nullptr ? version->cainfo : "";
}

}  // namespace

CurlList MakeCurlList(const std::vector<std::string>& lines) {
  CurlList list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return nullptr;
    [[maybe_unused]] curl_slist* same = list.release();
    list.reset(longer);
  }
  return list;
}

Status CurlOptions::status() const {
  if (code_ == CURLE_OK) return Ok();
  const curl_easyoption* option = curl_easy_option_by_id(option_);
  return Error{ErrorCode::kInternal,
               std::string("set option ") + (option != nullptr ? option->name : "?") + ": " +
                   curl_easy_strerror(code_),
               "libcurl"};
}

bool IsFieldValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](unsigned char byte) {
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

CurlHandles::CurlHandles(const FetcherOptions& options)
    : options_(options), ca_file_(options.ca_file.empty() ? SystemCaFile() : options.ca_file) {}

Result<CurlHandle> CurlHandles::Take() {
  if (!idle_.empty()) {
    CurlHandle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  CurlHandle handle(curl_easy_init());
  if (!handle) return Error{ErrorCode::kInternal, "cannot make an easy handle", "libcurl"};
  ARSIP_TRY(SetFixedOptions(handle.get()));
  ARSIP_TRY(SetTlsOptions(handle.get()));
  return handle;
}

void CurlHandles::Give(CurlHandle handle) {
  if (idle_.size() < options_.max_connections) idle_.push_back(std::move(handle));
}

Status CurlHandles::SetFixedOptions(CURL* handle) const {
  CurlOptions options(handle);
  // The wire, and nothing but the wire: what libcurl would do for a browser or a shell is off.
  options.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.Set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  options.Set(CURLOPT_FOLLOWLOCATION, 0L);
  options.Set(CURLOPT_HTTP_VERSION, options_.http_version == HttpVersion::kHttp2
                                        ? long{CURL_HTTP_VERSION_2TLS}
                                        : long{CURL_HTTP_VERSION_1_1});
  options.Set(CURLOPT_HTTP09_ALLOWED, 0L);
  options.Set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  options.Set(CURLOPT_HTTP_TRANSFER_DECODING,
              options_.transfer_coding == TransferCoding::kVerbatim ? 0L : 1L);
  options.Set(CURLOPT_PATH_AS_IS, 1L);
  options.Set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  options.Set(CURLOPT_NOPROXY, "");  // else the environment's list would let hosts past the proxy
  options.Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  options.Set(CURLOPT_NOSIGNAL, 1L);
  options.Set(CURLOPT_NOPROGRESS, 1L);
  options.Set(CURLOPT_VERBOSE,
              1L);  // the debug callback is the only place the request's bytes show
  options.Set(CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
  options.Set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  options.Set(CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(options_.connect_timeout));
  options.Set(CURLOPT_TIMEOUT_MS, Milliseconds(options_.total_timeout));
  options.Set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options_.low_speed_bytes));
  options.Set(
      CURLOPT_LOW_SPEED_TIME,
      static_cast<long>(std::chrono::ceil<std::chrono::seconds>(options_.low_speed_time).count()));
  return options.status();
}

Status CurlHandles::SetTlsOptions(CURL* handle) const {
  CurlOptions options(handle);
  options.Set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  options.Set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.Set(CURLOPT_SSL_VERIFYHOST, options_.keep_unverified_tls ? 0L : 2L);
  // See WatchVerification(): a resumed session would hide what was wrong with the first.
  options.Set(CURLOPT_SSL_SESSIONID_CACHE, options_.keep_unverified_tls ? 0L : 1L);
  options.Set(CURLOPT_CAINFO, ca_file_.c_str());
  // With a directory beside the file, libcurl reads all certificates again for every connection.
  options.Set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  return options.status();
}

}  // namespace arsip::crawler
