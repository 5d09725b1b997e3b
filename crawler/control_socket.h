// The control socket, DIR/control.sock: where the process that has a frontier is asked, and both
// its ends. One request a line, one answer a line, in turn; what the lines say is not known here
// (control_request.h).
//
// The file is made with mode 0600, and a peer of another user than ours (or root) is not heard
// (SO_PEERCRED). The socket of a process that is gone is replaced. Everything a client can make us
// hold is bounded: clients, a line's length, how long a line, an answer and the reading of it may
// take. The length of DIR's name is not: the socket is reached through a descriptor of DIR.
#ifndef ARSIP_CRAWLER_CONTROL_SOCKET_H_
#define ARSIP_CRAWLER_CONTROL_SOCKET_H_

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace arsip::crawler {

struct ControlSocketOptions {
  size_t max_clients = 16;                             // more are told so, and closed. Default: 16.
  size_t max_request_bytes = 4u << 20;                 // a longer line is refused. Default: 4 MiB.
  Duration client_timeout = std::chrono::seconds(30);  // for a line, and to read an answer.
                                                       // Default: 30s.
  Duration answer_timeout = std::chrono::minutes(2);   // for us to answer. Default: 2m.
};

struct ControlPeer {
  uid_t uid = 0;
  pid_t pid = 0;
};

class ControlSocket {
 public:
  // Sends the answer, a line without its end; from any thread, at most once. Harmless when the
  // client or the socket is gone.
  using Reply = std::function<void(std::string answer)>;
  // On the socket's thread; must not wait.
  using Handler = std::function<void(const ControlPeer& peer, std::string request, Reply reply)>;

  // Listens when it returns. kUnavailable: another process does; kPermission, kIo.
  static Result<std::unique_ptr<ControlSocket>> Listen(const std::string& directory,
                                                       const ControlSocketOptions& options,
                                                       Handler handler);
  // Closes all connections and removes the file.
  virtual ~ControlSocket() = default;
};

// Sends one request to who crawls into `directory`, and waits for its answer. kNotFound: nobody
// does; kTimeout; kPermission; kUnavailable: it ended, or would not hear us.
Result<std::string> AskControl(const std::string& directory, const std::string& request,
                               Duration timeout);

// The address of DIR/control.sock; valid while it lives.
class ControlAddress {
 public:
  static Result<ControlAddress> Open(const std::string& directory);
  ~ControlAddress();
  ControlAddress(ControlAddress&& other) noexcept;
  ControlAddress& operator=(ControlAddress&&) = delete;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  socklen_t size() const { return sizeof(address_); }
  int directory_fd() const { return directory_fd_; }
  static constexpr const char* kFile = "control.sock";

 private:
  explicit ControlAddress(int directory_fd);
  int directory_fd_;
  sockaddr_un address_{};
};

}  // namespace arsip::crawler

#endif  // ARSIP_CRAWLER_CONTROL_SOCKET_H_
