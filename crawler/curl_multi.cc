#include "crawler/curl_multi.h"

#include <sys/epoll.h>

#include <chrono>
#include <string>
#include <utility>

namespace arsip::crawler {
namespace {

Error FromCurl(CURLMcode code, const char* action) {
  return {ErrorCode::kInternal, std::string(action) + ": " + curl_multi_strerror(code), "libcurl"};
}

}  // namespace

Result<std::unique_ptr<CurlMulti>> CurlMulti::Create(EventLoop& loop, uint32_t max_connections,
                                                     Done done) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_ALL);
  CURLM* multi = initialised == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) return Error{ErrorCode::kInternal, "cannot start libcurl", "libcurl"};
  std::unique_ptr<CurlMulti> made(new CurlMulti(loop, multi, std::move(done)));
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::OnSocket);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, made.get());
  if (code == CURLM_OK)
    code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::OnTimer);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, made.get());
  if (code == CURLM_OK) {
    code = curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
  }
  // One HTTP/2 stream at a time: time-outs, TLS facts and politeness are per connection.
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  if (code != CURLM_OK) return FromCurl(code, "set a multi option");
  return made;
}

CurlMulti::CurlMulti(EventLoop& loop, CURLM* multi, Done done)
    : loop_(loop), multi_(multi), done_(std::move(done)) {}

CurlMulti::~CurlMulti() {
  // Closing the idle connections may ask for a timer, which would outlive us.
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, nullptr);
  if (timer_) loop_.Cancel(*timer_);
}

Status CurlMulti::Add(CURL* handle) {
  const CURLMcode code = curl_multi_add_handle(multi_.get(), handle);
  if (code != CURLM_OK) return FromCurl(code, "add a transfer");
  return Ok();
}

void CurlMulti::Remove(CURL* handle) { curl_multi_remove_handle(multi_.get(), handle); }

int CurlMulti::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  auto* multi = static_cast<CurlMulti*>(self);
  if (what == CURL_POLL_REMOVE) {
    multi->loop_.Unwatch(socket);
    return 0;
  }
  uint32_t epoll_events = 0;
  if ((what & CURL_POLL_IN) != 0) epoll_events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) epoll_events |= EPOLLOUT;
  const Status watched =
      multi->loop_.Watch(socket, epoll_events, [multi, socket](uint32_t happened) {
        int events = 0;
        if ((happened & (EPOLLIN | EPOLLHUP)) != 0) events |= CURL_CSELECT_IN;
        if ((happened & EPOLLOUT) != 0) events |= CURL_CSELECT_OUT;
        if ((happened & EPOLLERR) != 0) events |= CURL_CSELECT_ERR;
        multi->Act(socket, events);
      });
  return watched ? 0 : -1;
}

int CurlMulti::OnTimer(CURLM*, long timeout_ms, void* self) {
  auto* multi = static_cast<CurlMulti*>(self);
  if (multi->timer_) multi->loop_.Cancel(*multi->timer_);
  multi->timer_.reset();
  if (timeout_ms < 0) return 0;
  multi->timer_ = multi->loop_.After(std::chrono::milliseconds(timeout_ms), [multi] {
    multi->timer_.reset();
    multi->Act(CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

void CurlMulti::Act(curl_socket_t socket, int events) {
  int running = 0;
  // A socket that libcurl no longer knows is not an error worth ending the crawl for: the transfer
  // it belonged to has its own time-outs.
  curl_multi_socket_action(multi_.get(), socket, events, &running);
  DeliverDone();
}

void CurlMulti::DeliverDone() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_.get(), handle);  // `message` is gone after it
    done_(handle, code);
  }
}

}  // namespace arsip::crawler
