#include "crawler/fetcher.h"

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crawler/address_pins.h"
#include "crawler/curl_handles.h"
#include "crawler/curl_multi.h"
#include "crawler/proxy.h"
#include "crawler/transfer.h"

namespace arsip::crawler {
namespace {

constexpr size_t kMaxHostBytes = 254;  // with a trailing dot

// RFC 6761 section 6.3.
bool IsLocalhost(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host == "localhost" || host.ends_with(".localhost");
}

class CurlFetcher;

// A hop in libcurl's hands. It lives in the coroutine that awaits it; destroying that coroutine
// ends it.
struct Hop {
  Hop(CurlFetcher& fetcher, const TransferSetting& setting, FetchRequest request)
      : fetcher(fetcher), transfer(setting, std::move(request)) {}
  ~Hop();
  Hop(const Hop&) = delete;
  Hop& operator=(const Hop&) = delete;

  CurlFetcher& fetcher;
  Transfer transfer;
  CurlHandle handle;  // null before and after the transfer
  std::vector<std::string> resolve_lines;
  bool pinned = false;
  std::optional<EventLoop::TimerId> first_byte_timer;
  Arrival<Result<FetchResult>> arrival;
};

class CurlFetcher final : public Fetcher {
 public:
  CurlFetcher(EventLoop& loop, const Clock& clock, const AddressGuard& guard,
              const FetcherOptions& options, Proxy proxy)
      : loop_(loop),
        options_(options),
        proxy_(std::move(proxy)),
        setting_{clock, guard, options_, proxy_, kept_connections_},
        handles_(options) {}
  // Whoever still waits is told that there will be no more.
  ~CurlFetcher() override {
    closing_ = true;
    CurlFetcher::CancelAll();
  }
  Status Start();

  Task<Result<FetchResult>> Fetch(FetchRequest request) override;
  void CancelAll() override;
  size_t in_flight() const override { return hops_.size(); }

  // Ends a hop without a result.
  void Abandon(Hop& hop);

 private:
  std::optional<FetchResult> RefusalOf(Hop& hop) const;
  Status Begin(Hop& hop);
  void WatchFirstByte(Hop& hop);
  void Abort(Hop& hop, StopReason reason);
  Status Redial(Hop& hop);
  void Complete(Hop& hop, CURLcode code);
  void Settle(Hop& hop);

