// The asking end of the control socket.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "crawler/control_socket.h"

namespace arsip::crawler {
namespace {

using Pace = std::chrono::steady_clock;

constexpr size_t kMaxAnswerBytes = 64u << 20;

// A connection that is waited for no longer than until its deadline.
class Connection {
 public:
  Connection(int fd, Pace::time_point deadline, const std::string& directory)
      : fd_(fd), deadline_(deadline), directory_(directory) {}
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Status Connect(const ControlAddress& address) {
    while (::connect(fd_, address.get(), address.size()) != 0) {
      if (errno == EINTR) continue;
      if (errno == ENOENT || errno == ECONNREFUSED) {
        return Error{ErrorCode::kNotFound, "nothing crawls into this archive now", directory_};
      }
      // A full backlog: somebody listens, and is busy.
      if (errno != EAGAIN) return ErrnoError(errno, "cannot reach the crawl", directory_);
      if (Pace::now() >= deadline_) return TooLate();
      ::usleep(10'000);
    }
    return Ok();
  }

  Status Send(std::string_view bytes) {
    while (!bytes.empty()) {
      ARSIP_TRY(WaitFor(POLLOUT));
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return Ok();  // refused before all was read: the answer says why
      } else if (errno != EAGAIN && errno != EINTR) {
        return ErrnoError(errno, "cannot ask the crawl", directory_);
      }
    }
    return Ok();
  }

  Result<std::string> ReadLine() {
    std::string line;
    std::array<char, 16384> buffer;
    while (line.size() < kMaxAnswerBytes) {
      ARSIP_TRY(WaitFor(POLLIN));
      const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got <= 0) break;
      line.append(buffer.data(), static_cast<size_t>(got));
      if (line.back() == '\n') {
        line.pop_back();
        return line;
      }
    }
    return Error{ErrorCode::kUnavailable, "the crawl closed the connection without an answer",
                 directory_};
  }

 private:
  Status WaitFor(short events) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Pace::now());
      if (left.count() <= 0) return TooLate();
      pollfd item{fd_, events, 0};
      const int ready = ::poll(&item, 1, static_cast<int>(left.count()));
      if (ready > 0) return Ok();
      if (ready < 0 && errno != EINTR) return ErrnoError(errno, "cannot poll", directory_);
    }
  }
  Error TooLate() const {
    return Error{ErrorCode::kTimeout, "the crawl did not answer in time", directory_};
  }

  const int fd_;
  const Pace::time_point deadline_;
  const std::string& directory_;
};

}  // namespace

Result<ControlAddress> ControlAddress::Open(const std::string& directory) {
  const int fd = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return ErrnoError(errno, "cannot open the archive directory", directory);
  return ControlAddress(fd);
}

ControlAddress::ControlAddress(int directory_fd) : directory_fd_(directory_fd) {
  address_.sun_family = AF_UNIX;
  std::snprintf(address_.sun_path, sizeof(address_.sun_path), "/proc/self/fd/%d/%s", directory_fd,
                kFile);
}

ControlAddress::ControlAddress(ControlAddress&& other) noexcept
    : directory_fd_(std::exchange(other.directory_fd_, -1)), address_(other.address_) {}

ControlAddress::~ControlAddress() {
  if (directory_fd_ >= 0) ::close(directory_fd_);
}

Result<std::string> AskControl(const std::string& directory, const std::string& request,
                               Duration timeout) {
  ARSIP_ASSIGN(const ControlAddress address, ControlAddress::Open(directory));
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return ErrnoError(errno, "cannot make a socket", directory);
  Connection connection(fd, Pace::now() + timeout, directory);
  ARSIP_TRY(connection.Connect(address));
  ARSIP_TRY(connection.Send(request + "\n"));
  return connection.ReadLine();
}

}  // namespace arsip::crawler
