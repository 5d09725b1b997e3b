#include "nginx_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";

sockaddr_in AddressOf(const std::string& address, uint16_t port) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  EXPECT_EQ(::inet_pton(AF_INET, address.c_str(), &in.sin_addr), 1);
  return in;
}

bool Accepts(const std::string& address, uint16_t port) {
  const sockaddr_in in = AddressOf(address, port);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&in), sizeof(in)) == 0;
  ::close(fd);
  return connected;
}

void WriteConfiguration(const std::string& directory, const std::string& http_block) {
  std::ofstream file(directory + "/nginx.conf");
  file << "daemon off; master_process off; pid " << directory << "/nginx.pid;\n"
       << "error_log " << directory << "/error.log;\n"
       << "events { worker_connections 512; }\nhttp { access_log off;\n";
  for (const char* path : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    file << path << "_temp_path " << directory << "/" << path << ";\n";
  }
  file << http_block << "\n}\n";
}

std::string ErrorLog(const std::string& directory) {
  std::ifstream file(directory + "/error.log");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

NginxServer::NginxServer(const std::string& directory, const std::string& http_block,
                         const std::string& address, uint16_t port) {
  WriteConfiguration(directory, http_block);
  const std::string configuration = directory + "/nginx.conf";
  const std::string log = directory + "/error.log";
  pid_ = ::fork();
  if (pid_ == 0) {
    ::execl(kNginx, kNginx, "-p", directory.c_str(), "-c", configuration.c_str(), "-e", log.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  for (int i = 0; i < 200; ++i) {
    if (Accepts(address, port)) return;
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ADD_FAILURE() << kNginx << " does not serve (is nginx-light installed?)\n" << ErrorLog(directory);
}

NginxServer::~NginxServer() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

uint16_t NginxServer::FreePort(const std::string& address) {
  sockaddr_in in = AddressOf(address, 0);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&in), sizeof(in)), 0);
  socklen_t size = sizeof(in);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&in), &size), 0);
  ::close(fd);
  return ntohs(in.sin_port);
}

}  // namespace arsip::crawler
