#include "crawler/control_socket.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "crawler/event_loop.h"

namespace arsip::crawler {
namespace {

constexpr int kBacklog = 16;
constexpr size_t kReadBytes = 64u << 10;

// An error in the form that control_request.h gives all of them.
constexpr const char* kTooMany =
    R"({"error":{"code":"unavailable","message":"too many control connections"},"ok":false})";
constexpr const char* kTooLong =
    R"({"error":{"code":"invalid input","message":"the request is too long"},"ok":false})";
constexpr const char* kStranger =
    R"({"error":{"code":"permission","message":"this crawl is another user's"},"ok":false})";

class EpollControlSocket final : public ControlSocket {
 public:
  EpollControlSocket(const ControlSocketOptions& options, ControlAddress address, Handler handler)
      : options_(options), address_(std::move(address)), handler_(std::move(handler)) {}

  ~EpollControlSocket() override {
    if (thread_.joinable()) {
      loop_->Stop();
      thread_.join();
    }
    for (const auto& [id, client] : clients_) ::close(client.fd);
    if (listening_) ::unlinkat(address_.directory_fd(), ControlAddress::kFile, 0);
    if (listener_ >= 0) ::close(listener_);
  }
  EpollControlSocket(const EpollControlSocket&) = delete;
  EpollControlSocket& operator=(const EpollControlSocket&) = delete;

  Status Open(const std::string& directory);

 private:
  struct Client {
    int fd = -1;
    ControlPeer peer;
    std::string request;  // read so far
    std::string answer;   // of which `sent` bytes were sent
    size_t sent = 0;
    bool asked = false;  // its answer is being made; nothing is read
    bool last = false;   // closed after its answer
    EventLoop::TimerId timer = 0;
  };

  Status Bind(const std::string& directory);
  Status ReplaceStale(const std::string& directory);
  void Accept();
  void Ready(uint64_t id, uint32_t epoll_events);
  void Read(uint64_t id, Client& client);
  void Ask(uint64_t id, Client& client);
  void Answer(uint64_t id, std::string answer);
  void Write(uint64_t id, Client& client);
  void Refuse(uint64_t id, Client& client, const char* why);
  void WatchFor(uint64_t id, const Client& client, uint32_t epoll_events);
  void Deadline(uint64_t id, Client& client, Duration after);
  void Close(uint64_t id);

