#include "frontier/dns_resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <limits>
#include <map>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/mutex.h"
#include "frontier/ip_address.h"
#include "frontier/resolution_cache.h"

namespace arsip::frontier {
namespace {

constexpr size_t kMaxInFlight = 256;
constexpr size_t kMaxWaiting = 1u << 16;
constexpr Duration kShortestTtl = std::chrono::seconds(60);
constexpr Duration kLongestTtl = std::chrono::hours(6);
constexpr int kMaxPollMs = 1000;

std::string FailureName(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
      return "NXDOMAIN";
    case ARES_ENODATA:
      return "no address";
    case ARES_ESERVFAIL:
      return "SERVFAIL";
    case ARES_EREFUSED:
      return "REFUSED";
    case ARES_ETIMEOUT:
      return "timeout";
    case ARES_ECONNREFUSED:
      // Of servers that fail or refuse the library asks the next, and forgets what each said.
      return "no name server answers (SERVFAIL, REFUSED or unreachable)";
    default:
      return ares_strerror(status);
  }
}

std::string TextOf(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (address.sa_family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  }
  if (bytes == nullptr) return "";
  inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return text.data();
}

Resolution Failed(std::string why) { return Resolution{{}, std::move(why), kShortestTtl}; }

Resolution FromAnswer(const ares_addrinfo& answer) {
  std::vector<std::string> addresses;
  int ttl = std::numeric_limits<int>::max();
  for (const ares_addrinfo_node* node = answer.nodes; node != nullptr; node = node->ai_next) {
    std::string text = TextOf(*node->ai_addr);
    if (text.empty()) continue;
    addresses.push_back(std::move(text));
    ttl = std::min(ttl, node->ai_ttl);
  }
  if (addresses.empty()) return Failed("no address");
  return Resolution{OrderAddresses(addresses), "",
                    std::clamp<Duration>(std::chrono::seconds(ttl), kShortestTtl, kLongestTtl)};
}

class DnsResolver : public HostResolver {
 public:
  DnsResolver(const Clock& clock, const DnsResolverOptions& options)
      : clock_(clock), cache_(options.max_cached_hosts) {}

  ~DnsResolver() override {
    stopping_ = true;
    if (thread_.joinable()) {
      WakeThread();
      thread_.join();
    }
    // Ends what is in flight: its callbacks run here, on nobody's behalf.
    if (channel_ != nullptr) ares_destroy(channel_);
    if (event_fd_ >= 0) close(event_fd_);
  }

  Status Start(const DnsResolverOptions& options);

  std::optional<Resolution> Resolve(std::string_view host) override {
    if (IsIpLiteral(host)) return Resolution{{std::string(host)}, "", kLongestTtl};
    {
      MutexLock lock(mutex_);
      auto cached = cache_.Get(host, clock_.Monotonic());
      if (cached.has_value()) return cached;
      if (waiting_.size() >= kMaxWaiting) return std::nullopt;
      if (!asked_.insert(std::string(host)).second) return std::nullopt;
      waiting_.emplace_back(host);
    }
    WakeThread();
    return std::nullopt;
  }

  void SetWake(std::function<void()> wake) override {
    MutexLock lock(wake_mutex_);
    wake_ = std::move(wake);
  }

 private:
  struct LookUp {
    DnsResolver* resolver;
    std::string host;
  };

  static void OnSocket(void* self, ares_socket_t fd, int readable, int writable);
  static void OnAnswer(void* look_up, int status, int timeouts, ares_addrinfo* answer);

  void WakeThread() const {
    const uint64_t one = 1;
    [[maybe_unused]] const auto written = write(event_fd_, &one, sizeof one);
  }
  void Run();
  void Poll();
  void StartLookUps();
  void Finish(const std::string& host, Resolution resolution);

  const Clock& clock_;
  int event_fd_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;

  Mutex mutex_;
  ResolutionCache cache_ GUARDED_BY(mutex_);
  std::deque<std::string> waiting_ GUARDED_BY(mutex_);
  std::unordered_set<std::string> asked_ GUARDED_BY(mutex_);  // waiting or in flight

  Mutex wake_mutex_;
  std::function<void()> wake_ GUARDED_BY(wake_mutex_);