  EventLoop& loop_;
  const FetcherOptions options_;
  const Proxy proxy_;
  KeptConnections kept_connections_;
  const TransferSetting setting_;
  CurlHandles handles_;
  AddressPins pins_;
  std::unordered_map<CURL*, Hop*> hops_;  // in flight
  bool closing_ = false;
  std::unique_ptr<CurlMulti> multi_;
};

Hop::~Hop() { fetcher.Abandon(*this); }

Status CurlFetcher::Start() {
  ARSIP_ASSIGN(multi_, CurlMulti::Create(loop_, options_.max_connections,
                                         [this](CURL* handle, CURLcode code) {
                                           Complete(*hops_.at(handle), code);
                                         }));
  // What is wrong with the options shows now, not at the first URL.
  ARSIP_ASSIGN(CurlHandle handle, handles_.Take());
  handles_.Give(std::move(handle));
  return Ok();
}

Task<Result<FetchResult>> CurlFetcher::Fetch(FetchRequest request) {
  Hop hop(*this, setting_, std::move(request));
  std::optional<FetchResult> refusal = RefusalOf(hop);
  if (refusal) co_return std::move(*refusal);
  const Status begun = Begin(hop);
  if (!begun) {
    co_return Result<FetchResult>(begun.error());
  }
  co_return co_await hop.arrival;
}

std::optional<FetchResult> CurlFetcher::RefusalOf(Hop& hop) const {
  Transfer& transfer = hop.transfer;
  const Url& url = transfer.request().url;
  if (closing_) return transfer.Refuse(FetchFailure::kCancelled, "the fetcher is gone");
  // RFC 1035 section 2.3.4; longer names have overflowed SOCKS code before (CVE-2023-38545).
  if (url.host().size() > kMaxHostBytes) {
    return transfer.Refuse(FetchFailure::kDns, "a host name longer than any");
  }
  if (!transfer.via_proxy()) {
    if (IsOnion(url)) {
      return transfer.Refuse(FetchFailure::kDns, "an onion host is reached through a proxy only");
    }
    if (transfer.request().addresses.empty() && !url.host_is_ip()) {
      return transfer.Refuse(FetchFailure::kDns, "no address");
    }
    return std::nullopt;
  }
  // The proxy dials; we can only keep from it what is special-use by its spelling.
  if (IsLocalhost(url.host())) {
    return transfer.Refuse(FetchFailure::kAddressRefused, "loopback (localhost, RFC 6761)");
  }
  if (url.host_is_ip()) {
    AddressVerdict verdict = setting_.guard.Check(url.host());
    if (!verdict.allowed) {
      return transfer.Refuse(FetchFailure::kAddressRefused, std::move(verdict.reason));
    }
  }
  return std::nullopt;
}

Status CurlFetcher::Begin(Hop& hop) {
  const FetchRequest& request = hop.transfer.request();
  if (!hop.transfer.via_proxy() && !request.url.host_is_ip()) {
    hop.resolve_lines = pins_.Pin(request.url, request.addresses);
    hop.pinned = !hop.resolve_lines.empty();
  }
  ARSIP_ASSIGN(hop.handle, handles_.Take());
  hops_.emplace(hop.handle.get(), &hop);
  hop.transfer.on_connection_ready = [this, &hop] { WatchFirstByte(hop); };
  ARSIP_TRY(hop.transfer.Arm(hop.handle.get(), hop.resolve_lines));
  // The lines that clean up after others are done with; the last one is this hop's own.
  if (hop.pinned) hop.resolve_lines = {hop.resolve_lines.back()};
  return multi_->Add(hop.handle.get());
}

void CurlFetcher::WatchFirstByte(Hop& hop) {
  if (hop.first_byte_timer) loop_.Cancel(*hop.first_byte_timer);
  hop.first_byte_timer = loop_.After(options_.first_byte_timeout, [this, &hop] {
    hop.first_byte_timer.reset();
    if (!hop.transfer.response_begun()) Abort(hop, StopReason::kFirstByteTimeout);
  });
}

void CurlFetcher::CancelAll() {
  // Who is told may begin something new: only what is in flight now is ended.
  std::vector<CURL*> handles;
  handles.reserve(hops_.size());
  for (const auto& [handle, hop] : hops_) handles.push_back(handle);
  for (CURL* handle : handles) {
    const auto found = hops_.find(handle);
    if (found != hops_.end()) Abort(*found->second, StopReason::kCancelled);
  }
}

void CurlFetcher::Abort(Hop& hop, StopReason reason) {
  hop.transfer.Stop(reason);
  multi_->Remove(hop.handle.get());
  Complete(hop, CURLE_OK);
}

void CurlFetcher::Complete(Hop& hop, CURLcode code) {
  Status redialled;
  if (hop.transfer.wants_new_connection() && (redialled = Redial(hop))) return;
  Result<FetchResult> result = redialled ? hop.transfer.Finish(hop.handle.get(), code)
                                         : Result<FetchResult>(redialled.error());
  Settle(hop);
  hop.arrival.Set(std::move(result));  // `hop` is gone after it
}

// Once for a hop: a connection that was just made is never called stale.
Status CurlFetcher::Redial(Hop& hop) {
  ARSIP_TRY(hop.transfer.Arm(hop.handle.get(), hop.resolve_lines));
  return multi_->Add(hop.handle.get());
}

void CurlFetcher::Abandon(Hop& hop) {
  if (!hop.handle) return;
  multi_->Remove(hop.handle.get());
  Settle(hop);
}

void CurlFetcher::Settle(Hop& hop) {
  if (hop.first_byte_timer) loop_.Cancel(*std::exchange(hop.first_byte_timer, std::nullopt));
  if (std::exchange(hop.pinned, false)) pins_.Release(hop.transfer.request().url);
  hops_.erase(hop.handle.get());
  Transfer::Disarm(hop.handle.get());
  handles_.Give(std::move(hop.handle));
}

Status CheckOptions(const FetcherOptions& options) {
  if (options.user_agent.empty()) {
    return Error{ErrorCode::kInvalidInput, "a user agent with a contact is required", "user_agent"};
  }
  if (!IsFieldValue(options.user_agent) || !IsFieldValue(options.accept_encoding)) {
    return Error{ErrorCode::kInvalidInput, "a request field holds a control character", "fetcher"};
  }
  if (::access(options.spool_directory.c_str(), W_OK | X_OK) != 0) {
    return ErrnoError(errno, "use the spool directory", options.spool_directory);
  }
  if (!options.ca_file.empty() && ::access(options.ca_file.c_str(), R_OK) != 0) {
    return ErrnoError(errno, "read the CA file", options.ca_file);
  }
  // TakeTlsFacts() reads OpenSSL's structures: another TLS library behind libcurl is another type
  // there.
  const char* tls = curl_version_info(CURLVERSION_NOW)->ssl_version;
  if (tls == nullptr || !std::string_view(tls).starts_with("OpenSSL")) {
    return Error{ErrorCode::kInternal, "libcurl is not built with OpenSSL", "libcurl"};
  }
  return Ok();
}

}  // namespace

Result<std::unique_ptr<Fetcher>> Fetcher::Create(EventLoop& loop, const Clock& clock,
                                                 const AddressGuard& guard,
                                                 const FetcherOptions& options) {
  ARSIP_TRY(CheckOptions(options));
  ARSIP_ASSIGN(Proxy proxy, Proxy::Parse(options.proxy, options.onion_only_proxy));
  auto fetcher = std::make_unique<CurlFetcher>(loop, clock, guard, options, std::move(proxy));
  ARSIP_TRY(fetcher->Start());
  return std::unique_ptr<Fetcher>(std::move(fetcher));
}

}  // namespace arsip::crawler
