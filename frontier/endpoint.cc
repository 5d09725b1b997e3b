#include "frontier/endpoint.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace arsip::frontier {
namespace {

constexpr size_t kMaxInprocNameBytes = 255;

Error Invalid(std::string what, std::string_view endpoint) {
  return Error{ErrorCode::kInvalidInput, std::move(what), std::string(endpoint.substr(0, 200))};
}

// Owns a file descriptor for a few lines.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status ClaimDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return ErrnoError(errno, "cannot make the directory of the socket", directory);
  }
  struct stat status;
  if (lstat(directory.c_str(), &status) != 0) {
    return ErrnoError(errno, "cannot look at the directory of the socket", directory);
  }
  if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0077) != 0) {
    return Error{ErrorCode::kPermission,
                 "the directory of the socket must be a directory of this user with mode 0700",
                 directory};
  }
  return Ok();
}

// Whether anyone accepts connections at the path.
Result<bool> IsListening(const std::string& path) {
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (probe.get() < 0) return ErrnoError(errno, "cannot make a socket", path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return true;
  }
  if (errno == ECONNREFUSED || errno == ENOENT) return false;
  if (errno == EAGAIN) return true;  // its backlog is full
  return ErrnoError(errno, "cannot probe the socket", path);
}

bool IsPort(std::string_view port) {
  if (port == "*") return true;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
  return error == std::errc() && end == port.data() + port.size() && value <= 65535;
}

bool IsAddress(std::string host) {
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return true;
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return false;
  in6_addr v6;
  host = host.substr(1, host.size() - 2);
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1;
}

}  // namespace

Result<Endpoint> ParseEndpoint(std::string_view text) {
  const auto is_printable = [](char c) { return c >= 0x20 && c != 0x7F; };
  if (!std::all_of(text.begin(), text.end(), is_printable)) {
    return Invalid("endpoint holds control characters", "");
  }
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos) return Invalid("endpoint without a transport", text);
  const std::string_view scheme = text.substr(0, colon);
  Endpoint endpoint{Endpoint::Transport::kInproc, std::string(text),
                    std::string(text.substr(colon + 3))};
  if (endpoint.rest.empty()) return Invalid("endpoint without a name", text);
  if (scheme == "inproc") {
    if (endpoint.rest.size() > kMaxInprocNameBytes) return Invalid("endpoint is too long", text);
  } else if (scheme == "ipc") {
    endpoint.transport = Endpoint::Transport::kIpc;
    if (endpoint.rest.size() >= sizeof(sockaddr_un::sun_path)) {
      return Invalid("the path of a socket is at most 107 bytes", text);
    }
    // An abstract name has no file mode, and "*" is a name no client could know.
    if (endpoint.rest.front() == '@' || endpoint.rest == "*" || endpoint.rest.back() == '/') {
      return Invalid("ipc:// needs the path of a file", text);
    }
  } else if (scheme == "tcp") {
    endpoint.transport = Endpoint::Transport::kTcp;
    if (endpoint.rest.rfind(':') == std::string::npos) return Invalid("tcp:// needs a port", text);
  } else {
    return Invalid("endpoints are inproc://NAME, ipc://PATH or tcp://ADDRESS:PORT", text);
  }
  return endpoint;
}

Status CheckTcpBind(const Endpoint& endpoint) {
  const size_t colon = endpoint.rest.rfind(':');
  if (!IsAddress(endpoint.rest.substr(0, colon))) {
    return Invalid("name the address to listen on (tcp://192.0.2.1:PORT, tcp://[::1]:PORT)",
                   endpoint.text);
  }
  if (!IsPort(std::string_view(endpoint.rest).substr(colon + 1))) {
    return Invalid("port is none", endpoint.text);
  }
  return Ok();
}

Status ClaimIpcPath(const std::string& path) {
  ARSIP_TRY(ClaimDirectory(DirectoryOf(path)));
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return Ok();
    return ErrnoError(errno, "cannot look at the socket", path);
  }
  if (!S_ISSOCK(status.st_mode)) {
    return Error{ErrorCode::kPermission, "there is a file that is no socket", path};
  }
  ARSIP_ASSIGN(const bool listening, IsListening(path));
  if (listening) return Error{ErrorCode::kUnavailable, "another frontier listens there", path};
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    return ErrnoError(errno, "cannot remove the stale socket", path);
  }
  return Ok();
}

Status SealIpcPath(const std::string& path) {
  if (chmod(path.c_str(), 0600) == 0) return Ok();
  return ErrnoError(errno, "cannot restrict the socket", path);
}

}  // namespace arsip::frontier
