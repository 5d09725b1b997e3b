// CurlMulti: libcurl's multi handle on an EventLoop: sockets and the timer go to the loop, finished
// transfers come back through `done`. https://curl.se/libcurl/c/libcurl-multi.html
// ("multi_socket"). On the loop's thread. `loop` outlives it; every handle is removed before it
// goes.
#ifndef ARSIP_CRAWLER_CURL_MULTI_H_
#define ARSIP_CRAWLER_CURL_MULTI_H_

#include <curl/curl.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "crawler/event_loop.h"

namespace arsip::crawler {

class CurlMulti {
 public:
  // `done` is called from the loop, never from inside a libcurl callback: it may Add and Remove.
  // The handle it gets is already removed.
  using Done = std::function<void(CURL* handle, CURLcode code)>;
  static Result<std::unique_ptr<CurlMulti>> Create(EventLoop& loop, uint32_t max_connections,
                                                   Done done);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  Status Add(CURL* handle);
  // Ends a transfer that is not done; its connection is closed. REQUIRES: not inside a libcurl
  // callback.
  void Remove(CURL* handle);

 private:
  struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  CurlMulti(EventLoop& loop, CURLM* multi, Done done);
  static int OnSocket(CURL* handle, curl_socket_t socket, int what, void* self, void*);
  static int OnTimer(CURLM* multi, long timeout_ms, void* self);
  void Act(curl_socket_t socket, int events);
  void DeliverDone();

  EventLoop& loop_;
  const std::unique_ptr<CURLM, MultiDeleter> multi_;
  const Done done_;
  std::optional<EventLoop::TimerId> timer_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CURL_MULTI_H_
