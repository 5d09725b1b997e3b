#include "scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "gtest/gtest.h"

namespace arsip::crawler {

std::string ScriptedConnection::ReadHead() {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string byte = Read(1);
    if (byte.empty()) return "";
    head += byte;
  }
  return head;
}

std::string ScriptedConnection::Read(size_t size) {
  std::string bytes;
  while (bytes.size() < size && fd_ >= 0) {
    char chunk[4096];
    const ssize_t got = ::recv(fd_, chunk, std::min(sizeof(chunk), size - bytes.size()), 0);
    if (got <= 0) break;
    bytes.append(chunk, static_cast<size_t>(got));
  }
  return bytes;
}

bool ScriptedConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void ScriptedConnection::SendForever(std::string_view bytes) {
  while (!stopping_ && Send(bytes)) {
  }
}

void ScriptedConnection::Drip(std::string_view bytes, int pause_ms) {
  for (size_t i = 0; !stopping_ && Send(bytes.substr(i % bytes.size(), 1)); ++i) {
    pollfd peer{fd_, POLLIN, 0};
    if (::poll(&peer, 1, pause_ms) != 0) return;
  }
}

void ScriptedConnection::Hang() {
  char byte = 0;
  while (!stopping_ && ::recv(fd_, &byte, 1, 0) > 0) {
  }
}

void ScriptedConnection::CloseWithReset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

ScriptedServer::ScriptedServer(Script script, const std::string& address)
    : script_(std::move(script)) {
  const bool v6 = address.find(':') != std::string::npos;
  listener_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in v4_local{};
  v4_local.sin_family = AF_INET;
  sockaddr_in6 v6_local{};
  v6_local.sin6_family = AF_INET6;
  void* bytes = v6 ? static_cast<void*>(&v6_local.sin6_addr) : &v4_local.sin_addr;
  EXPECT_EQ(::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes), 1);
  auto* local =
      v6 ? reinterpret_cast<sockaddr*>(&v6_local) : reinterpret_cast<sockaddr*>(&v4_local);
  socklen_t size = v6 ? sizeof(v6_local) : sizeof(v4_local);
  EXPECT_EQ(::bind(listener_, local, size), 0);
  EXPECT_EQ(::listen(listener_, 128), 0);
  EXPECT_EQ(::getsockname(listener_, local, &size), 0);
  port_ = ntohs(v6 ? v6_local.sin6_port : v4_local.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

ScriptedServer::ScriptedServer(std::string reply, const std::string& address)
    : ScriptedServer(
          [this, reply = std::move(reply)](ScriptedConnection& connection) {
            NoteRequest(connection.ReadHead());
            connection.Send(reply);
          },
          address) {}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    MutexLock lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

std::string ScriptedServer::Url(const std::string& path) const {
  return "http://site.test:" + std::to_string(port_) + path;
}

std::vector<std::string> ScriptedServer::requests() {
  MutexLock lock(mutex_);
  return requests_;
}

void ScriptedServer::NoteRequest(std::string request) {
  MutexLock lock(mutex_);
  requests_.push_back(std::move(request));
}

void ScriptedServer::Accept() {
  while (!stopping_) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    ++connections_;
    threads_.emplace_back([this, fd] { Serve(fd); });
  }
}

void ScriptedServer::Serve(int fd) {
  {
    MutexLock lock(mutex_);
    open_.insert(fd);
  }
  ScriptedConnection connection(fd, stopping_);
  script_(connection);
  MutexLock lock(mutex_);
  open_.erase(fd);
  ::close(fd);
}

}  // namespace arsip::crawler
