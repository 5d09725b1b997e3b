// ScriptedServer: a TCP server that says exactly the bytes a test tells it to, however wrong.
#ifndef ARSIP_TESTS_CRAWLER_SCRIPTED_SERVER_H_
#define ARSIP_TESTS_CRAWLER_SCRIPTED_SERVER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace arsip::crawler {

// One accepted connection; closed when its script returns.
class ScriptedConnection {
 public:
  ScriptedConnection(int fd, const std::atomic<bool>& stopping) : fd_(fd), stopping_(stopping) {}
  // Up to and including the blank line; empty when the peer closed.
  std::string ReadHead();
  // Exactly `size` bytes, or fewer when the peer closed.
  std::string Read(size_t size);
  // False when the peer is gone.
  bool Send(std::string_view bytes);
  // Sends `bytes` over and over until the peer is gone or the test ends.
  void SendForever(std::string_view bytes);
  // One byte at a time, `pause_ms` apart, over and over, until the peer is gone or the test ends.
  void Drip(std::string_view bytes, int pause_ms);
  // Until the peer closes or the test ends.
  void Hang();
  void CloseWithReset();
  int fd() const { return fd_; }

 private:
  int fd_;
  const std::atomic<bool>& stopping_;
};

using Script = std::function<void(ScriptedConnection&)>;

class ScriptedServer {
 public:
  // `script` runs on a thread per connection.
  explicit ScriptedServer(Script script, const std::string& address = "127.0.0.1");
  // A server that reads a request, answers `reply`, and closes.
  explicit ScriptedServer(std::string reply, const std::string& address = "127.0.0.1");
  ~ScriptedServer();

  uint16_t port() const { return port_; }
  // "http://site.test:PORT" + path
  std::string Url(const std::string& path = "/") const;
  int connections() const { return connections_; }
  std::vector<std::string> requests();
  void NoteRequest(std::string request);

 private:
  void Accept();
  void Serve(int fd);

  Script script_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  Mutex mutex_;
  std::set<int> open_ GUARDED_BY(mutex_);
  std::vector<std::string> requests_ GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;  // of the accepting thread only
  std::thread accepting_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_SCRIPTED_SERVER_H_