  const ControlSocketOptions options_;
  const ControlAddress address_;
  const Handler handler_;
  std::shared_ptr<EventLoop> loop_;  // replies may outlive the socket
  int listener_ = -1;
  bool listening_ = false;
  uint64_t next_id_ = 1;
  std::map<uint64_t, Client> clients_;  // the loop's thread's
  std::thread thread_;
};

Status EpollControlSocket::Open(const std::string& directory) {
  ARSIP_TRY(Bind(directory));
  ARSIP_ASSIGN(auto loop, EventLoop::Create());
  loop_ = std::move(loop);
  ARSIP_TRY(loop_->Watch(listener_, EPOLLIN, [this](uint32_t) { Accept(); }));
  thread_ = std::thread([this] {
    if (Status ended = loop_->Run(); !ended) {
      Log(LogLevel::kError, "crawler", "control_ended", {{"error", ended.error().ToString()}});
    }
  });
  return Ok();
}

Status EpollControlSocket::Bind(const std::string& directory) {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) return ErrnoError(errno, "cannot make a socket", directory);
  // Linux gives the file the mode the socket has: it is never open to others, not even at first.
  if (::fchmod(listener_, 0600) != 0) return ErrnoError(errno, "cannot chmod a socket", directory);
  if (::bind(listener_, address_.get(), address_.size()) != 0) {
    if (errno != EADDRINUSE) return ErrnoError(errno, "cannot make the control socket", directory);
    ARSIP_TRY(ReplaceStale(directory));
  }
  listening_ = true;
  if (::listen(listener_, kBacklog) != 0) return ErrnoError(errno, "cannot listen", directory);
  return Ok();
}

Status EpollControlSocket::ReplaceStale(const std::string& directory) {
  struct stat found {};
  const int dir = address_.directory_fd();
  const bool there = ::fstatat(dir, ControlAddress::kFile, &found, AT_SYMLINK_NOFOLLOW) == 0;
  if (there && !S_ISSOCK(found.st_mode)) {
    return Error{ErrorCode::kInvalidInput, "control.sock is there and no socket", directory};
  }
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return ErrnoError(errno, "cannot make a socket", directory);
  const int connected = ::connect(probe, address_.get(), address_.size());
  const int error = errno;
  ::close(probe);
  if (connected == 0 || error == EAGAIN) {
    return Error{ErrorCode::kUnavailable, "another process listens on its control socket",
                 directory};
  }
  if (error == ECONNREFUSED) ::unlinkat(dir, ControlAddress::kFile, 0);
  if (::bind(listener_, address_.get(), address_.size()) == 0) return Ok();
  return ErrnoError(errno, "cannot make the control socket", directory);
}

void EpollControlSocket::Accept() {
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  // Those that are told why not are no more than those that are heard.
  if (clients_.size() >= 2 * options_.max_clients) {
    ::close(fd);
    return;
  }
  const uint64_t id = next_id_++;
  Client& client = clients_[id];
  client.fd = fd;
  ucred credentials{};
  socklen_t size = sizeof(credentials);
  const bool known = ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0;
  client.peer = {credentials.uid, credentials.pid};
  if (!known || (credentials.uid != ::geteuid() && credentials.uid != 0)) {
    Refuse(id, client, kStranger);
  } else if (clients_.size() > options_.max_clients) {
    Refuse(id, client, kTooMany);
  } else {
    Deadline(id, client, options_.client_timeout);
    WatchFor(id, client, EPOLLIN);
  }
}

void EpollControlSocket::Ready(uint64_t id, uint32_t epoll_events) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  Client& client = found->second;
  if (client.asked) return Close(id);  // only its end is watched
  if (!client.answer.empty()) {
    Write(id, client);
  } else if ((epoll_events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
    Read(id, client);
  }
}

void EpollControlSocket::Read(uint64_t id, Client& client) {
  std::array<char, kReadBytes> buffer;
  const ssize_t got = ::recv(client.fd, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return Close(id);
  client.request.append(buffer.data(), static_cast<size_t>(got));
  Ask(id, client);
}

void EpollControlSocket::Ask(uint64_t id, Client& client) {
  const size_t end = client.request.find('\n');
  if (std::min(end, client.request.size()) > options_.max_request_bytes) {
    return Refuse(id, client, kTooLong);
  }
  if (end == std::string::npos) return;
  std::string line = client.request.substr(0, end);
  client.request.erase(0, end + 1);
  client.asked = true;
  Deadline(id, client, options_.answer_timeout);
  WatchFor(id, client, 0);  // EPOLLHUP comes unasked; half a close may still want its answer
  handler_(client.peer, std::move(line), [loop = loop_, this, id](std::string answer) {
    // Runs on the loop's thread, so only while this lives.
    loop->Post([this, id, answer = std::move(answer)]() mutable { Answer(id, std::move(answer)); });
  });
}

void EpollControlSocket::Answer(uint64_t id, std::string answer) {
  const auto found = clients_.find(id);
  if (found == clients_.end() || !found->second.asked) return;
  Client& client = found->second;
  client.asked = false;
  client.answer = std::move(answer) + "\n";
  client.sent = 0;
  Deadline(id, client, options_.client_timeout);
  WatchFor(id, client, EPOLLOUT);
}

void EpollControlSocket::Write(uint64_t id, Client& client) {
  const ssize_t sent = ::send(client.fd, client.answer.data() + client.sent,
                              client.answer.size() - client.sent, MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (sent < 0) return Close(id);
  client.sent += static_cast<size_t>(sent);
  if (client.sent < client.answer.size()) return;
  if (client.last) return Close(id);
  client.answer.clear();
  Deadline(id, client, options_.client_timeout);
  WatchFor(id, client, EPOLLIN);
  if (!client.request.empty()) Ask(id, client);
}

void EpollControlSocket::Refuse(uint64_t id, Client& client, const char* why) {
  client.last = true;
  client.asked = true;  // for Answer()
  client.request.clear();
  Answer(id, why);
}

void EpollControlSocket::WatchFor(uint64_t id, const Client& client, uint32_t epoll_events) {
  const Status watched =
      loop_->Watch(client.fd, epoll_events, [this, id](uint32_t events) { Ready(id, events); });
  if (!watched) loop_->Post([this, id] { Close(id); });
}

void EpollControlSocket::Deadline(uint64_t id, Client& client, Duration after) {
  if (client.timer != 0) loop_->Cancel(client.timer);
  client.timer = loop_->After(after, [this, id] {
    if (const auto found = clients_.find(id); found != clients_.end()) {
      found->second.timer = 0;
      Close(id);
    }
  });
}

void EpollControlSocket::Close(uint64_t id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  if (found->second.timer != 0) loop_->Cancel(found->second.timer);
  loop_->Unwatch(found->second.fd);
  ::close(found->second.fd);
  clients_.erase(found);
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::Listen(const std::string& directory,
                                                             const ControlSocketOptions& options,
                                                             Handler handler) {
  ARSIP_ASSIGN(ControlAddress address, ControlAddress::Open(directory));
  auto socket =
      std::make_unique<EpollControlSocket>(options, std::move(address), std::move(handler));
  ARSIP_TRY(socket->Open(directory));
  return Result<std::unique_ptr<ControlSocket>>(std::move(socket));
}

}  // namespace arsip::crawler