  // Of the thread alone.
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, short> sockets_;  // what to poll each for
  size_t in_flight_ = 0;
};

Status DnsResolver::Start(const DnsResolverOptions& options) {
  // Once, and for good: other users of the library may be in this process.
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  if (library != ARES_SUCCESS) {
    return Error{ErrorCode::kUnavailable, std::string("c-ares: ") + ares_strerror(library), ""};
  }
  event_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_fd_ < 0) return ErrnoError(errno, "eventfd", "");
  ares_options settings{};
  // A web host's name is complete: resolv.conf's search list does not apply.
  settings.flags = ARES_FLAG_NOSEARCH;
  settings.timeout = static_cast<int>(
      std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout).count());
  settings.tries = options.tries;
  settings.sock_state_cb = &DnsResolver::OnSocket;
  settings.sock_state_cb_data = this;
  int status = ares_init_options(
      &channel_, &settings,
      ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status == ARES_SUCCESS && !options.servers.empty()) {
    std::string list;
    for (const std::string& server : options.servers) list += (list.empty() ? "" : ",") + server;
    status = ares_set_servers_ports_csv(channel_, list.c_str());
  }
  if (status != ARES_SUCCESS) {
    return Error{ErrorCode::kUnavailable, std::string("c-ares: ") + ares_strerror(status), ""};
  }
  thread_ = std::thread([this] { Run(); });
  return Ok();
}

void DnsResolver::OnSocket(void* self, ares_socket_t fd, int readable, int writable) {
  auto& sockets = static_cast<DnsResolver*>(self)->sockets_;
  const int events = (readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0);
  if (events == 0) {
    sockets.erase(fd);
  } else {
    sockets[fd] = static_cast<short>(events);
  }
}

void DnsResolver::OnAnswer(void* argument, int status, int /*timeouts*/, ares_addrinfo* answer) {
  const std::unique_ptr<LookUp> look_up(static_cast<LookUp*>(argument));
  Resolution resolution = status == ARES_SUCCESS && answer != nullptr ? FromAnswer(*answer)
                                                                      : Failed(FailureName(status));
  if (answer != nullptr) ares_freeaddrinfo(answer);
  look_up->resolver->Finish(look_up->host, std::move(resolution));
}

void DnsResolver::Finish(const std::string& host, Resolution resolution) {
  --in_flight_;
  {
    MutexLock lock(mutex_);
    cache_.Put(host, std::move(resolution), clock_.Monotonic());
    asked_.erase(host);
  }
  MutexLock lock(wake_mutex_);
  if (wake_ && !stopping_) wake_();
}

void DnsResolver::StartLookUps() {
  while (in_flight_ < kMaxInFlight) {
    auto look_up = std::make_unique<LookUp>();
    {
      MutexLock lock(mutex_);
      if (waiting_.empty()) return;
      look_up->host = std::move(waiting_.front());
      waiting_.pop_front();
    }
    look_up->resolver = this;
    ++in_flight_;
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    LookUp* const argument = look_up.release();  // OnAnswer takes it back, always exactly once
    ares_getaddrinfo(channel_, argument->host.c_str(), nullptr, &hints, &DnsResolver::OnAnswer,
                     argument);
  }
}

void DnsResolver::Run() {
  // Signals belong to the threads that wait for them.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stopping_) {
    StartLookUps();
    Poll();
  }
}

void DnsResolver::Poll() {
  std::vector<pollfd> polled = {{event_fd_, POLLIN, 0}};
  for (const auto& [fd, events] : sockets_) polled.push_back({fd, events, 0});
  timeval longest{kMaxPollMs / 1000, 0};
  timeval left{};
  const timeval* const wait = ares_timeout(channel_, &longest, &left);
  const int milliseconds = static_cast<int>(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
  if (poll(polled.data(), polled.size(), milliseconds) < 0) return;
  if (polled[0].revents != 0) {
    uint64_t count = 0;
    [[maybe_unused]] const auto got = read(event_fd_, &count, sizeof count);
  }
  bool processed = false;
  for (size_t i = 1; i < polled.size(); ++i) {
    if (polled[i].revents == 0) continue;
    const bool readable = (polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writable = (polled[i].revents & (POLLOUT | POLLERR)) != 0;
    ares_process_fd(channel_, readable ? polled[i].fd : ARES_SOCKET_BAD,
                    writable ? polled[i].fd : ARES_SOCKET_BAD);
    processed = true;
  }
  // Nothing to read: timeouts have to be seen to all the same.
  if (!processed) ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

}  // namespace

Result<std::unique_ptr<HostResolver>> NewDnsResolver(const Clock& clock,
                                                     const DnsResolverOptions& options) {
  auto resolver = std::make_unique<DnsResolver>(clock, options);
  ARSIP_TRY(resolver->Start(options));
  return std::unique_ptr<HostResolver>(std::move(resolver));
}

Result<std::unique_ptr<HostResolver>> NewDnsResolver(const Clock& clock) {
  return NewDnsResolver(clock, DnsResolverOptions{});
}

}  // namespace arsip::frontier
